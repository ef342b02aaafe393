#!/usr/bin/env python3
"""Writes the ROM's AES tables as C, computed from the cipher's definition (FIPS 197)."""


def times(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def sbox():
    inverse = [0] * 256
    for a in range(1, 256):
        inverse[a] = next(b for b in range(1, 256) if times(a, b) == 1)
    return [i ^ r(i, 1) ^ r(i, 2) ^ r(i, 3) ^ r(i, 4) ^ 0x63 for i in inverse]


def r(byte, count):
    return (byte << count | byte >> 8 - count) & 0xFF


def words(name, address, values):
    print(f'const uint32_t {name}[] __attribute__((section(".at.{address:08x}.{name}"))) = {{')
    for i in range(0, len(values), 6):
        print("    " + " ".join(f"0x{v:08x}," for v in values[i:i + 6]))
    print("};")


def octets(name, address, values):
    print(f'const uint8_t {name}[] __attribute__((section(".at.{address:08x}.{name}"))) = {{')
    for i in range(0, len(values), 12):
        print("    " + " ".join(f"0x{v:02x}," for v in values[i:i + 12]))
    print("};")


def column(a, b, c, d):
    return a << 24 | b << 16 | c << 8 | d


S = sbox()
INVERSE = [S.index(i) for i in range(256)]
RCON = [1]
while len(RCON) < 10:
    RCON.append(times(RCON[-1], 2))

print("#include <stdint.h>")
words("Te0", 0x3FFFCCF0, [column(times(s, 2), s, s, times(s, 3)) for s in S])
octets("rcons", 0x3FFFD0F0, RCON)
words("Td0", 0x3FFFD100, [column(times(s, 14), times(s, 9), times(s, 13), times(s, 11)) for s in INVERSE])
octets("Td4s", 0x3FFFD500, INVERSE)
