package dev.espalier.cli;

import dev.espalier.bench.Attachment;
import dev.espalier.flasher.ChipInfo;
import dev.espalier.flasher.FlashPlan;
import dev.espalier.flasher.Flasher;
import dev.espalier.flasher.FlasherSettings;
import dev.espalier.flasher.LoaderException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code espalier flash}: write images and verify them. */
@Command(name = "flash", mixinStandardHelpOptions = true, sortOptions = false, sortSynopsis = false,
    description = "Writes images to a board's flash through the serial boot-loader and verifies them.",
    footer = {"", "Exit code: 0 written and verified; 1 the board refused or holds something else; 2 bad input or bench."})
final class FlashCommand implements Callable<Integer>, CommonOptions.Holder {

    @Spec
    private CommandSpec spec;

    @Option(names = "--board", paramLabel = "BOARD", required = true, description = "virtual, or serial:PORT for a real one.")
    private String board;

    @Parameters(arity = "1..*", paramLabel = "IMG[@OFFSET]", description = "Files to write; without an offset, a firmware image at 0.")
    private List<String> images;

    @Mixin
    private CommonOptions common;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() {
        FlashArguments arguments = FlashArguments.of(images);
        PrintWriter out = spec.commandLine().getOut();
        try (Attachment attachment = Attachment.open(board, FlasherSettings.DEFAULT.baudOf(0))) {
            Flasher flasher = new Flasher(attachment.link(), FlasherSettings.DEFAULT, new FlashProgress(out));
            ChipInfo chip = flasher.connect();
            out.printf("ESP8266 %s, %d KB flash%n", chip.mac(), chip.flashBytes() / 1024);
            arguments.requireFit(chip.flashBytes());
            return write(arguments.plan(), flasher);
        }
    }

    /** From here on a fault is the board's. */
    private int write(FlashPlan plan, Flasher flasher) {
        try {
            flasher.write(plan);
            flasher.run();
            spec.commandLine().getOut().println("written and verified");
            return 0;
        } catch (LoaderException e) {
            BenchFaultHandler.print(e, spec.commandLine().getErr());
            return 1;
        }
    }
}
