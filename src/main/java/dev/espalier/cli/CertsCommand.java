package dev.espalier.cli;

import dev.espalier.bench.BenchSettings;
import dev.espalier.broker.TestPki;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code espalier certs}: the test PKI anew. */
@Command(name = "certs", mixinStandardHelpOptions = true, sortOptions = false, sortSynopsis = false,
    description = "Makes the test certificates anew: a CA, the broker's certificate, and the bad ones that must be refused.")
final class CertsCommand implements Callable<Integer>, CommonOptions.Holder {

    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", paramLabel = "DIR", description = "Folder of the certificates. Default: broker-certs.")
    private Path folder;

    @Mixin
    private CommonOptions common;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() {
        Path target = folder == null ? BenchSettings.defaults().certificates() : folder;
        TestPki pki = TestPki.renewed(target);
        spec.commandLine().getOut().printf("new test certificates in %s, valid until %tF%n", target.toAbsolutePath().normalize(),
            pki.ca().getNotAfter());
        return 0;
    }
}
