package dev.espalier.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.foreign.ImageSheet.Step;
import dev.espalier.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images that others have built, from a folder outside of this repository: {@code
 * -Despalier.foreignImages=DIR}. Each YAML file below it describes an image and what must be seen of it;
 * {@code docs/unmodified-firmware.md} tells how to write one. Without the folder the class is skipped.
 */
class ForeignImagesTest {

    private static final String FOLDER = "espalier.foreignImages";
    private static final String NONE_GIVEN = "Images that others have built were not run, because none are part of this repository:"
        + " -D" + FOLDER + "=DIR names a folder of them";

    @TempDir
    private static Path certificates;

    @TestFactory
    Stream<DynamicTest> every_image_in_the_folder_does_what_its_sheet_says() throws IOException {
        String folder = System.getProperty(FOLDER, "");
        if (folder.isEmpty()) {
            // No test of the factory is made, so no report would tell.
            System.out.println(NONE_GIVEN);
        }
        Assumptions.assumeFalse(folder.isEmpty(), NONE_GIVEN);

        List<Path> sheets = sheetsIn(Path.of(folder));

        assertThat(sheets).as("YAML files in " + folder).isNotEmpty();
        return sheets.stream().map(ForeignImagesTest::imageTest);
    }

    /** The bundled images, so that the reader of sheets is itself under test. */
    @TestFactory
    @Timeout(300)
    Stream<DynamicTest> the_bundled_images_do_what_their_sheets_say() throws IOException {
        return sheetsIn(Path.of("fixtures/images")).stream().map(ForeignImagesTest::imageTest);
    }

    private static List<Path> sheetsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    private static DynamicTest imageTest(Path file) {
        return dynamicTest(file.toString(), file.toUri(), () -> run(ImageSheet.read(file)));
    }

    private static void run(ImageSheet sheet) throws Exception {
        TimeSource wall = TimeSource.wall();
        long begin = wall.nanos();
        try (ImageBench bench = new ImageBench(sheet, certificates)) {
            for (Step step : sheet.steps()) {
                bench.perform(step);
            }
            bench.requireCalm();
            bench.requireExactReplay();
            Duration taken = Duration.ofNanos(wall.nanos() - begin);
            System.out.printf("%s: %.1f s of board time in %.1f s; %s%n", sheet.origin(), bench.boardTime().toMillis() / 1e3,
                taken.toMillis() / 1e3, bench.figures());
        }
    }
}
