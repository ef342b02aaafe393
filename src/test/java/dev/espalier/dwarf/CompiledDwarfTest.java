package dev.espalier.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.dwarf.Addr2lineComparison.Outcome;
import dev.espalier.dwarf.Addr2lineComparison.Result;
import dev.espalier.image.ElfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are compiled here, with every version of DWARF, held against addr2line at every code address. */
class CompiledDwarfTest {

    private static final String CXX = """
        extern "C" int put(int);
        extern "C" int scaled(int);

        namespace net {
        template <class T> struct Box {
            T value;
            explicit Box(T v) : value(v) {}
            __attribute__((noinline)) T get() const { return put(value); }
            T twice() const { return get() + put(2 * value); }
            ~Box() { put(9); }
        };
        inline int deep(int a) { return put(a) + put(a + 1); }
        inline int middle(int a) { return deep(a * 3) + put(7); }
        template <class... Args> __attribute__((noinline)) int all(Args... args) { return (put(args) + ...); }
        }

        namespace {
        struct Hidden {
            static int once(int a) { return put(a) * net::middle(a); }
            __attribute__((noinline)) int operator()(int a) const { return once(a) + put(a); }
        };
        __attribute__((noinline)) int quiet(int a) { return net::middle(a) + scaled(a); }
        }

        int unused(int a) { return net::middle(a) * put(a); }

        extern "C" int run(int k) {
            net::Box<int> box(k);
            auto call = [&](int q) { return box.twice() + net::middle(q); };
            return call(3) + call(k) + Hidden()(k) + quiet(k) + net::all(k, (short) 3, 'c');
        }
        """;
    private static final String C = """
        extern int run(int);
        static volatile int out;
        int table[16];

        int put(int a) { out = a; return table[a & 15]; }
        static inline int square(int a) { return a * put(a); }
        static inline int cube(int a) { return square(a) * put(a + 1); }
        int scaled(int a) { int sum = 0; for (int i = 0; i < a; i++) { sum += cube(i); } return sum; }
        int left_out(int a) { return cube(a); }
        __attribute__((section(".iram"))) int fast(int a) { return square(a) + out; }
        int start(void) { return run(scaled(5)) + fast(3); }
        """;
    private static final String SCRIPT = """
        ENTRY(start)
        SECTIONS {
            .iram 0x40100000 : { *(.iram .iram.*) }
            .irom 0x40201010 : { *(.literal .literal.* .text .text.*) }
            .data 0x3ffe8000 : { *(.data .data.* .rodata .rodata.* .bss .bss.* COMMON) }
            /DISCARD/ : { *(.xt.* .xtensa.* .eh_frame .gcc_except_table*) }
        }
        """;
    private static final String CFLAGS = "-Os -mlongcalls -mtext-section-literals -ffunction-sections -fdata-sections";

    @TempDir
    private Path folder;

    @BeforeAll
    static void theToolsAreInstalled() {
        assumeTrue(Addr2line.installed(), "gcc-xtensa-lx106 is not installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "-gdwarf-2 -g1", "-gdwarf-3 -g1", "-gdwarf-4 -g1", "-gdwarf-5 -g1",
        "-gdwarf-2 -g2", "-gdwarf-3 -g2", "-gdwarf-4 -g2", "-gdwarf-5 -g2",
        "-gdwarf-2 -gstrict-dwarf -g2", "-gdwarf-5 -g2 -gno-as-loc-support", "-gdwarf-4 -g2 -O2", "-gdwarf-5 -g1 -Og",
    })
    void every_version_of_dwarf_gives_what_addr2line_gives(String flags) throws Exception {
        Path elf = build(flags, "");

        Result result = Addr2lineComparison.of(elf, folder);

        assertThat(result.differences()).isEmpty();
        assertThat(result.of(Outcome.SAME_FRAMES)).isGreaterThan(result.addresses() * 2 / 3);
        assertThat(result.inlined()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zlib", "zlib-gnu"})
    void compressed_sections_give_the_same_frames_as_plain_ones(String kind) throws Exception {
        ElfFile plain = ElfFile.read(build("-g2", ""));
        Path packed = build("-g2", "-Wl,--compress-debug-sections=" + kind);
        int[] addresses = Addr2line.codeAddresses(packed, folder);

        ElfFile elf = ElfFile.read(packed);

        assertThat(addresses).isNotEmpty();
        assertThat(IntStream.of(addresses).mapToObj(elf::framesAt)).isEqualTo(IntStream.of(addresses).mapToObj(plain::framesAt).toList());
    }

    @Test
    void code_that_was_optimised_across_files_is_named() throws Exception {
        Path elf = build("-g2 -flto -flto-partition=one", "-flto");

        Result result = Addr2lineComparison.of(elf, folder);

        assertThat(result.differences()).isEmpty();
        assertThat(result.inlined()).isPositive();
    }

    @Test
    void a_chain_of_inlined_calls_is_told_from_the_innermost_outwards() throws Exception {
        ElfFile elf = ElfFile.read(build("-g2", ""));
        int scaled = elf.addressOf("scaled").orElseThrow();

        List<SourceFrame> longest = IntStream.range(scaled, scaled + 400).mapToObj(elf::framesAt)
            .filter(frames -> !frames.isEmpty() && frames.get(frames.size() - 1).function().equals("scaled"))
            .max((a, b) -> a.size() - b.size()).orElseThrow();

        assertThat(longest).extracting(SourceFrame::function).containsSequence("square", "cube", "scaled");
        assertThat(longest).extracting(SourceFrame::inlined).endsWith(true, true, false);
        assertThat(longest).extracting(SourceFrame::line).endsWith(6, 7, 8);
        assertThat(longest).allSatisfy(frame -> assertThat(frame.file()).endsWith("/part.c"));
    }

    @Test
    void a_data_address_has_a_symbol_and_no_frames() throws Exception {
        ElfFile elf = ElfFile.read(build("-g2", ""));
        int table = elf.addressOf("table").orElseThrow();

        assertThat(elf.symbolAt(table + 20)).contains("table+0x14");
        assertThat(elf.framesAt(table + 20)).isEmpty();
    }

    @Test
    void a_file_without_debug_information_says_so() throws Exception {
        ElfFile elf = ElfFile.read(build("-g0", ""));

        assertThat(elf.framesAt(elf.addressOf("scaled").orElseThrow())).isEmpty();
        assertThat(elf.debugTrouble()).contains("it has no section .debug_info");
    }

    private Path build(String compilerFlags, String linkerFlags) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("link.ld"), SCRIPT);
        Path elf = folder.resolve("linked%s.elf".formatted((compilerFlags + linkerFlags).replaceAll("[^a-z0-9]", "")));
        List<String> objects = new ArrayList<>();
        for (Path source : List.of(Files.writeString(folder.resolve("part.c"), C), Files.writeString(folder.resolve("part.cpp"), CXX))) {
            Path object = folder.resolve(source.getFileName() + ".o");
            List<String> flags = new ArrayList<>(words(CFLAGS, compilerFlags));
            if (source.toString().endsWith(".cpp")) {
                flags.addAll(List.of("-fno-exceptions", "-fno-rtti", "-std=gnu++17"));
            }
            flags.addAll(List.of("-c", source.toString(), "-o", object.toString()));
            Addr2line.run(folder, null, "gcc", flags.toArray(new String[0]));
            objects.add(object.toString());
        }
        List<String> link = new ArrayList<>(words(CFLAGS, compilerFlags, linkerFlags));
        link.addAll(List.of("-nostdlib", "-nostartfiles", "-Wl,--gc-sections", "-Wl,--no-warn-rwx-segments", "-T", script.toString()));
        link.addAll(objects);
        link.addAll(List.of("-lgcc", "-o", elf.toString()));
        Addr2line.run(folder, null, "gcc", link.toArray(new String[0]));
        return elf;
    }

    private static List<String> words(String... flags) {
        return Arrays.stream(String.join(" ", flags).split(" +")).filter(flag -> !flag.isEmpty()).toList();
    }
}
