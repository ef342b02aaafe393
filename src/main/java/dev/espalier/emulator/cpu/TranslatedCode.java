package dev.espalier.emulator.cpu;

/** Code of the JVM that does what some instructions of the guest do. Stateless: many cores may share it. */
abstract class TranslatedCode {

    /**
     * Executes from its entry until control leaves it or the next straight run would pass
     * {@link CpuState#limit}; leaves the state as after the last instruction done. When an access is
     * refused, throws with the state as before that instruction.
     */
    abstract void run(CpuState state);
}
