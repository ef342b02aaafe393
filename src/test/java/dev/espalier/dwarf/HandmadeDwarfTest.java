package dev.espalier.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the standard allows and the compiler for the LX106 does not write: indexed forms, 64-bit DWARF, tombstones. */
class HandmadeDwarfTest {

    private static final int CODE = 0x40201000;

    private final Map<String, byte[]> sections = new HashMap<>();

    @BeforeEach
    void writeTheLines() {
        // Version 5, 32-bit: folder /src, files 0 and 1 main.c, 2 part.h; one sequence: lines 10 and 20, 4 bytes each.
        byte[] tables = new DwarfBytes().u8(1, 1, 0x08).uleb(1).text("/src")
            .u8(2, 1, 0x08, 2, 0x0b).uleb(3).text("main.c").u8(0).text("main.c").u8(0).text("part.h").u8(0).bytes();
        byte[] header = new DwarfBytes().u8(1, 1, 1, -5, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1).all(tables).bytes();
        byte[] program = new DwarfBytes().u8(0, 5, 2).u32(CODE)
            .u8(3, 9, 1)
            .u8(4, 2, 3, 10, 2, 4, 1)
            .u8(2, 4, 0, 1, 1).bytes();
        sections.put(".debug_line", new DwarfBytes().u16(5).u8(4, 0).u32(header.length).all(header).all(program).unit());
    }

    @Test
    void names_addresses_and_ranges_are_found_by_their_index() {
        sections.put(".debug_abbrev", new DwarfBytes()
            // Unit: str_offsets_base, addr_base, rnglists_base, stmt_list (sec_offset), name (strx1), low_pc (addrx), ranges (rnglistx).
            .u8(1, 0x11, 1, 0x72, 0x17, 0x73, 0x17, 0x74, 0x17, 0x10, 0x17, 0x03, 0x25, 0x11, 0x1b, 0x55, 0x23, 0, 0)
            // Function: name (strx2), low_pc (addrx1), high_pc (data4).
            .u8(2, 0x2e, 1, 0x03, 0x26, 0x11, 0x29, 0x12, 0x06, 0, 0)
            // Inlined call: abstract_origin (ref4), ranges (rnglistx), call_file (implicit 1), call_line (udata), and 16 bytes.
            .u8(3, 0x1d, 0, 0x31, 0x13, 0x55, 0x23, 0x58, 0x21, 1, 0x59, 0x0f, 0x1c, 0x1e, 0, 0)
            // Abstract function: name (strx3).
            .u8(4, 0x2e, 0, 0x03, 0x27, 0, 0).u8(0).bytes());
        sections.put(".debug_str", new DwarfBytes().text("main.c").text("outer").text("inner").bytes());
        sections.put(".debug_str_offsets", new DwarfBytes().u32(20).u16(5).u16(0).u32(0).u32(7).u32(13).bytes());
        sections.put(".debug_addr", new DwarfBytes().u32(12).u16(5).u8(4, 0).u32(0).u32(CODE).u32(CODE + 4).bytes());
        // Two lists: startx_length for the unit, base_addressx and offset_pair for the call.
        byte[] lists = new DwarfBytes().u8(3, 1, 8, 0).u8(1, 2, 4, 0, 4, 0).bytes();
        sections.put(".debug_rnglists", new DwarfBytes().u16(5).u8(4, 0).u32(2).u32(8).u32(12).all(lists).unit());
        DwarfBytes entries = new DwarfBytes().u16(5).u8(1, 4).u32(0)
            .u8(1).u32(8).u32(8).u32(12).u32(0).u8(0, 0, 0);
        int inner = 4 + entries.size();
        entries.u8(4, 2, 0, 0)
            .u8(2, 1, 0, 1).u32(8)
            .u8(3).u32(inner).u8(1, 77).u64(0).u64(0)
            .u8(0, 0);
        sections.put(".debug_info", entries.unit());

        DebugInfo info = info();

        assertThat(info.framesAt(CODE)).containsExactly(new SourceFrame("outer", "/src/main.c", 10, false));
        assertThat(info.framesAt(CODE + 7)).containsExactly(new SourceFrame("inner", "/src/part.h", 20, true),
            new SourceFrame("outer", "/src/main.c", 77, false));
        assertThat(info.framesAt(CODE + 8)).isEmpty();
        assertThat(info.trouble()).isEmpty();
    }

    @Test
    void offsets_of_64_bits_are_read() {
        sections.put(".debug_abbrev", new DwarfBytes().u8(1, 0x11, 0, 0x10, 0x17, 0x03, 0x0e, 0x11, 0x01, 0x12, 0x0b, 0, 0).u8(0).bytes());
        sections.put(".debug_str", new DwarfBytes().text("main.c").bytes());
        sections.put(".debug_info", new DwarfBytes().u16(4).u64(0).u8(4).u8(1).u64(0).u64(0).u32(CODE).u8(8).longUnit());

        assertThat(info().framesAt(CODE + 1)).containsExactly(new SourceFrame("", "/src/main.c", 10, false));
    }

    @Test
    void a_function_that_the_linker_dropped_does_not_hide_another() {
        sections.put(".debug_abbrev", new DwarfBytes()
            .u8(1, 0x11, 1, 0x10, 0x17, 0x11, 0x01, 0x12, 0x06, 0, 0)
            .u8(2, 0x2e, 0, 0x03, 0x08, 0x11, 0x01, 0x12, 0x06, 0, 0).u8(0).bytes());
        sections.put(".debug_info", new DwarfBytes().u16(4).u32(0).u8(4)
            .u8(1).u32(0).u32(CODE).u32(8)
            .u8(2).text("dropped").u32(0).u32(0x7FFFFFFF)
            .u8(2).text("kept").u32(CODE).u32(8)
            .u8(2).text("tombstone").u32(0xFFFFFFFFL).u32(16)
            .u8(0).unit());

        assertThat(info().framesAt(CODE + 4)).containsExactly(new SourceFrame("kept", "/src/part.h", 20, false));
    }

    @Test
    void a_unit_of_an_unknown_version_is_passed_over() {
        sections.put(".debug_abbrev", new DwarfBytes().u8(1, 0x11, 0, 0x10, 0x17, 0x11, 0x01, 0x12, 0x06, 0, 0).u8(0).bytes());
        byte[] later = new DwarfBytes().u16(6).u32(0).u32(0).unit();
        byte[] known = new DwarfBytes().u16(4).u32(0).u8(4).u8(1).u32(0).u32(CODE).u32(8).unit();
        sections.put(".debug_info", new DwarfBytes().all(later).all(known).bytes());

        DebugInfo info = info();

        assertThat(info.framesAt(CODE)).hasSize(1);
        assertThat(info.trouble()).hasValueSatisfying(trouble -> assertThat(trouble).contains("version 6"));
    }

    @Test
    void a_chain_of_origins_that_bites_its_tail_has_no_name() {
        sections.put(".debug_abbrev", new DwarfBytes()
            .u8(1, 0x11, 1, 0x10, 0x17, 0x11, 0x01, 0x12, 0x06, 0, 0)
            .u8(2, 0x2e, 0, 0x31, 0x13, 0x11, 0x01, 0x12, 0x06, 0, 0).u8(0).bytes());
        DwarfBytes entries = new DwarfBytes().u16(4).u32(0).u8(4).u8(1).u32(0).u32(CODE).u32(8);
        int self = 4 + entries.size();
        sections.put(".debug_info", entries.u8(2).u32(self).u32(CODE).u32(8).u8(0).unit());

        assertThat(info().framesAt(CODE)).extracting(SourceFrame::function).isEqualTo(List.of(""));
    }

    private DebugInfo info() {
        return DebugInfo.of(name -> Optional.ofNullable(sections.get(name)).map(bytes -> new DebugSection(name, bytes, false)),
            address -> Optional.empty());
    }
}
