package dev.espalier.cli;

import picocli.CommandLine.Option;

/** Options that every command takes. */
final class CommonOptions {

    @Option(names = "--stacktrace", description = "Show the stack trace of an error.")
    boolean stacktrace;

    /** A command that has these options. */
    interface Holder {
        CommonOptions common();
    }
}
