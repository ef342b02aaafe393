package dev.espalier.suite;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.board.Provision;
import dev.espalier.configpage.ConfigPage;
import dev.espalier.configpage.HttpReply;
import dev.espalier.eeprom.CellType;
import dev.espalier.profile.Profile;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.Assertions;

/**
 * The last release on the board, set up as its user did: as delivered, by its own access point and page. Where the profile
 * or the bench has no such way in, its settings are written beforehand, and the page changes them.
 */
final class LastRelease {

    private LastRelease() {
    }

    /**
     * Configures the last release, which is on the board, and restarts it.
     *
     * @return the mode that it is in then
     */
    static String configure(Bench bench) {
        Profile profile = bench.profile();
        String mode = mode(profile);
        Board board = bench.board();
        if (profile.page().isEmpty()) {
            Start.in(bench, mode, provision -> profile.upgrade().set().forEach(provision::set));
            return mode;
        }
        ConfigPage page = page(bench);
        HttpReply reply = page.save(fields(profile.page().get(), profile, cells(bench, mode)));
        Assertions.assertThat(reply.text()).as("the last release's answer to Save").contains(profile.page().get().saved());
        board.expectReset();
        page.reset();
        board.awaitMode(mode);
        return mode;
    }

    private static ConfigPage page(Bench bench) {
        Profile profile = bench.profile();
        boolean reachesIt = bench.boardFacts().kind().equals("virtual");
        if (reachesIt && profile.softAp().isPresent() && profile.modes().containsKey(Start.AP_FALLBACK)) {
            bench.board().provision(Provision::asDelivered).reset();
            bench.board().awaitMode(Start.AP_FALLBACK);
            return bench.board().configPageOverAccessPoint();
        }
        Start.in(bench, Start.CONFIG);
        return bench.board().configPage();
    }

    /** The mode that is not the one as delivered. */
    private static String mode(Profile profile) {
        if (profile.mqtt().isEmpty()) {
            return Start.CONFIG;
        }
        return profile.modes().containsKey(Start.MQTT_TLS) ? Start.MQTT_TLS
            : profile.modes().containsKey(Start.MQTT_PLAIN) ? Start.MQTT_PLAIN : Start.CONFIG;
    }

    private static Map<String, String> cells(Bench bench, String mode) {
        Profile profile = bench.profile();
        Map<String, String> cells = new LinkedHashMap<>(bench.board().network().cells());
        if (!mode.equals(Start.CONFIG)) {
            cells.put("mqttPort", bench.brokerPort(mode.equals(Start.MQTT_TLS)));
        }
        cells.putAll(profile.mode(mode).cells());
        cells.putAll(profile.upgrade().set());
        cells.keySet().removeIf(cell -> !profile.hasCell(cell));
        return cells;
    }

    /** The form's fields over these cells; a cell that the page has no field for keeps its default. */
    private static Map<String, String> fields(Profile.Page page, Profile profile, Map<String, String> cells) {
        Map<String, String> fields = new LinkedHashMap<>();
        page.fields().forEach((field, place) -> {
            String cell = place.replaceFirst("\\[.*", "");
            String value = cells.get(cell);
            if (value != null) {
                boolean octet = !cell.equals(place) && profile.eeprom().layout().cell(cell).type() instanceof CellType.Ipv4;
                fields.put(field, octet ? value.split("\\.")[place.charAt(cell.length() + 1) - '0'] : value);
            }
        });
        return fields;
    }
}
