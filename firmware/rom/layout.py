#!/usr/bin/env python3
"""Lays the ROM's sections out: every public function at its documented address.

A function that fits between its address and the next documented one stands there itself; a longer
one gets a jump at its address and its body in free space. Literals lie below the code that loads
them (L32R reaches backwards only). Addresses of functions that this ROM lacks stay zero, which is
ILL. Writes the linker script, the jumps and a table for people.
"""
import argparse
import re
import struct
import sys

ROM_START = 0x40000000
CODE_END = 0x4000E328
FIRST_FREE = 0x400000A4
RADIO_VECTORS = 0x4000FE40
JUMP_SIZE = 3
SHF_ALLOC = 2
SHT_NOBITS = 8


class Section:
    def __init__(self, file, name, size, align):
        self.file, self.name, self.size, self.align = file, name, size, max(align, 1)
        self.address = None

    def pattern(self):
        return f"*{self.file}({self.name})"


def sections_of(path):
    with open(path, "rb") as file:
        data = file.read()
    (shoff,) = struct.unpack_from("<I", data, 32)
    shentsize, shnum, shstrndx = struct.unpack_from("<HHH", data, 46)
    headers = [struct.unpack_from("<10I", data, shoff + i * shentsize) for i in range(shnum)]
    strings = headers[shstrndx][4]
    for header in headers:
        start = strings + header[0]
        name = data[start:data.index(b"\0", start)].decode()
        if header[2] & SHF_ALLOC and header[5] and header[1] != SHT_NOBITS:
            yield Section(path.rsplit("/", 1)[-1], name, header[5], header[8])


class Space:
    """The ROM's free address ranges."""

    def __init__(self, start, end):
        self.free = [(start, end)]

    def take(self, start, end, what):
        for i, (low, high) in enumerate(self.free):
            if low <= start and end <= high:
                self.free[i:i + 1] = [r for r in ((low, start), (end, high)) if r[0] < r[1]]
                return
        sys.exit(f"{what} does not fit at {start:#x}-{end:#x}")

    def find(self, size, align, below=CODE_END, above=ROM_START):
        """Lowest place for size bytes that ends at or before below and starts at or after above."""
        for low, high in self.free:
            start = -(-max(low, above) // align) * align
            if start + size <= min(high, below):
                return start
        return None

    def largest_below(self, below):
        return max((min(h, below) - l for l, h in self.free), default=0)


def read_symbols(path):
    wanted = {}
    with open(path) as file:
        for match in re.finditer(r"PROVIDE \( (\S+) = (0x[0-9a-f]+) \);", file.read()):
            wanted[match[1]] = int(match[2], 16)
    return wanted


def read_reserved(path):
    with open(path) as file:
        return [int(line.split()[0], 16) for line in file if line.startswith("0x")]


def source(section):
    return section.file.removeprefix("rom_").removesuffix(".o")


def place(sections, symbols, reserved):
    space = Space(FIRST_FREE, CODE_END)
    text = {s.name[6:]: s for s in sections if s.name.startswith(".text.")}
    literals = {s.name[9:]: s for s in sections if s.name.startswith(".literal.")}
    jumps, how = [], []

    fixed_names = set()
    for section in sections:
        match = re.match(r"\.at\.([0-9a-f]{8})\.(.*)", section.name)
        if match:
            section.address = int(match[1], 16)
            fixed_names.add(match[2])
            if match[2] in symbols:
                how.append((section.address, match[2], source(section) + ", in place"))
            if section.address >= FIRST_FREE:
                space.take(section.address, section.address + section.size, section.name)

    public = {n: a for n, a in symbols.items() if ROM_START + 0xA4 <= a < CODE_END and n not in fixed_names}
    taken = set(public.values()) | {a for a in reserved if a >= FIRST_FREE}
    taken |= {s.address for s in sections if s.address is not None and s.address >= FIRST_FREE}
    stops = sorted(taken | {CODE_END})
    in_place = {}
    for name, address in sorted(public.items(), key=lambda item: item[1]):
        if name not in text:
            continue
        section = text[name]
        stop = next(s for s in stops if s > address)
        if address not in in_place and section.address is None and section.size <= stop - address:
            section.address = address
            in_place[address] = name
            space.take(address, address + section.size, name)
            how.append((address, name, source(section) + ", in place"))
    for name, address in sorted(public.items(), key=lambda item: item[1]):
        if in_place.get(address) == name:
            continue
        if name in text:
            if address in in_place:
                sys.exit(f"{name} and {in_place[address]} share an address")
            space.take(address, address + JUMP_SIZE, "jump to " + name)
            jumps.append((address, name))
            how.append((address, name, source(text[name]) + ", jump to its body"))
    used = {a for a, _, _ in how}
    aliases = [(a, n) for n, a in public.items() if n not in text]
    for address, name in aliases:
        if address in used:
            how.append((address, name, "same code"))
        else:
            sys.exit(f"{name} at {address:#x} is in the symbol list, but nothing implements it")
    for address in sorted(set(reserved)):
        if FIRST_FREE <= address < CODE_END and address not in used:
            space.take(address, address + 4, "reserved entry")

    for name, section in sorted(literals.items(), key=lambda item: text[item[0]].address or CODE_END):
        if text[name].address is not None:
            section.address = space.find(section.size, 4, below=text[name].address)
            if section.address is None:
                sys.exit(f"no room for the literals of {name}")
            space.take(section.address, section.address + section.size, section.name)
    for section in sorted(sections, key=lambda s: (-s.size, s.file, s.name)):
        if section.address is None and section.name.startswith(".text."):
            name = section.name[6:]
            above = ROM_START
            if name in literals:
                pool = literals[name]
                pool.address = space.find(pool.size, 4)
                space.take(pool.address, pool.address + pool.size, pool.name)
                above = pool.address
            section.address = space.find(section.size, max(4, section.align), above=above)
            if section.address is None:
                sys.exit(f"no room for {name}, {section.size} bytes")
            space.take(section.address, section.address + section.size, name)
    for section in sections:
        if section.address is None and section.name.startswith((".text", ".literal", ".at")):
            sys.exit(f"{section.file}: section {section.name} has no rule")
    return jumps, sorted(how), space


def script(sections, jumps, symbols):
    code = sorted((s.address, s.pattern()) for s in sections if s.address is not None and s.address >= ROM_START)
    code += [(address, f"*(.jump.{name})") for address, name in jumps]
    data = sorted((s.address, s.pattern()) for s in sections if s.address is not None and s.address < ROM_START)
    lines = [f"entry_{name} = {address:#x};" for name, address in symbols.items()]
    lines += ["SECTIONS", "{", "  .rom 0x40000000 :", "  {"]
    for address, pattern in sorted(code):
        lines.append(f"    . = {address - ROM_START:#x}; KEEP({pattern})")
    lines += ["    . = 0xe388;", "  }",
              f"  .radio {RADIO_VECTORS:#x} : AT({RADIO_VECTORS:#x}) {{ KEEP(*(.radio_vectors)) }}",
              "  rom_data_start = 0x3fffc000;",
              "  rom_data_image = 0x4000e388;", "  .romdata 0x3fffc000 : AT(0x4000e388)", "  {"]
    floats = {0x3FFFC280: "*(.data .data.*)", 0x3FFFC850: "*(.rodata .rodata.*)"}
    entries = data + sorted(floats.items())
    for address, pattern in sorted(entries):
        keep = pattern if address in floats else f"KEEP({pattern})"
        lines.append(f"    . = {address - 0x3FFFC000:#x}; {keep}")
    lines += ["    . = 0x1ab0;", "  }", "  rom_data_end = 0x3fffdab0;",
              "  .rombss 0x3fffdab0 (NOLOAD) :", "  {",
              "    . = 0; task_control = .; . += 0x210;",
              "    . = 0x220; user_start_fptr = .; . += 4;",
              "    . = 0x230; *(.bss.receive_buffer)",
              "    . = 0x360; UartDev = .; . += 0x44;",
              "    *(.bss .bss.*)",
              "    . = 0x1080;", "  }", "  /DISCARD/ : { *(.comment .xtensa.info .xt.*) }", "}"]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--symbols", "--reserved", "--script", "--jumps", "--table"):
        parser.add_argument(option, required=True)
    parser.add_argument("objects", nargs="+")
    args = parser.parse_args()
    symbols = read_symbols(args.symbols)
    sections = [s for path in args.objects for s in sections_of(path)]
    jumps, how, space = place(sections, symbols, read_reserved(args.reserved))
    with open(args.script, "w") as file:
        file.write(script(sections, jumps, symbols))
    with open(args.jumps, "w") as file:
        for _, name in jumps:
            file.write(f".section .jump.{name}, \"ax\"\n.begin no-transform\n j {name}\n.end no-transform\n")
    with open(args.table, "w") as file:
        file.write("# What the mask ROM provides\n\nWritten by `layout.py`.\n\n")
        file.write("| address | name | source |\n|---|---|---|\n")
        for address, name, kind in how:
            file.write(f"| {address:08x} | `{name}` | {kind} |\n")
    print(f"ROM: {len(how)} functions, {sum(h - l for l, h in space.free)} bytes of code space free")


main()
