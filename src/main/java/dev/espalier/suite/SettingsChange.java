package dev.espalier.suite;

import dev.espalier.eeprom.EepromImage;
import dev.espalier.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a change of firmware has done to the settings.
 *
 * @param kept how many cells are as they were
 * @param lost cells, and bytes outside of cells, that have another value
 * @param added cells that had never been written and have a value now: only the new firmware knows them
 * @param versionBefore the version of the layout before, if the profile says where it is
 * @param versionAfter the same after
 */
record SettingsChange(int kept, List<EepromImage.Difference> lost, List<EepromImage.Difference> added,
        Optional<Integer> versionBefore, Optional<Integer> versionAfter) {

    static SettingsChange of(Profile profile, EepromImage before, EepromImage after) {
        List<EepromImage.Difference> lost = new ArrayList<>();
        List<EepromImage.Difference> added = new ArrayList<>();
        for (EepromImage.Difference difference : before.diff(after)) {
            boolean never = profile.hasCell(difference.cell()) && before.isUnwritten(difference.cell());
            (never ? added : lost).add(difference);
        }
        int cells = profile.eeprom().layout().cells().size();
        long changed = before.diff(after).stream().filter(difference -> profile.hasCell(difference.cell())).count();
        Optional<Profile.Version> place = profile.upgrade().version();
        return new SettingsChange(cells - (int) changed, List.copyOf(lost), List.copyOf(added),
            place.map(at -> version(at, before.bytes())), place.map(at -> version(at, after.bytes())));
    }

    /** Whether the firmware before keeps its settings in a later layout than the one now on the board. */
    boolean isDowngrade() {
        return versionBefore.isPresent() && versionAfter.orElse(0) < versionBefore.get();
    }

    /** The two versions of the layout, for people. */
    String versions() {
        return versionBefore.map(before -> "layout of the settings %d -> %d".formatted(before, versionAfter.orElse(0)))
            .orElse("versions of the settings' layout not known");
    }

    private static int version(Profile.Version place, byte[] bytes) {
        int version = 0;
        for (int at = place.at(); at < place.at() + place.bytes(); at++) {
            version = version << 8 | bytes[at] & 0xFF;
        }
        return version;
    }

    @Override
    public String toString() {
        return "%s%s; %d cells kept%s%s".formatted(versions(), isDowngrade() ? ", a DOWNGRADE" : "", kept, told(", lost: ", lost),
            told(", new: ", added));
    }

    private static String told(String before, List<EepromImage.Difference> differences) {
        return differences.isEmpty() ? ""
            : before + differences.stream().map(EepromImage.Difference::toString).collect(Collectors.joining(", "));
    }
}
