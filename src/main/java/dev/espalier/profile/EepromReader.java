package dev.espalier.profile;

import dev.espalier.eeprom.Cell;
import dev.espalier.eeprom.CellType;
import dev.espalier.eeprom.EepromLayout;
import dev.espalier.eeprom.Integrity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the {@code eeprom} part of a profile. */
final class EepromReader {

    private static final String TYPES = "exactly one of text, flag, ipv4, u8, u16be, u24be";

    private EepromReader() {
    }

    static Profile.Eeprom read(YamlMap map) {
        int offset = ProfileReader.sector(map, "offset");
        int size = map.number("size");
        if (size < 1 || size > 4096) {
            throw map.error("size", "1 to 4096 bytes, one flash sector", size + " stands here");
        }
        List<Cell> cells = new ArrayList<>();
        YamlMap all = map.map("cells");
        for (String name : all.keys()) {
            cells.add(cell(all, name));
        }
        Integrity integrity = integrity(map, size);
        EepromLayout layout;
        try {
            layout = EepromLayout.of(size, map.number("unused", 0), cells, integrity);
        } catch (IllegalArgumentException e) {
            throw map.error("cells", "cells side by side within the size", e.getMessage());
        }
        Profile.Eeprom eeprom = new Profile.Eeprom(offset, layout, map.optionalText("notInitialised"),
            map.optionalText("damaged"), map.optionalText("restored"),
            map.optionalMap("wifiMemory").map(EepromReader::area));
        map.done();
        return eeprom;
    }

    private static Profile.Area area(YamlMap map) {
        Profile.Area area = new Profile.Area(ProfileReader.sector(map, "offset"), map.number("size"));
        if (area.size() < 4096 || area.size() % 4096 != 0) {
            throw map.error("size", "whole flash sectors (a multiple of 0x1000)", "0x%x stands here".formatted(area.size()));
        }
        map.done();
        return area;
    }

    private static Cell cell(YamlMap all, String name) {
        YamlMap map = all.map(name);
        CellType type = type(all, name, map);
        Cell cell = new Cell(name, map.number("at"), type, map.text("default", initial(type)), map.flag("secret"));
        map.done();
        if (!cell.initial().contains("{")) {
            try {
                type.encode(cell.initial());
            } catch (IllegalArgumentException e) {
                throw map.error("default", "a value that fits the cell", e.getMessage());
            }
        }
        return cell;
    }

    private static CellType type(YamlMap all, String name, YamlMap map) {
        List<CellType> types = new ArrayList<>();
        for (String key : List.of("text", "flag")) {
            if (map.has(key)) {
                types.add(new CellType.Text(map.number(key)));
            }
        }
        if (map.flag("ipv4")) {
            types.add(new CellType.Ipv4());
        }
        List<String> numbers = List.of("u8", "u16be", "u24be");
        for (int i = 0; i < numbers.size(); i++) {
            if (map.flag(numbers.get(i))) {
                types.add(new CellType.Unsigned(i + 1));
            }
        }
        if (types.size() != 1) {
            throw all.error(name, TYPES, types.isEmpty() ? "it has none" : "it has %d".formatted(types.size()));
        }
        return types.get(0);
    }

    private static String initial(CellType type) {
        if (type instanceof CellType.Text) {
            return "";
        }
        return type instanceof CellType.Ipv4 ? "0.0.0.0" : "0";
    }

    private static Integrity integrity(YamlMap map, int size) {
        List<Integrity.Fixed> fixed = new ArrayList<>();
        for (YamlMap part : map.optionalMaps("fixed")) {
            fixed.add(new Integrity.Fixed(part.number("at"), bytes(part)));
            part.done();
        }
        for (Integrity.Fixed part : fixed) {
            if (part.at() < 0 || part.at() + part.bytes().length > size) {
                throw map.error("fixed", "bytes within the %d".formatted(size), "some at 0x%x".formatted(part.at()));
            }
        }
        return new Integrity(fixed, map.optionalMap("checksum").map(sum -> checksum(sum, size)));
    }

    private static byte[] bytes(YamlMap part) {
        if (part.has("u8")) {
            return new CellType.Unsigned(1).encode(part.text("u8"));
        }
        if (part.has("u16be")) {
            return new CellType.Unsigned(2).encode(part.text("u16be"));
        }
        return part.text("text").getBytes(StandardCharsets.UTF_8);
    }

    private static Integrity.Checksum checksum(YamlMap map, int size) {
        Optional<Integrity.Kind> kind = kind(map.text("kind"));
        if (kind.isEmpty()) {
            throw map.error("kind", "crc32, xor or sum16", "\"%s\" stands here".formatted(map.text("kind")));
        }
        String order = map.text("order", "big");
        if (!order.equals("big") && !order.equals("little")) {
            throw map.error("order", "big or little", "\"%s\" stands here".formatted(order));
        }
        Integrity.Checksum sum = new Integrity.Checksum(kind.get(), map.number("from"), map.number("to"), map.number("at"),
            order.equals("big"));
        if (sum.from() < 0 || sum.from() >= sum.to() || sum.to() > size || sum.at() < 0 || sum.at() >= size) {
            throw map.error("to", "a range within the %d bytes".formatted(size),
                "0x%x to 0x%x, stored at 0x%x".formatted(sum.from(), sum.to(), sum.at()));
        }
        map.done();
        return sum;
    }

    private static Optional<Integrity.Kind> kind(String name) {
        for (Integrity.Kind kind : Integrity.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
