package dev.espalier.broker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.espalier.EspalierException;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * Mosquitto 2 in a container of this machine's Docker Engine, by Testcontainers. Each start is a fresh
 * container; the published ports on 127.0.0.1 stay the same.
 */
public final class MosquittoContainerBroker extends PortKeepingBroker {

    private static final int PLAIN_INSIDE = 1883;
    private static final int TLS_INSIDE = 8883;
    private static final String FOLDER = "/mosquitto/config";
    private static final Duration COMES_UP_WITHIN = Duration.ofSeconds(30);
    /** Mosquitto drops its rights before it reads keys, so others must be able to read them. */
    private static final int READABLE = 0644;

    private final String image;
    private GenericContainer<?> container;

    private MosquittoContainerBroker(String image, TestPki pki) {
        super(pki);
        this.image = image;
    }

    /**
     * A broker from the image that the settings name, which is pulled when it is not on this machine
     * and the settings allow it.
     *
     * @param pullTimeout how long to wait for a pull
     * @throws EspalierException when there is no usable engine or no image
     */
    public static MosquittoContainerBroker of(BrokerSettings settings, TestPki pki, Duration pullTimeout) {
        DockerEngine engine = DockerEngine.find(System.getenv());
        engine.tellTestcontainers();
        if (!engine.has(settings.image())) {
            if (!settings.mayPull()) {
                throw new EspalierException(
                        "Docker image " + settings.image(),
                        "it is not on this machine, and " + BrokerSettings.PULL + " forbids to pull it",
                        "name an image that is here with " + BrokerSettings.IMAGE);
            }
            engine.pull(settings.image(), pullTimeout);
        }
        return new MosquittoContainerBroker(settings.image(), pki);
    }

    @Override
    public String name() {
        return "mosquitto in Docker (" + image + ")";
    }

    @Override
    void launch() {
        DockerImageName name = DockerImageName.parse(image).asCompatibleSubstituteFor("eclipse-mosquitto");
        GenericContainer<?> fresh = new GenericContainer<>(name)
                .withImagePullPolicy(PullPolicy.defaultPolicy())
                .withCreateContainerCmdModifier(this::publishOnLoopback)
                .withLogConsumer(this::log)
                .waitingFor(Wait.forLogMessage(".*" + MosquittoConfig.UP + "\\s*", 1)
                        .withStartupTimeout(COMES_UP_WITHIN));
        var config = new MosquittoConfig(FOLDER, "0.0.0.0", PLAIN_INSIDE, TLS_INSIDE, "mosquitto");
        config.files(this).forEach((file, content) -> fresh.withCopyToContainer(
                Transferable.of(MosquittoConfig.bytes(content), READABLE),
                FOLDER + "/" + file));
        try {
            fresh.start();
        } catch (RuntimeException e) {
            fresh.stop();
            throw notUp(
                    rootCause(e).toString(), "run the image by hand, or take another broker with --broker embedded", e);
        }
        container = fresh;
    }

    private void publishOnLoopback(CreateContainerCmd command) {
        ExposedPort plainInside = ExposedPort.tcp(PLAIN_INSIDE);
        ExposedPort tlsInside = ExposedPort.tcp(TLS_INSIDE);
        HostConfig host = command.getHostConfig() == null ? HostConfig.newHostConfig() : command.getHostConfig();
        command.withExposedPorts(plainInside, tlsInside)
                .withHostConfig(host.withPortBindings(
                        new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", plain().port()), plainInside),
                        new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", tls().port()), tlsInside)));
    }

    private void log(OutputFrame frame) {
        String line = frame.getUtf8StringWithoutLineEnding();
        if (!line.isEmpty()) {
            ownLog().add(line);
        }
    }

    private static Throwable rootCause(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Override
    void halt() {
        container.stop();
        container = null;
    }
}
