package dev.espalier.crash;

import dev.espalier.bytes.Hex;
import dev.espalier.emulator.isa.Instruction;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.ExceptionCause;
import dev.espalier.transcript.RomSymbols;
import java.util.List;
import java.util.Optional;

/** What an exception's cause means in the very instruction that raised it (facts 2.6, 4). */
final class FaultMeaning {

    private static final int ILLEGAL = 0;
    private static final int SYSCALL = 1;
    private static final int FETCH_ERROR = 2;
    private static final int LOAD_STORE_ERROR = 3;
    private static final int INTERRUPT = 4;
    private static final int ALLOCA = 5;
    private static final int DIVISION_BY_ZERO = 6;
    private static final int ALIGNMENT = 9;
    private static final int FETCH_PROHIBITED = 20;
    private static final int LOAD_PROHIBITED = 28;
    private static final int STORE_PROHIBITED = 29;
    private static final List<Integer> DIVISIONS = List.of(0x4000DCE5, 0x4000E25D, 0x4000E296);

    private final Optional<MachineCode> code;
    private final Places places;
    private final Crash.Registers registers;
    private final Optional<Instruction> instruction;
    private final Optional<Access> access;

    private FaultMeaning(Optional<MachineCode> code, Places places, Crash.Registers registers) {
        this.code = code;
        this.places = places;
        this.registers = registers;
        this.instruction = code.flatMap(known -> known.instruction(registers.epc1()));
        this.access = instruction.flatMap(Access::of);
    }

    /** Reads the registers of a fault whose cause was told. */
    static Meaning of(Optional<MachineCode> code, Places places, Crash.Registers registers) {
        return new FaultMeaning(code, places, registers).meaning();
    }

    private Meaning meaning() {
        int cause = registers.cause().orElseThrow();
        return switch (cause) {
            case ILLEGAL -> DIVISIONS.contains(registers.epc1()) ? division() : illegal();
            case SYSCALL -> Meaning.of("a syscall instruction", "The core's debugger support executes it; nothing else should.");
            case FETCH_ERROR, FETCH_PROHIBITED -> fetch();
            case LOAD_STORE_ERROR -> narrow();
            case INTERRUPT -> Meaning.of("interrupted", "The registers are those of a timer's interrupt, not of a fault.");
            case ALLOCA -> Meaning.of("the stack was overwritten");
            case DIVISION_BY_ZERO -> division();
            case ALIGNMENT -> misaligned();
            case LOAD_PROHIBITED, STORE_PROHIBITED -> pointer(cause == STORE_PROHIBITED);
            default -> Meaning.of("exception %d (%s)".formatted(cause, ExceptionCause.name(cause)),
                "This chip's core does not raise it by itself: the report is damaged, or the stack was.");
        };
    }

    // ---- pointers

    private Meaning pointer(boolean store) {
        if (!registers.tells(Crash.Register.EXCVADDR)) {
            return Meaning.of(store ? "a store to where no memory is" : "a load from where no memory is", does());
        }
        String target = BadPointer.of(registers.excvaddr(), access);
        String what = store ? "store through " : "load through ";
        Optional<String> argument = RomArgument.of(registers.epc1(), store);
        if (argument.isPresent()) {
            return Meaning.of(target + " was passed to " + romFunction(), argument.get() + " was "
                + Hex.word(registers.excvaddr()) + ".");
        }
        if (store && (Places.isFlash(registers.excvaddr()) || RomSymbols.isCode(registers.excvaddr()))) {
            return Meaning.of("store to %s, which cannot be written".formatted(Places.region(registers.excvaddr())), does(), named());
        }
        return Meaning.of(what + target, does());
    }

    private String romFunction() {
        return RomSymbols.startOf(registers.epc1()).stream().mapToObj(RomSymbols::at).flatMap(Optional::stream)
            .findFirst().map(name -> "the ROM's " + name).orElse("the ROM");
    }

    /** The instruction and the pointer it used; empty without the ELF file. */
    private String does() {
        if (instruction.isEmpty() || access.isEmpty()) {
            return "";
        }
        String text = "\"%s\" %s".formatted(instruction.get(), access.get().inWords());
        if (access.get().base() >= 0 && registers.tells(Crash.Register.EXCVADDR)) {
            text += "; a%d was %s".formatted(access.get().base(), Hex.word(registers.excvaddr() - access.get().offset()));
        }
        return text + ".";
    }

    /** The data at the address, where the ELF file names it. */
    private String named() {
        return registers.tells(Crash.Register.EXCVADDR)
            ? places.nameOf(registers.excvaddr()).map(name -> "%s is %s.".formatted(Hex.word(registers.excvaddr()), name)).orElse("") : "";
    }

    // ---- width and alignment

    private Meaning narrow() {
        String region = registers.tells(Crash.Register.EXCVADDR) ? Places.region(registers.excvaddr()) : "flash or instruction RAM";
        if (access.filter(a -> a.bytes() == 4).isPresent()) {
            return Meaning.of("an access to %s that it does not answer".formatted(region), does(), named());
        }
        String width = access.map(a -> "%d-bit %s".formatted(8 * a.bytes(), a.store() ? "store to" : "load from"))
            .orElse("8- or 16-bit access to");
        String what = "%s %s, which answers whole words only".formatted(width, region);
        String advice = access.filter(Access::store).isPresent() ? "Only 32-bit stores to aligned addresses work there."
            : "Constants in flash are read with pgm_read_byte() and its kin, or with the _P functions.";
        return Meaning.of(what, does(), named(), advice);
    }

    private Meaning misaligned() {
        String width = access.map(a -> "%d-bit %s".formatted(8 * a.bytes(), a.store() ? "store" : "load")).orElse("16- or 32-bit access");
        String address = registers.tells(Crash.Register.EXCVADDR) ? " at " + Hex.word(registers.excvaddr()) : "";
        return Meaning.of("misaligned %s%s".formatted(width, address), does(), named(),
            "Such an address must be a multiple of the width: a cast of a byte pointer, or a packed struct, is behind it.");
    }

    // ---- where the program went

    private Meaning fetch() {
        int target = registers.epc1();
        String what = target == 0 ? "call of a null function pointer" : "jump to %s, which is no code".formatted(Hex.word(target));
        String where = target == 0 ? "" : "%s is %s%s.".formatted(Hex.word(target), Places.region(target),
            places.nameOf(target).map(name -> ", " + name).orElse(""));
        return Meaning.of(what, where, "A function pointer or a return address on the stack was wrong; EPC1 is where it led.");
    }

    private Meaning illegal() {
        int at = registers.epc1();
        if (code.isPresent() && code.get().functionAt(at).isEmpty() && !RomSymbols.isCode(at)) {
            return Meaning.of("jump to %s, which is no code".formatted(Hex.word(at)),
                "It is %s%s.".formatted(Places.region(at), places.nameOf(at).map(name -> ", " + name).orElse("")),
                "A function pointer or a return address on the stack was wrong; EPC1 is where it led.");
        }
        if (instruction.filter(known -> known.row().mnemonic().startsWith("ill")).isPresent()) {
            return Meaning.of("a trap that the compiler put there",
                "It does where a program's behaviour is undefined, such as a use of a pointer that it knows to be null, "
                    + "or the end of a function that promises a value.");
        }
        return Meaning.of("no instruction at EPC1",
            instruction.map(known -> "The ELF file has \"%s\" there: the chip's memory held something else.".formatted(known)).orElse(""),
            "Program text was overwritten, or the flash was read while it was busy.");
    }

    private static Meaning division() {
        return Meaning.of("division by zero",
            "The ROM's division has an illegal instruction for that; the frame above it is where the divisor was zero.");
    }
}
