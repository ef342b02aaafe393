package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArithmeticFunctionsTest {

    private static final int RUNS = 3000;
    private static final int[] EDGES = {0, 1, 2, 3, 7, 10, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000,
        0xFFFFFFFE, 0xFFFFFFFF};
    private static final float[] FLOATS = {0f, -0f, 1f, -1f, 0.1f, 3f, Float.MIN_VALUE, -Float.MIN_VALUE,
        Float.MIN_NORMAL, Math.nextDown(Float.MIN_NORMAL), Float.MAX_VALUE, -Float.MAX_VALUE, 16777215f, 16777216f,
        Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN};
    private static final double[] DOUBLES = {0d, -0d, 1d, -1d, 0.1, 3d, Double.MIN_VALUE, -Double.MIN_VALUE,
        Double.MIN_NORMAL, Math.nextDown(Double.MIN_NORMAL), Double.MAX_VALUE, -Double.MAX_VALUE, 9007199254740991d,
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};

    private final RomBench rom = new RomBench();
    private final Random random = new Random(64);

    @ParameterizedTest(name = "{0} by zero is ILL at {1}")
    @CsvSource({"__divsi3, 4000dce5", "__udivsi3, 4000e25d", "__umodsi3, 4000e296"})
    void a_division_by_zero_is_an_illegal_instruction_where_the_chip_has_it(String function, String epc1) {
        for (int dividend : new int[] {0, 1, -1, 115200}) {
            RomBench.Fault fault = rom.tryCall(function, dividend, 0);

            assertThat(fault.cause()).isZero();
            assertThat(fault.epc1()).isEqualTo(Integer.parseUnsignedInt(epc1, 16));
        }
    }

    @Test
    void thirty_two_bit_division_agrees_with_java() {
        int32("__divsi3", (a, b) -> a / b);
        int32("__udivsi3", Integer::divideUnsigned);
        int32("__umodsi3", Integer::remainderUnsigned);
    }

    private void int32(String function, IntBinaryOperator expected) {
        for (int i = 0; i < RUNS; i++) {
            int a = anInt();
            int b = anInt();
            if (b != 0) {
                assertThat(rom.call(function, a, b)).as("%s(%x, %x)", function, a, b)
                    .isEqualTo(expected.applyAsInt(a, b));
            }
        }
    }

    @Test
    void sixty_four_bit_arithmetic_agrees_with_java() {
        int64("__muldi3", (a, b) -> a * b);
        int64("__divdi3", (a, b) -> a / b);
        int64("__udivdi3", Long::divideUnsigned);
        int64("__umoddi3", Long::remainderUnsigned);
        for (int i = 0; i < RUNS; i++) {
            int a = anInt();
            int b = anInt();
            assertThat(rom.callLong("__umulsidi3", a, b))
                .isEqualTo(Integer.toUnsignedLong(a) * Integer.toUnsignedLong(b));
        }
    }

    private void int64(String function, LongBinaryOperator expected) {
        for (int i = 0; i < RUNS; i++) {
            long a = aLong();
            long b = aLong();
            if (b != 0) {
                assertThat(rom.callLong(function, low(a), high(a), low(b), high(b))).as("%s(%x, %x)", function, a, b)
                    .isEqualTo(expected.applyAsLong(a, b));
            }
        }
    }

    @Test
    void single_precision_agrees_with_java() {
        for (int i = 0; i < RUNS; i++) {
            float a = aFloat(i);
            float b = aFloat(i / FLOATS.length);
            single("__addsf3", a, b, a + b);
            single("__subsf3", a, b, a - b);
            single("__mulsf3", a, b, a * b);
        }
    }

    private void single(String function, float a, float b, float expected) {
        float result = Float.intBitsToFloat(rom.call(function, Float.floatToRawIntBits(a), Float.floatToRawIntBits(b)));

        assertThat(Float.floatToIntBits(result)).as("%s(%a, %a) = %a, wanted %a", function, a, b, result, expected)
            .isEqualTo(Float.floatToIntBits(expected));
    }

    @Test
    void double_precision_agrees_with_java() {
        for (int i = 0; i < RUNS; i++) {
            double a = aDouble(i);
            double b = aDouble(i / DOUBLES.length);
            twice("__adddf3", a, b, (x, y) -> x + y);
            twice("__subdf3", a, b, (x, y) -> x - y);
            twice("__muldf3", a, b, (x, y) -> x * y);
            twice("__divdf3", a, b, (x, y) -> x / y);
        }
    }

    private void twice(String function, double a, double b, DoubleBinaryOperator operation) {
        long x = Double.doubleToRawLongBits(a);
        long y = Double.doubleToRawLongBits(b);
        double expected = operation.applyAsDouble(a, b);

        double result = Double.longBitsToDouble(rom.callLong(function, low(x), high(x), low(y), high(y)));

        assertThat(Double.doubleToLongBits(result)).as("%s(%a, %a) = %a, wanted %a", function, a, b, result, expected)
            .isEqualTo(Double.doubleToLongBits(expected));
    }

    @Test
    void conversions_agree_with_java() {
        for (int i = 0; i < RUNS; i++) {
            int n = anInt();
            double d = aDouble(i);
            float f = aFloat(i);
            assertThat(rom.call("__floatsisf", n)).isEqualTo(Float.floatToIntBits(n));
            assertThat(rom.call("__floatunsisf", n)).isEqualTo(Float.floatToIntBits(Integer.toUnsignedLong(n)));
            assertThat(rom.callLong("__floatsidf", n)).isEqualTo(Double.doubleToLongBits(n));
            assertThat(rom.callLong("__floatunsidf", n))
                .isEqualTo(Double.doubleToLongBits(Integer.toUnsignedLong(n)));
            long bits = Double.doubleToRawLongBits(d);
            float narrowed = Float.intBitsToFloat(rom.call("__truncdfsf2", low(bits), high(bits)));
            assertThat(Float.floatToIntBits(narrowed)).as("%a", d).isEqualTo(Float.floatToIntBits((float) d));
            double widened = Double.longBitsToDouble(rom.callLong("__extendsfdf2", Float.floatToRawIntBits(f)));
            assertThat(Double.doubleToLongBits(widened)).as("%a", f).isEqualTo(Double.doubleToLongBits(f));
        }
    }

    @Test
    void conversions_to_integers_truncate() {
        for (int i = 0; i < RUNS; i++) {
            double d = (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(32));
            long bits = Double.doubleToRawLongBits(d);
            assertThat(rom.call("__fixdfsi", low(bits), high(bits))).as("%a", d).isEqualTo((int) d);
            long positive = Double.doubleToRawLongBits(Math.abs(d) * 2);
            assertThat(Integer.toUnsignedLong(rom.call("__fixunsdfsi", low(positive), high(positive))))
                .isEqualTo((long) (Math.abs(d) * 2));
            float f = (float) Math.abs(d);
            assertThat(Integer.toUnsignedLong(rom.call("__fixunssfsi", Float.floatToRawIntBits(f))))
                .isEqualTo((long) f);
        }
    }

    private int anInt() {
        return random.nextInt(4) == 0 ? EDGES[random.nextInt(EDGES.length)] : random.nextInt() >> random.nextInt(32);
    }

    private long aLong() {
        return random.nextInt(4) == 0 ? (long) anInt() << 32 | Integer.toUnsignedLong(anInt())
            : random.nextLong() >> random.nextInt(64);
    }

    private float aFloat(int i) {
        return switch (i % 3) {
            case 0 -> FLOATS[i / 3 % FLOATS.length];
            case 1 -> Float.intBitsToFloat(random.nextInt());
            default -> (random.nextInt() >> random.nextInt(32)) * Math.scalb(1f, random.nextInt(40) - 20);
        };
    }

    private double aDouble(int i) {
        return switch (i % 3) {
            case 0 -> DOUBLES[i / 3 % DOUBLES.length];
            case 1 -> Double.longBitsToDouble(random.nextLong());
            default -> (random.nextLong() >> random.nextInt(64)) * Math.scalb(1d, random.nextInt(80) - 40);
        };
    }

    private static int low(long value) {
        return (int) value;
    }

    private static int high(long value) {
        return (int) (value >> 32);
    }
}
