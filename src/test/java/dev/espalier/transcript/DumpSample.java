package dev.espalier.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A crash report as each core words it (facts 2.4), with values drawn by a seed, and what is to be read from it.
 *
 * @param name the core and what happened
 * @param lines the report
 * @param registers none for reports without any
 */
record DumpSample(String name, Crash.Kind kind, List<String> lines, Optional<Crash.Registers> registers,
                  List<Crash.Stack> stacks, Optional<Crash.Panic> panic, Optional<Crash.FailedAlloc> failedAlloc) {

    private static final String CUT = "--------------- CUT HERE FOR EXCEPTION DECODER ---------------";

    /** Cores whose reports differ, and those who report before a core can. */
    enum Era {
        CORE_2_3_0, CORE_2_4_2, CORE_2_6, CORE_2_7, CORE_3_1, CORE_3_2, ROM, SDK;

        private boolean from(Era era) {
            return compareTo(era) >= 0;
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** What the reports of an era can be about. */
    static List<Crash.Kind> kinds(Era era) {
        if (era == Era.ROM || era == Era.SDK) {
            return List.of(Crash.Kind.FATAL_EXCEPTION);
        }
        List<Crash.Kind> kinds = new ArrayList<>(List.of(Crash.Kind.EXCEPTION, Crash.Kind.SOFT_WATCHDOG,
            Crash.Kind.PANIC, Crash.Kind.ABORT));
        if (era.from(Era.CORE_2_4_2)) {
            kinds.add(Crash.Kind.ASSERTION);
        }
        if (era.from(Era.CORE_2_6)) {
            kinds.add(Crash.Kind.CXX_EXCEPTION);
        }
        if (era.from(Era.CORE_3_1)) {
            kinds.add(Crash.Kind.STACK_SMASHED);
        }
        if (era.from(Era.CORE_3_2)) {
            kinds.add(Crash.Kind.STACK_OVERFLOW);
        }
        return kinds;
    }

    /** One report of each kind of each era. */
    static List<DumpSample> all(long seed) {
        Random random = new Random(seed);
        List<DumpSample> samples = new ArrayList<>();
        for (Era era : Era.values()) {
            for (Crash.Kind kind : kinds(era)) {
                samples.add(new Writer(era, kind, random).write());
            }
        }
        return samples;
    }

    /** A report of a random kind of a random era. */
    static DumpSample any(Random random) {
        Era era = Era.values()[random.nextInt(Era.values().length)];
        List<Crash.Kind> kinds = kinds(era);
        return new Writer(era, kinds.get(random.nextInt(kinds.size())), random).write();
    }

    private static final class Writer {

        private final Era era;
        private final Crash.Kind kind;
        private final Random random;
        private final List<String> lines = new ArrayList<>();
        private final List<Crash.Stack> stacks = new ArrayList<>();
        private Crash.Registers registers;
        private Crash.Panic panic;
        private Crash.FailedAlloc failedAlloc;

        Writer(Era era, Crash.Kind kind, Random random) {
            this.era = era;
            this.kind = kind;
            this.random = random;
        }

        DumpSample write() {
            if (kind == Crash.Kind.FATAL_EXCEPTION) {
                fatal();
            } else {
                report();
            }
            return new DumpSample(era + " " + kind, kind, lines, Optional.ofNullable(registers), stacks,
                Optional.ofNullable(panic), Optional.ofNullable(failedAlloc));
        }

        private void fatal() {
            registers(28, random.nextInt());
            lines.add(era == Era.ROM ? "Fatal exception (28): " : "Fatal exception 28(LoadProhibitedCause):");
            lines.add(registerLine(", "));
        }

        private void report() {
            boolean own = kind != Crash.Kind.EXCEPTION && kind != Crash.Kind.SOFT_WATCHDOG;
            if (own && era.from(Era.CORE_2_6) && kind != Crash.Kind.STACK_SMASHED && kind != Crash.Kind.STACK_OVERFLOW) {
                add("", "User exception (panic/abort/assert)");
            }
            cut();
            headline();
            if (era.from(Era.CORE_2_6)) {
                add("", ">>>stack>>>");
                if (random.nextBoolean()) {
                    stack("bearssl", 0x3FFF1008, 0x3FFF1478, 0x150);
                }
                stack(random.nextBoolean() ? "cont" : "sys", 0x3FFFFC10, 0x3FFFFFC0, 0x10);
            } else {
                stack(random.nextBoolean() ? "cont" : "sys", 0x3FFEFCD0, 0x3FFEFF90, 0x1A0);
            }
            add("<<<stack<<<");
            if (era.from(Era.CORE_2_4_2) && random.nextBoolean()) {
                alloc();
            }
            cut();
            add("");
        }

        private void headline() {
            switch (kind) {
                case EXCEPTION -> exception(random.nextInt(30), random.nextInt());
                case SOFT_WATCHDOG -> {
                    add("", "Soft WDT reset" + (era.from(Era.CORE_3_2) ? " - deliberate infinite loop detected" : ""));
                    if (era.from(Era.CORE_3_1)) {
                        exception(4, random.nextInt());
                    }
                }
                case PANIC, ASSERTION -> panic();
                case ABORT -> {
                    if (era != Era.CORE_2_3_0) {
                        add("");
                    }
                    add("Abort called");
                }
                case CXX_EXCEPTION -> add("", "Unhandled C++ exception: OOM");
                case STACK_SMASHED -> {
                    add("", "Stack smashing detected" + (era == Era.CORE_3_2 ? " at 0x3ffefb30" : "."));
                    if (era == Era.CORE_3_1) {
                        exception(5, random.nextInt());
                    }
                }
                default -> add("", "Stack overflow detected");
            }
        }

        private void panic() {
            panic = new Crash.Panic("core_esp8266_main.cpp", 1 + random.nextInt(2000), "__yield",
                kind == Crash.Kind.ASSERTION ? Optional.of("size > 0 && at != end") : Optional.empty());
            add("", "Panic %s:%d %s".formatted(panic.file(), panic.line(), panic.function())
                + panic.assertion().map(": Assertion '%s' failed."::formatted).orElse(""));
        }

        private void exception(int cause, int epc1) {
            registers(cause, epc1);
            add("", "Exception (%d):".formatted(cause), registerLine(" "));
        }

        private void registers(int cause, int epc1) {
            registers = new Crash.Registers(OptionalInt.of(cause), epc1, 0, random.nextInt(), random.nextInt(), 0);
        }

        private String registerLine(String separator) {
            return String.join(separator, "epc1=0x%08x".formatted(registers.epc1()), "epc2=0x%08x".formatted(registers.epc2()),
                "epc3=0x%08x".formatted(registers.epc3()), "excvaddr=0x%08x".formatted(registers.excvaddr()),
                "depc=0x%08x".formatted(registers.depc()));
        }

        private void stack(String context, int sp, int end, int offset) {
            add("", "ctx: " + context + (era.from(Era.CORE_2_6) ? "" : " "), "sp: %08x end: %08x offset: %04x".formatted(sp, end, offset));
            if (!era.from(Era.CORE_2_6)) {
                add("", ">>>stack>>>");
            }
            List<Crash.Word> words = new ArrayList<>();
            int rows = 2 + random.nextInt(6);
            for (int row = sp + offset; row < sp + offset + 16 * rows; row += 16) {
                for (int i = 0; i < 4; i++) {
                    words.add(new Crash.Word(row + 4 * i, word(row + 16)));
                }
                List<Crash.Word> four = words.subList(words.size() - 4, words.size());
                add("%08x:  %08x %08x %08x %08x %c".formatted(row, four.get(0).value(), four.get(1).value(),
                    four.get(2).value(), four.get(3).value(), four.get(2).value() == row + 16 ? '<' : ' '));
            }
            stacks.add(new Crash.Stack(context, sp, end, offset, words));
        }

        private int word(int frame) {
            return switch (random.nextInt(6)) {
                case 0 -> 0xFEEFEFFE;
                case 1 -> 0;
                case 2 -> frame;
                case 3 -> 0x40200000 + random.nextInt(0x80000);
                default -> random.nextInt();
            };
        }

        private void alloc() {
            boolean told = era.from(Era.CORE_3_2);
            failedAlloc = told ? new Crash.FailedAlloc(0x4020ABCD, 2064, "umm_malloc/umm_malloc.cpp", 1234)
                : new Crash.FailedAlloc(0x4020ABCD, 2064);
            add("", "last failed alloc call: %s(%d)%s".formatted("4020abcd".toUpperCase(Locale.ROOT), 2064,
                told ? "@umm_malloc/umm_malloc.cpp:1234" : ""));
        }

        private void cut() {
            if (era.from(Era.CORE_3_2)) {
                add("", "To make this dump useful, DECODE IT - https://tinyurl.com/8266dcdr", CUT);
            } else if (era.from(Era.CORE_2_7)) {
                add("", CUT);
            }
        }

        private void add(String... more) {
            lines.addAll(List.of(more));
        }
    }
}
