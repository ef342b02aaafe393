package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The successive-approximation converter in the analog page. A conversion is over as soon as it is
 * started, so its state field always reads idle. It measures the TOUT pin while that is switched to it,
 * else the supply.
 *
 * <p>The result registers hold the complement of a code whose low byte is linear only above 21, with a
 * gain of 279/256: so the vendor's readers correct it, and so it is encoded here. Half the corrected
 * code is 11/12 of the voltage in 1/1024 V: SDK 1.x hands that out as it is (960 for 1 V, owners report),
 * SDK 2.x and later multiply by 12/11 and give the voltage, to within one.
 */
public final class SarAdc implements Stateful {

    /** Highest reading of the TOUT pin: 1 V. */
    public static final int MAX = 1023;

    static final int CONTROL = 0x50;
    static final int INPUT = 0x5C;
    static final int RESULTS = 0x80;
    static final int RESULTS_END = 0xA0;

    /** State of the conversion, three bits; 0 is idle. */
    static final int STATE = 7 << 24;
    /** TOUT is the input. */
    static final int TOUT = 1 << 21;

    private static final int LOWEST_BYTE = 21;
    private static final int GAIN = 279;
    /** Corrected code for a supply of 3.3 V: 11/12 of it, too, in 1/512 V. */
    private static final int SUPPLY_CODE = 1549;

    private int tout;

    /**
     * Puts a voltage on TOUT.
     *
     * @param reading 0 to 1023 in 1/1024 V, as {@code analogRead} of SDK 2.x gives it
     * @throws IllegalArgumentException when out of that range
     */
    public void tout(int reading) {
        requireReading(reading);
        tout = reading;
    }

    /**
     * Refuses what the converter cannot read.
     *
     * @throws IllegalArgumentException when {@code reading} is out of range
     */
    public void requireReading(int reading) {
        if (reading < 0 || reading > MAX) {
            throw new IllegalArgumentException(
                "wanted an analog reading of 0 to %d, got %d; it is what analogRead(A0) is to give".formatted(MAX, reading));
        }
    }

    /** A result register while the input is what {@code input} selects. */
    int result(int input) {
        int corrected = (input & TOUT) != 0 ? 2 * raw(tout) : SUPPLY_CODE;
        return ~(corrected & 0xF00 | lowByte(corrected & 0xFF)) & 0xFFF;
    }

    /** The highest raw reading that is scaled to no more than {@code wanted}. */
    private static int raw(int wanted) {
        int above = (11 * wanted + 11) / 12;
        return above * 12 / 11 > wanted ? above - 1 : above;
    }

    /** The highest low byte that is corrected to no more than {@code wanted}. */
    private static int lowByte(int wanted) {
        int above = (wanted * 256 + GAIN - 1) / GAIN;
        return LOWEST_BYTE + (above * GAIN >> 8 > wanted ? above - 1 : above);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(tout);
    }

    @Override
    public void load(DataInput in) throws IOException {
        tout = in.readInt();
    }
}
