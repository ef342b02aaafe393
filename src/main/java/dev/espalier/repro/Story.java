package dev.espalier.repro;

import dev.espalier.EspalierException;
import java.util.Arrays;
import java.util.List;

/** What happens in a scenario, whatever its numbers. */
public enum Story {

    /** The config page is fetched. */
    CONFIG_PAGE("config-page", "fetch the config page",
        List.of(Parameter.CYCLES, Parameter.CLIENTS, Parameter.HELD, Parameter.BYTES, Parameter.DELAY, Parameter.HEAP)),
    /** The broker goes and comes back; then the page is fetched, or a request asked over MQTT where no page is served. */
    RECONNECT("reconnect", "lose the broker and come back, then fetch the config page",
        List.of(Parameter.CYCLES, Parameter.CLIENTS, Parameter.BYTES, Parameter.DELAY, Parameter.HEAP)),
    /** The board starts with an EEPROM that holds nothing but the Wi-Fi; then the page is fetched. */
    READER("reader", "start with an EEPROM never written but for the Wi-Fi, then fetch the config page",
        List.of(Parameter.CYCLES, Parameter.CLIENTS, Parameter.BYTES, Parameter.DELAY));

    private final String key;
    private final String does;
    private final List<Parameter> parameters;

    Story(String key, String does, List<Parameter> parameters) {
        this.key = key;
        this.does = does;
        this.parameters = parameters;
    }

    /**
     * The story of that name.
     *
     * @throws EspalierException when there is none
     */
    static Story named(String name) {
        return Arrays.stream(values()).filter(each -> each.key.equals(name)).findFirst()
            .orElseThrow(() -> new EspalierException("a scenario", "'" + name + "'",
                "one of " + String.join(", ", Arrays.stream(values()).map(Story::key).toList())));
    }

    /** Its name as written on the command line. */
    public String key() {
        return key;
    }

    /** What is done, in a few words. */
    public String does() {
        return does;
    }

    /** The numbers that it knows, in the order in which a search makes them smaller. */
    public List<Parameter> parameters() {
        return parameters;
    }
}
