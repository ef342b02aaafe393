package dev.espalier.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code espalier} command. */
@Command(name = "espalier", mixinStandardHelpOptions = true, version = "espalier 0.1",
    description = "Hardware-in-the-loop tests for ESP8266 firmware, on a real board or a virtual one.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {GateCommand.class, FlashCommand.class, MonitorCommand.class, CertsCommand.class})
public final class Main {

    private Main() {
    }

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main())
            .setExecutionExceptionHandler(new BenchFaultHandler())
            .setUsageHelpAutoWidth(true);
        int code = line.execute(arguments);
        if (arguments.length == 0) {
            line.usage(System.out);
            return 2;
        }
        return code;
    }
}
