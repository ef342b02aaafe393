package dev.espalier.emulator.vendor;

import dev.espalier.EspalierException;
import dev.espalier.emulator.cpu.Redirect;
import dev.espalier.emulator.cpu.Redirects;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How Wi-Fi reaches one image without a radio: where the core leaves the vendor's code for the driver in
 * the mask ROM, and what the driver must know of the image.
 *
 * @param sdk       the SDK generation; empty when the image holds no vendor's SDK, or nothing is known of it
 * @param redirects for the core
 * @param window    the words of the {@link SymbolWindow}
 */
public record RadioBoundary(Optional<String> sdk, Redirects redirects, int[] window) {

    /** The image needs no replacement, or its symbols are not known. */
    public static final RadioBoundary NONE = new RadioBoundary(Optional.empty(), Redirects.NONE, new int[0]);

    /** Linked into every image of the vendor's SDK: it starts the physical layer. */
    private static final String SIGN_OF_THE_SDK = "register_chipv6_phy";

    /**
     * The boundary of an image; {@link #NONE} for one without the vendor's SDK.
     *
     * @throws EspalierException when the SDK is of no known generation, or the image lacks a symbol that
     *                           its generation has
     */
    public static RadioBoundary of(GuestSymbols symbols) {
        if (symbols.addressOf(SIGN_OF_THE_SDK).isEmpty()) {
            return NONE;
        }
        List<SdkTable> known = SdkTable.bundled();
        return known.stream()
            .filter(table -> table.versions().stream().anyMatch(symbols::holdsText)).findFirst()
            .map(table -> of(table, symbols))
            .orElseThrow(() -> new EspalierException("an image of an SDK whose Wi-Fi boundary is known: "
                + String.join(", ", known.stream().flatMap(table -> table.versions().stream()).toList()),
                "an image of the vendor's SDK that holds none of these version texts",
                "a core with one of these SDKs; or run without the ELF file: everything but Wi-Fi works then"));
    }

    /**
     * The SDK generation that stands in an image of which nothing but its bytes is known.
     *
     * @param holdsText whether these ASCII characters stand in the image
     */
    public static Optional<String> sdkIn(Predicate<String> holdsText) {
        return SdkTable.bundled().stream().filter(table -> table.versions().stream().anyMatch(holdsText))
            .map(SdkTable::name).findFirst();
    }

    private static RadioBoundary of(SdkTable table, GuestSymbols symbols) {
        DriverNumbers driver = DriverNumbers.bundled();
        TreeSet<String> missing = new TreeSet<>();
        List<Redirect> redirects = new ArrayList<>();
        table.redirects().forEach((symbol, entry) -> symbols.addressOf(symbol).ifPresentOrElse(
            address -> redirects.add(new Redirect(address, symbols.bytesAt(address, Redirect.MOST_BYTES), driver.entry(entry))),
            () -> missing.add(symbol)));
        int[] window = new int[driver.words()];
        window[0] = driver.magic();
        table.numbers().forEach((word, number) -> window[driver.word(word)] = number);
        table.symbols().forEach((word, symbol) -> symbols.addressOf(symbol).ifPresentOrElse(
            address -> window[driver.word(word)] = address,
            () -> missing.add(symbol)));
        missing.removeAll(table.optional());
        if (!missing.isEmpty()) {
            throw new EspalierException("the symbols of SDK " + table.name() + " in the ELF file",
                "it lacks " + String.join(", ", missing),
                "the ELF that the linker wrote, not stripped; or run without it: everything but Wi-Fi works then");
        }
        return new RadioBoundary(Optional.of(table.name()), Redirects.of(redirects), window);
    }
}
