package dev.espalier.replay;

import dev.espalier.allocation.FailedRequest;
import dev.espalier.allocation.HeapBlock;
import dev.espalier.allocation.HeapCall;
import dev.espalier.emulator.Fault;
import dev.espalier.emulator.FlightRecorder;
import dev.espalier.emulator.FlightRecorder.Step;
import dev.espalier.emulator.FlightRecorder.Write;
import dev.espalier.image.ElfFile;
import dev.espalier.transcript.Symbols;
import java.util.List;
import java.util.Optional;

/** Findings in words. */
final class FindingsText {

    private final Optional<ElfFile> elf;

    FindingsText(Optional<ElfFile> elf) {
        this.elf = elf;
    }

    String of(Optional<Fault> fault, long cycles, FlightRecorder recorder, Optional<FailedRequest> refused, List<BlockStory> blocks) {
        StringBuilder text = new StringBuilder();
        text.append(fault.map(FindingsText::sentence)
            .orElse("No exception led to this crash. What follows is up to where the firmware began to report it, or to the reset.")).append('\n');
        refused.ifPresent(request -> text.append("\nThe allocator refused %d bytes to %s, %s.\n"
            .formatted(request.size(), place(request.call().site()), at(request.call().nanos()))));
        for (BlockStory story : blocks) {
            text.append('\n').append(story(story));
        }
        text.append("\nLast instructions (cycle, address):\n");
        recorder.instructions().forEach(step -> text.append(line(step)).append('\n'));
        text.append("\nLast stores (cycle, address of the instruction):\n");
        recorder.writes().forEach(write -> text.append(line(write)).append('\n'));
        return text.toString();
    }

    private static String sentence(Fault fault) {
        return "Exception %d at %08x, address %08x, in cycle %,d, %s.".formatted(fault.cause(), fault.pc(), fault.address(),
            fault.cycles(), at(fault.nanos()));
    }

    private String story(BlockStory story) {
        HeapBlock block = story.block();
        StringBuilder text = new StringBuilder("%s points to %08x, byte %d of a block of %d bytes at %08x\n".formatted(
            story.pointer().equals("address") ? "The address" : story.pointer(), story.address(),
            story.address() - block.address(), block.size(), block.address()));
        text.append("  allocated by ").append(call(block.allocated())).append('\n');
        text.append(block.freed().map(freed -> "  given back by " + call(freed)).orElse("  not given back")).append('\n');
        text.append(story.lastWrite().map(write -> "  last written by %s, cycle %,d%s".formatted(place(write.pc()), write.cycles(),
            write.byDevice() ? ", which had the network device do it" : "")).orElse("  not written since")).append('\n');
        return text.toString();
    }

    private String call(HeapCall call) {
        return "%s, %s".formatted(place(call.site()), at(call.nanos()));
    }

    private String line(Step step) {
        return "%,15d  %08x  %-28s%s".formatted(step.cycles(), step.pc(), step.text(),
            symbol(step.pc()).map(name -> "  " + name).orElse("")).stripTrailing();
    }

    private String line(Write write) {
        String value = write.byDevice() ? "%d bytes by the network device".formatted(write.width())
            : ("%0" + 2 * write.width() + "x").formatted(write.value());
        return "%,15d  %08x  %08x = %s%s".formatted(write.cycles(), write.pc(), write.address(), value,
            symbol(write.pc()).map(name -> "  " + name).orElse(""));
    }

    private String place(int address) {
        return symbol(address).map(name -> "%s (%08x)".formatted(name, address)).orElse("%08x".formatted(address));
    }

    private Optional<String> symbol(int address) {
        return elf.flatMap(file -> file.symbolAt(address)).or(() -> Symbols.rom().nameOf(address));
    }

    private static String at(long nanos) {
        return "%.6f s after power-on".formatted(nanos / 1e9);
    }
}
