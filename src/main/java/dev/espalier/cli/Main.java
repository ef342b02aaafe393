package dev.espalier.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code espalier} command. */
@Command(name = "espalier", mixinStandardHelpOptions = true, version = "espalier 0.1",
    description = "Hardware-in-the-loop tests for ESP8266 firmware, on a real board or a virtual one.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "espalier COMMAND --help says what a command takes."},
    subcommands = {GateCommand.class, FlashCommand.class, MonitorCommand.class, DecodeCommand.class, ReproCommand.class,
        CertsCommand.class})
public final class Main {

    private Main() {
    }

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs one command on the terminal. */
    static int run(String... arguments) {
        return run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments);
    }

    /** Runs one command that prints to {@code out} and {@code err}; gives the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Main())
            .setOut(out)
            .setErr(err)
            .setExecutionExceptionHandler(new BenchFaultHandler())
            .setParameterExceptionHandler(new UsageFaultHandler())
            .setUsageHelpAutoWidth(true);
        if (arguments.length == 0) {
            line.usage(err);
            return UsageFaultHandler.EXIT_CODE;
        }
        return line.execute(arguments);
    }
}
