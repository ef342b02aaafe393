package dev.espalier.report;

import dev.espalier.EspalierException;
import dev.espalier.gate.GateResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder that a gate leaves. It is made, and proven writable, before the gate starts, so that an
 * hour of testing is not lost to a full or read-only disk at the end.
 */
public final class ReportFolder {

    private static final String JSON = "gate.json";
    private static final String JUNIT = "junit.xml";
    private static final String HTML = "report.html";
    private static final String CRASHES = "crashes.txt";

    private final Path folder;

    private ReportFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder when it is missing, proves that it can be written, and takes the reports of an
     * earlier gate away: one that ends early must not leave another's verdict behind.
     *
     * @throws EspalierException when it cannot
     */
    public static ReportFolder create(Path folder) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, ".writable", null);
            Files.delete(probe);
            for (String name : List.of(JSON, JUNIT, HTML, CRASHES)) {
                Files.deleteIfExists(folder.resolve(name));
            }
        } catch (IOException e) {
            throw new EspalierException("to write the report into " + folder.toAbsolutePath(),
                "the folder cannot be written (" + reason(e) + ")",
                "another folder with --report, or mend its permissions", e);
        }
        return new ReportFolder(folder);
    }

    /** Writes all reports of {@code result}. */
    public void write(GateResult result) {
        try {
            write(folder.resolve(JSON), GateJson.of(result));
            write(folder.resolve(JUNIT), JUnitXml.of(result));
            write(html(), HtmlPage.of(result));
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Writes the decoded crashes, in their order, a blank line between them; no file when there are none. */
    public void writeCrashes(List<String> crashes) {
        if (crashes.isEmpty()) {
            return;
        }
        try {
            write(folder.resolve(CRASHES), String.join("\n\n", crashes) + "\n");
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private EspalierException cannotWrite(IOException e) {
        return new EspalierException("to write the report into " + folder.toAbsolutePath(), reason(e),
            "room on the disk; the transcripts written so far are still there", e);
    }

    /** What UTF-8 cannot carry, half a surrogate pair, must not cost the report. */
    private static void write(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The page a person opens. */
    public Path html() {
        return folder.resolve(HTML);
    }

    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "a file of that name is in the way";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException fault && fault.getReason() != null) {
            return fault.getReason();
        }
        return e.getClass().getSimpleName().replaceAll("Exception$", "") + ": " + e.getMessage();
    }
}
