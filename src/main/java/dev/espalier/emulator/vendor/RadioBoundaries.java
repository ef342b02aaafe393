package dev.espalier.emulator.vendor;

import dev.espalier.emulator.bus.MemoryFault;
import dev.espalier.emulator.cpu.Redirect;
import dev.espalier.emulator.cpu.Redirects;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * The {@link RadioBoundary} of each image that a board may meet: the one flashed first, releases before it, an
 * update over the air. Which of them is in force is told by the memory: each image has words that tell it from
 * every other.
 */
public final class RadioBoundaries {

    private static final int WINDOW = 0x4020_0000;
    /** Code and constants of an image begin within this of the window, behind the second-stage loader. */
    private static final int WINDOW_SEARCHED = 0x3000;
    private static final int WINDOW_BYTES = 0x10_0000;
    private static final int IRAM = 0x4010_0000;
    private static final int IRAM_BYTES = 0x1_0000;
    /** Length and CRC of the image, which the image tool writes after linking (facts 5.2). */
    private static final int PATCHED_FROM = 0x4020_1010;
    private static final int PATCHED_TO = 0x4020_1018;
    /** So many words tell two images apart: one alone could be flash that is being written. */
    private static final int WITNESSES = 4;
    private static final int MOST_WRITTEN = 10_000;

    private record Word(int address, int value) {
    }

    private record Code(int address, byte[] bytes) {

        int word(int at) {
            int i = at - address;
            return bytes[i] & 0xFF | (bytes[i + 1] & 0xFF) << 8 | (bytes[i + 2] & 0xFF) << 16 | bytes[i + 3] << 24;
        }

        int end() {
            return address + (bytes.length & ~3);
        }
    }

    private record Image(RadioBoundary boundary, List<Word> witnesses) {

        boolean isIn(IntUnaryOperator word) {
            try {
                return witnesses.stream().allMatch(witness -> word.applyAsInt(witness.address) == witness.value);
            } catch (MemoryFault nothingThere) {
                return false;
            }
        }

        void save(DataOutput out) throws IOException {
            out.writeInt(boundary.redirects().all().size());
            for (Redirect redirect : boundary.redirects().all()) {
                out.writeInt(redirect.address());
                out.writeInt(redirect.target());
                out.writeInt(redirect.expected().length);
                out.write(redirect.expected());
            }
            out.writeInt(boundary.window().length);
            for (int word : boundary.window()) {
                out.writeInt(word);
            }
            out.writeInt(witnesses.size());
            for (Word witness : witnesses) {
                out.writeInt(witness.address);
                out.writeInt(witness.value);
            }
        }

        static Image load(DataInput in) throws IOException {
            List<Redirect> redirects = new ArrayList<>();
            for (int count = atMost(in.readInt()); count > 0; count--) {
                int address = in.readInt();
                int target = in.readInt();
                byte[] expected = new byte[atMost(in.readInt())];
                in.readFully(expected);
                redirects.add(new Redirect(address, expected, target));
            }
            int[] window = new int[atMost(in.readInt())];
            for (int i = 0; i < window.length; i++) {
                window[i] = in.readInt();
            }
            List<Word> witnesses = new ArrayList<>();
            for (int count = atMost(in.readInt()); count > 0; count--) {
                witnesses.add(new Word(in.readInt(), in.readInt()));
            }
            return new Image(new RadioBoundary(Optional.empty(), Redirects.of(redirects), window), List.copyOf(witnesses));
        }
    }

    /** No image needs any, or nothing is known of them. */
    public static final RadioBoundaries NONE = of(RadioBoundary.NONE);

    private final List<Image> images;

    private RadioBoundaries(List<Image> images) {
        this.images = images;
    }

    /** One boundary, always in force: the redirects in it look at the memory themselves. */
    public static RadioBoundaries of(RadioBoundary only) {
        return new RadioBoundaries(List.of(new Image(only, List.of())));
    }

    /**
     * The boundaries of images of which these symbols are known, the one flashed first at the front.
     *
     * @throws dev.espalier.EspalierException when one has no boundary that is known
     */
    public static RadioBoundaries of(List<? extends GuestSymbols> all) {
        if (all.isEmpty()) {
            return NONE;
        }
        List<Image> images = new ArrayList<>();
        for (GuestSymbols symbols : all) {
            List<Word> witnesses = new ArrayList<>();
            all.stream().filter(other -> other != symbols).forEach(other -> witnesses.addAll(between(symbols, other)));
            images.add(new Image(RadioBoundary.of(symbols), witnesses));
        }
        return new RadioBoundaries(List.copyOf(images));
    }

    /** Writes them down, without the names of the SDKs. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(images.size());
        for (Image image : images) {
            image.save(out);
        }
    }

    /**
     * Reads what was written down.
     *
     * @throws IOException when it is not whole
     */
    public static RadioBoundaries load(DataInput in) throws IOException {
        List<Image> images = new ArrayList<>();
        for (int count = atMost(in.readInt()); count > 0; count--) {
            images.add(Image.load(in));
        }
        return images.isEmpty() ? NONE : new RadioBoundaries(List.copyOf(images));
    }

    private static int atMost(int count) throws EOFException {
        if (count < 0 || count > MOST_WRITTEN) {
            throw new EOFException("%d entries".formatted(count));
        }
        return count;
    }

    /** How many there are. */
    int count() {
        return images.size();
    }

    /** One of them. */
    RadioBoundary boundary(int index) {
        return images.get(index).boundary;
    }

    /**
     * Which of them is in force.
     *
     * @param word reads a word of mapped flash or instruction RAM
     * @param now the one in force so far: it remains so where the memory holds none of the images
     */
    int inForce(IntUnaryOperator word, int now) {
        for (int i = 0; i < images.size(); i++) {
            if (images.get(i).isIn(word)) {
                return i;
            }
        }
        return now;
    }

    /** Words of the first image that the second has otherwise at the same place: in flash, else in instruction RAM. */
    private static List<Word> between(GuestSymbols one, GuestSymbols other) {
        List<Word> flash = between(mapped(one), mapped(other));
        return flash.isEmpty() ? between(new Code(IRAM, one.bytesAt(IRAM, IRAM_BYTES)), new Code(IRAM, other.bytesAt(IRAM, IRAM_BYTES)))
            : flash;
    }

    private static List<Word> between(Code one, Code other) {
        List<Word> words = new ArrayList<>();
        int from = Math.max(one.address, other.address) + 3 & ~3;
        for (int at = from; at < Math.min(one.end(), other.end()) && words.size() < WITNESSES; at += 4) {
            if ((at < PATCHED_FROM || at >= PATCHED_TO) && one.word(at) != other.word(at)) {
                words.add(new Word(at, one.word(at)));
            }
        }
        return words;
    }

    private static Code mapped(GuestSymbols symbols) {
        for (int at = WINDOW; at < WINDOW + WINDOW_SEARCHED; at += 4) {
            byte[] bytes = symbols.bytesAt(at, WINDOW + WINDOW_BYTES - at);
            if (bytes.length > 0) {
                return new Code(at, bytes);
            }
        }
        return new Code(WINDOW, new byte[0]);
    }
}
