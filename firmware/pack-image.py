#!/usr/bin/env python3
"""Packs ELF files into a flash image in the Arduino layout: the second-stage loader as a ROM image
at 0, padded with 0xAA to 4096 bytes, the application as a ROM image at 0x1000.

The application's mapped-flash segment comes first, so that file offset 0x1010 is address 0x40201010.
When the ELF defines __crc_len and __crc_val, the packer fills them: length of the file and its CRC-32
(polynomial 04C11DB7, most significant bit first, start FFFFFFFF, no final inversion), computed with
both words zero.
"""
import argparse
import struct
import sys

PT_LOAD = 1
SHT_SYMTAB = 2
FLASH_MAPPED = 0x40200000
MODE_DIO = 2
SIZE_4M_FREQ_40M = 0x40
APP_OFFSET = 0x1000


class Elf:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        if self.data[:6] != b"\x7fELF\x01\x01":
            sys.exit(f"{path}: not a little-endian 32-bit ELF file")
        (self.entry, phoff, shoff) = struct.unpack_from("<III", self.data, 24)
        phentsize, phnum, shentsize, shnum = struct.unpack_from("<HHHH", self.data, 42)
        self.loads = []
        for i in range(phnum):
            kind, offset, vaddr, _, size = struct.unpack_from("<IIIII", self.data, phoff + i * phentsize)
            if kind == PT_LOAD and size:
                self.loads.append((vaddr, self.data[offset:offset + size]))
        self.sections = [struct.unpack_from("<10I", self.data, shoff + i * shentsize) for i in range(shnum)]

    def symbol(self, wanted):
        for section in self.sections:
            if section[1] != SHT_SYMTAB:
                continue
            strings = self.sections[section[6]][4]
            for at in range(section[4], section[4] + section[5], 16):
                name, value = struct.unpack_from("<II", self.data, at)
                start = strings + name
                if self.data[start:self.data.index(b"\0", start)] == wanted.encode():
                    return value
        return None


def segments(elf):
    """Mapped flash first, then by address."""
    ordered = sorted(elf.loads, key=lambda load: (load[0] < FLASH_MAPPED, load[0]))
    return [(address, data + bytes(-len(data) % 4)) for address, data in ordered]


def rom_image(elf):
    parts = segments(elf)
    out = bytearray(struct.pack("<BBBBI", 0xE9, len(parts), MODE_DIO, SIZE_4M_FREQ_40M, elf.entry))
    checksum = 0xEF
    for address, data in parts:
        out += struct.pack("<II", address, len(data)) + data
        for byte in data:
            checksum ^= byte
    out += bytes(15 - len(out) % 16)
    out.append(checksum)
    return out


def crc_table():
    table = []
    for i in range(256):
        c = i << 24
        for _ in range(8):
            c = (c << 1 ^ 0x04C11DB7 if c & 0x80000000 else c << 1) & 0xFFFFFFFF
        table.append(c)
    return table


CRC_TABLE = crc_table()


def crc32_msb_first(data, crc=0xFFFFFFFF):
    for byte in data:
        crc = (crc << 8 & 0xFFFFFFFF) ^ CRC_TABLE[crc >> 24 ^ byte]
    return crc


def seal(image, at_length, at_value):
    """Fills length and CRC. The CRC covers the image checksum, the checksum covers the CRC: the two
    padding bytes before the checksum (which only the CRC covers) are chosen so that both hold."""
    struct.pack_into("<I", image, at_length, 0)
    struct.pack_into("<I", image, at_value, 0)
    checksum = 0xEF
    for byte in application_payload(image):
        checksum ^= byte
    length = struct.pack("<I", len(image))
    before = crc32_msb_first(image[:-3])
    for padding in range(0x10000):
        tail = struct.pack("<H", padding)
        for last in range(0x100):
            crc = struct.pack("<I", crc32_msb_first(tail + bytes([last]), before))
            expected = checksum
            for byte in length + crc:
                expected ^= byte
            if expected == last:
                image[at_length:at_length + 4] = length
                image[at_value:at_value + 4] = crc
                image[-3:] = tail + bytes([last])
                return
    sys.exit("no padding makes checksum and CRC agree")


def application_payload(image):
    """The bytes under the application image's checksum."""
    at = APP_OFFSET + 8
    payload = bytearray()
    for _ in range(image[APP_OFFSET + 1]):
        (length,) = struct.unpack_from("<I", image, at + 4)
        payload += image[at + 8:at + 8 + length]
        at += 8 + length
    return payload


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boot", required=True, help="ELF of the second-stage loader")
    parser.add_argument("--app", required=True, help="ELF of the application")
    parser.add_argument("--out", required=True, help="flash image to write")
    args = parser.parse_args()

    boot = rom_image(Elf(args.boot))
    if len(boot) > APP_OFFSET:
        sys.exit(f"second-stage loader has {len(boot)} bytes, room for {APP_OFFSET}")
    app_elf = Elf(args.app)
    image = boot + b"\xAA" * (APP_OFFSET - len(boot)) + rom_image(app_elf)

    if app_elf.symbol("__crc_len") is not None and app_elf.symbol("__crc_val") is not None:
        seal(image, app_elf.symbol("__crc_len") - FLASH_MAPPED, app_elf.symbol("__crc_val") - FLASH_MAPPED)
    with open(args.out, "wb") as file:
        file.write(image)


main()
