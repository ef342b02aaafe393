package dev.espalier.assertions;

import dev.espalier.eeprom.EepromImage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** What a board's settings must be. Secrets never appear in a failure. */
public final class EepromAssert extends AbstractAssert<EepromAssert, EepromImage> {

    EepromAssert(EepromImage actual) {
        super(actual, EepromAssert.class);
    }

    /** Magic and checksum hold. */
    public EepromAssert isValid() {
        isNotNull();
        if (!actual.isValid()) {
            throw new AssertionError(actual.isErased() ? "expected a valid EEPROM, but it is erased"
                : "expected a valid EEPROM, but its magic or checksum is wrong");
        }
        return this;
    }

    /** A cell has a value. */
    public EepromAssert hasCell(String cell, String value) {
        isNotNull();
        EepromImage wanted = actual.with(cell, value);
        List<EepromImage.Difference> differences = actual.diff(wanted);
        if (!differences.isEmpty()) {
            EepromImage.Difference difference = differences.get(0);
            throw new AssertionError("expected cell %s to be \"%s\", but it is \"%s\"".formatted(difference.cell(),
                difference.after(), difference.before()));
        }
        return this;
    }

    /** Compared with an earlier image, these cells differ and no other byte does. */
    public EepromAssert changedExactly(EepromImage before, String... cells) {
        isNotNull();
        List<EepromImage.Difference> differences = before.diff(actual);
        Set<String> changed = differences.stream().map(EepromImage.Difference::cell).collect(Collectors.toCollection(TreeSet::new));
        Set<String> wanted = new TreeSet<>(List.of(cells));
        if (!changed.equals(wanted)) {
            throw new AssertionError("expected exactly %s to change, but these did: %s".formatted(wanted,
                differences.isEmpty() ? "none" : differences.stream().map(Object::toString).collect(Collectors.joining("; "))));
        }
        return this;
    }

    /** Nothing differs from an earlier image. */
    public EepromAssert isUnchangedSince(EepromImage before) {
        return changedExactly(before);
    }
}
