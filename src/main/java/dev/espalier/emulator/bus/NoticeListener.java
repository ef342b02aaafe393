package dev.espalier.emulator.bus;

/** Told, once for each fact, what a person at the bench may want to know about the virtual board. */
@FunctionalInterface
public interface NoticeListener {

    /** Ignores everything. */
    NoticeListener NONE = message -> { };

    void notice(String message);
}
