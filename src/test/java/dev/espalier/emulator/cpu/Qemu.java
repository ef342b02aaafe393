package dev.espalier.emulator.cpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** QEMU's lx106 as the judge: runs an image and gives what it wrote by simcall. */
final class Qemu {

    private static final String PROGRAM = "qemu-system-xtensa";
    private static final int TIMEOUT_SECONDS = 60;
    private static final int EM_XTENSA = 94;

    private Qemu() {
    }

    /** Skips the test, with the reason, on a machine without QEMU. */
    static void required() {
        boolean present = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
        assumeTrue(present, PROGRAM + " is not installed: the LX106 core is not compared with QEMU's");
    }

    /** Runs one loadable block from {@code entry} until it exits by simcall; gives its standard output. */
    static byte[] run(Path folder, int address, byte[] image, int entry) throws IOException, InterruptedException {
        Path elf = Files.write(folder.resolve("image.elf"), elf(address, image, entry));
        return run(elf, folder);
    }

    /** Runs an ELF file. */
    static byte[] run(Path elf, Path folder) throws IOException, InterruptedException {
        Path out = folder.resolve("qemu.out");
        Path errors = folder.resolve("qemu.err");
        Process process = new ProcessBuilder(PROGRAM, "-M", "sim", "-cpu", "lx106", "-display", "none", "-monitor", "none",
                "-serial", "none", "-semihosting", "-device", "loader,file=" + elf + ",cpu-num=0")
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("QEMU did not end within %d s of %s; it said: %s"
                .formatted(TIMEOUT_SECONDS, elf, Files.readString(errors)));
        }
        return Files.readAllBytes(out);
    }

    /** The smallest ELF executable that puts the block at its address. */
    private static byte[] elf(int address, byte[] image, int entry) {
        int header = 52;
        int programHeader = 32;
        ByteBuffer elf = ByteBuffer.allocate(header + programHeader + image.length).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7F, 'E', 'L', 'F', 1, 1, 1, 0}).position(16);
        elf.putShort((short) 2).putShort((short) EM_XTENSA).putInt(1).putInt(entry).putInt(header).putInt(0).putInt(0)
            .putShort((short) header).putShort((short) programHeader).putShort((short) 1)
            .putShort((short) 40).putShort((short) 0).putShort((short) 0);
        elf.putInt(1).putInt(header + programHeader).putInt(address).putInt(address)
            .putInt(image.length).putInt(image.length).putInt(7).putInt(4);
        return elf.put(image).array();
    }
}
