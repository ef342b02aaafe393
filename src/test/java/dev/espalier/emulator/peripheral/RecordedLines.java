package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.cpu.InterruptLines;
import java.util.ArrayList;
import java.util.List;

/** Interrupt inputs that write down what happens to them: "+5" raised, "-5" lowered. */
final class RecordedLines implements InterruptLines {

    final List<String> events = new ArrayList<>();

    @Override
    public void raise(int number) {
        events.add("+" + number);
    }

    @Override
    public void lower(int number) {
        events.add("-" + number);
    }
}
