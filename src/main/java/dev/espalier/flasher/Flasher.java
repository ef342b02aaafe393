package dev.espalier.flasher;

import dev.espalier.bytes.Hex;
import dev.espalier.link.SerialLink;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Flashes a board through the boot loader in its mask ROM, without a stub.
 *
 * <p>{@link #connect} resets the board into the loader and syncs. {@link #write} erases exactly the
 * sectors of a plan and writes it; the ROM reads every block back and compares, and the flasher reads
 * samples back on its own. {@link #run} resets the board into its application. One thread; the caller
 * sees to it that nobody else reads the link meanwhile.
 *
 * <p>Every fault is a {@link LoaderException}.
 */
public final class Flasher {

    private static final int CHIP_MAGIC_REGISTER = 0x40001000;
    private static final int CHIP_MAGIC = 0xFFF0C101;
    private static final int EFUSE = 0x3FF00050;
    private static final int SYNCS_PER_RESET = 5;
    private static final Duration SYNC_PAUSE = Duration.ofMillis(50);
    private static final Duration SETTLE = Duration.ofMillis(50);
    private static final Duration SETTLE_LONG = Duration.ofMillis(550);
    private static final Duration ERASE_TIME_PER_MB = Duration.ofSeconds(40);
    private static final Duration ERASE_TIME_FLOOR = Duration.ofSeconds(10);
    private static final int SAMPLE = 32;
    private static final int SAMPLE_EVERY = 0x10000;

    private final SerialLink link;
    private final FlasherSettings settings;
    private final Progress progress;
    private final RomLoader loader;
    private final SpiFlash flash;
    private ChipInfo chip;

    /** A client on a link that is open; nothing is sent before {@link #connect}. */
    public Flasher(SerialLink link, FlasherSettings settings, Progress progress) {
        this.link = link;
        this.settings = settings;
        this.progress = progress;
        this.loader = new RomLoader(link);
        this.flash = new SpiFlash(loader);
    }

    /**
     * Resets the board into its boot loader, syncs, and finds out what it is.
     *
     * @throws LoaderException when nothing answers, or not as an ESP8266
     */
    public ChipInfo connect() {
        return doing("connect to the boot loader", () -> {
            int baud = sync();
            int magic = loader.readRegister(CHIP_MAGIC_REGISTER);
            if (magic != CHIP_MAGIC) {
                throw new LoaderException("an ESP8266 (magic %s) on %s".formatted(Hex.word(CHIP_MAGIC), link.name()),
                    "the chip's magic is " + Hex.word(magic), "this is another Espressif chip: take an ESP8266");
            }
            loader.flashBegin(0, 0, 0, ERASE_TIME_FLOOR);
            int mac0 = loader.readRegister(EFUSE);
            int mac1 = loader.readRegister(EFUSE + 4);
            int flashId = flash.id();
            chip = new ChipInfo(ChipInfo.macOf(mac0, mac1, loader.readRegister(EFUSE + 12)),
                ChipInfo.chipIdOf(mac0, mac1), flashId, ChipInfo.flashBytesOf(flashId), baud);
            return chip;
        });
    }

    /**
     * Erases and writes a plan, region by region, and verifies it.
     *
     * @throws LoaderException when the loader refuses, the plan does not fit, or the flash holds
     *     something else afterwards
     */
    public void write(FlashPlan plan) {
        doing("write flash", () -> {
            for (FlashPlan.Region region : plan.regions()) {
                requireFits(region);
            }
            for (FlashPlan.Region region : plan.regions()) {
                writeRegion(region);
                verifySamples(region);
            }
            return null;
        });
    }

    /** Reads flash back, about 10 KB a second at best: meant for sectors, not for whole images. */
    public byte[] read(int offset, int length) {
        return doing("read flash", () -> flash.read(offset, length));
    }

    /** Compares all of a region with the flash, byte by byte. */
    public void verify(FlashPlan.Region region) {
        doing("verify flash", () -> {
            compare(region, 0, region.data().length);
            return null;
        });
    }

    /** Resets the board into its application, by its reset line. */
    public void run() {
        doing("reset the board", () -> {
            ResetSequence.run().play(link, settings.pause());
            return null;
        });
    }

    /** The board that {@link #connect} found. */
    public ChipInfo chip() {
        if (chip == null) {
            throw new IllegalStateException("connect() comes first");
        }
        return chip;
    }

    private int sync() throws IOException {
        for (int attempt = 0; attempt < settings.attempts(); attempt++) {
            progress.at(Progress.Phase.CONNECT, link.name(), attempt + 1, settings.attempts());
            int baud = settings.baudOf(attempt);
            loader.drain();
            link.baud(baud);
            Duration settle = attempt % 4 < 2 ? SETTLE : SETTLE_LONG;
            (attempt % 2 == 0 ? ResetSequence.tight(settle) : ResetSequence.classic(settle))
                .play(link, settings.pause());
            loader.drain();
            loader.wake();
            for (int i = 0; i < SYNCS_PER_RESET; i++) {
                if (loader.sync()) {
                    return baud;
                }
                settings.pause().of(SYNC_PAUSE);
            }
        }
        throw new LoaderException("the ESP8266 boot loader on " + link.name(),
            "no answer to %d resets with %d syncs each, at %s baud".formatted(settings.attempts(), SYNCS_PER_RESET,
                String.join(" and ", settings.bauds().stream().map(String::valueOf).toList())),
            "check that this is the board's port, its supply, and that DTR and RTS reach GPIO0 and RST; "
                + "on a board without them hold GPIO0 low and reset it by hand");
    }

    private void writeRegion(FlashPlan.Region region) throws IOException {
        byte[] data = region.data();
        int sectors = region.erase() / FlashPlan.SECTOR;
        progress.at(Progress.Phase.ERASE, region.name(), 0, region.erase());
        EraseSize erase = EraseSize.of(region.offset() / FlashPlan.SECTOR, sectors);
        for (int sector = erase.erased(); sector < sectors; sector++) {
            flash.eraseSector(region.offset() + sector * FlashPlan.SECTOR);
        }
        int blocks = (data.length + RomLoader.FLASH_BLOCK - 1) / RomLoader.FLASH_BLOCK;
        loader.flashBegin(erase.sent() * FlashPlan.SECTOR, blocks, region.offset(), eraseTime(region.erase()));
        progress.at(Progress.Phase.ERASE, region.name(), region.erase(), region.erase());
        for (int i = 0; i < blocks; i++) {
            int from = i * RomLoader.FLASH_BLOCK;
            int length = Math.min(RomLoader.FLASH_BLOCK, data.length - from);
            byte[] block = new byte[RomLoader.FLASH_BLOCK];
            Arrays.fill(block, (byte) 0xFF);
            System.arraycopy(data, from, block, 0, length);
            loader.flashData(i, block);
            progress.at(Progress.Phase.WRITE, region.name(), from + length, data.length);
        }
    }

    /** Both ends of a region and one place in every 64 KB between them. */
    private void verifySamples(FlashPlan.Region region) throws IOException {
        int length = region.data().length;
        for (int at = 0; at < length; at += SAMPLE_EVERY) {
            compare(region, at, Math.min(at + SAMPLE, length));
        }
        compare(region, Math.max(0, length - SAMPLE), length);
        progress.at(Progress.Phase.VERIFY, region.name(), length, length);
    }

    private void compare(FlashPlan.Region region, int from, int to) throws IOException {
        byte[] held = flash.read(region.offset() + from, to - from);
        int differs = Arrays.mismatch(held, Arrays.copyOfRange(region.data(), from, to));
        if (differs >= 0) {
            throw new LoaderException("0x%02x at %s of flash (%s)".formatted(region.data()[from + differs] & 0xFF,
                Hex.word(region.offset() + from + differs), region.name()),
                "it holds 0x%02x".formatted(held[differs] & 0xFF), "the flash chip may be worn out or write-protected");
        }
    }

    private void requireFits(FlashPlan.Region region) {
        int size = chip().flashBytes();
        if (size > 0 && region.end() > size) {
            throw new LoaderException("to write %s up to %s".formatted(region.name(), Hex.word(region.end())),
                "the board's flash ends at " + Hex.word(size), "this image or profile is for a board with more flash");
        }
    }

    private static Duration eraseTime(int bytes) {
        Duration time = ERASE_TIME_PER_MB.multipliedBy(bytes).dividedBy(1 << 20);
        return time.compareTo(ERASE_TIME_FLOOR) > 0 ? time : ERASE_TIME_FLOOR;
    }

    @FunctionalInterface
    private interface Work<T> {
        T call() throws IOException;
    }

    private <T> T doing(String what, Work<T> work) {
        try {
            return work.call();
        } catch (IOException e) {
            throw new LoaderException("to %s on %s".formatted(what, link.name()),
                "the link failed: " + e.getMessage(), "check that the board is still plugged in");
        }
    }
}
