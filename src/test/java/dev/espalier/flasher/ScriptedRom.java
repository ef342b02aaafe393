package dev.espalier.flasher;

import dev.espalier.bytes.Checksums;
import dev.espalier.bytes.LittleEndian;
import dev.espalier.bytes.Slip;
import dev.espalier.link.PipeLink;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The far end of a flasher's link as the facts describe the ROM loader, over a flash in memory. */
final class ScriptedRom {

    static final int FLASH_BYTES = 1 << 22;

    final byte[] flash = new byte[FLASH_BYTES];
    final Map<Integer, Integer> registers = new HashMap<>();
    final PipeLink link = new PipeLink();
    /** Resets it takes until the loader answers. */
    int deafResets;
    /** Rate that alone works, 0 for any. */
    int onlyBaud;
    /** The next FLASH_DATA packets that arrive damaged. */
    int damagedBlocks;
    /** Whether written flash keeps its old content. */
    boolean writeProtected;
    boolean silent;

    private final Slip.Decoder decoder = new Slip.Decoder();
    private int resets;
    private int syncs;
    private int writeAt;
    private int nextBlock;
    private int lastValue;

    ScriptedRom() {
        Arrays.fill(flash, (byte) 0);
        registers.put(0x40001000, 0xFFF0C101);
        registers.put(0x3FF00050, 0x56000000);
        registers.put(0x3FF00054, 0x00001234);
        registers.put(0x3FF0005C, 0x005CCF7F);
        link.onWrite((data, pipe) -> received(data)).onRelease(() -> {
            resets++;
            syncs = 0;
        });
    }

    private void received(byte[] data) {
        for (byte b : data) {
            try {
                byte[] packet = decoder.accept(b);
                if (packet != null && !silent && resets > deafResets && (onlyBaud == 0 || link.baud() == onlyBaud)) {
                    handle(packet);
                }
            } catch (IOException e) {
                decoder.resync();
            }
        }
    }

    private void handle(byte[] packet) {
        byte[] data = Arrays.copyOfRange(packet, 8, packet.length);
        switch (packet[1]) {
            case 0x08 -> sync();
            case 0x02 -> begin(data);
            case 0x03 -> data(data, packet[4] & 0xFF);
            case 0x09 -> writeRegisters(data);
            case 0x0A -> {
                lastValue = registers.getOrDefault(LittleEndian.get32(data, 0), 0);
                reply(0x0A, 0);
            }
            default -> reply(packet[1], 5);
        }
    }

    /** The first sync is lost to measuring its rate; each later one is answered eight times. */
    private void sync() {
        if (++syncs > 1) {
            lastValue = 0x20120707;
            for (int i = 0; i < 8; i++) {
                reply(0x08, 0);
            }
        }
    }

    private void begin(byte[] data) {
        int sectors = (LittleEndian.get32(data, 0) + 4095) / 4096;
        writeAt = LittleEndian.get32(data, 12);
        nextBlock = 0;
        int head = Math.min(16 - writeAt / 4096 % 16, sectors);
        Arrays.fill(flash, writeAt, writeAt + (sectors + head) * 4096, (byte) 0xFF);
        reply(0x02, 0);
    }

    private void data(byte[] data, int checksum) {
        int length = LittleEndian.get32(data, 0);
        if (LittleEndian.get32(data, 4) != nextBlock || length % 4 != 0 || length > 0x400) {
            reply(0x03, 5);
            return;
        }
        nextBlock++;
        if (damagedBlocks > 0) {
            damagedBlocks--;
            reply(0x03, 7);
        } else if (Checksums.xor(data, 16, length) != checksum) {
            reply(0x03, 7);
        } else {
            if (!writeProtected) {
                for (int i = 0; i < length; i++) {
                    flash[writeAt + i] &= data[16 + i];
                }
            }
            writeAt += length;
            reply(0x03, 0);
        }
    }

    private void writeRegisters(byte[] data) {
        for (int i = 0; i < data.length; i += 16) {
            int address = LittleEndian.get32(data, i);
            int mask = LittleEndian.get32(data, i + 8);
            int old = registers.getOrDefault(address, 0);
            registers.put(address, old & ~mask | LittleEndian.get32(data, i + 4) & mask);
            if (address == 0x60000200) {
                spi(registers.get(address));
                registers.put(address, 0);
            }
        }
        reply(0x09, 0);
    }

    private void spi(int command) {
        int address = registers.getOrDefault(0x60000204, 0);
        if ((command & 1 << 31) != 0) {
            for (int i = 0; i < address >>> 24; i += 4) {
                registers.put(0x60000240 + i, LittleEndian.get32(flash, (address & 0xFFFFFF) + i));
            }
        } else if ((command & 1 << 24) != 0) {
            Arrays.fill(flash, address & ~4095, (address & ~4095) + 4096, (byte) 0xFF);
        } else if ((command & 1 << 27) != 0) {
            registers.put(0x60000210, 0);
        } else if ((command & 1 << 18) != 0 && (registers.get(0x60000224) & 0xFF) == 0x9F) {
            registers.put(0x60000240, 0x1640EF);
        }
    }

    private void reply(int opcode, int error) {
        byte[] reply = new byte[10];
        reply[0] = 1;
        reply[1] = (byte) opcode;
        reply[2] = 2;
        LittleEndian.put32(reply, 4, lastValue);
        reply[8] = (byte) (error == 0 ? 0 : 1);
        reply[9] = (byte) error;
        link.say(0, Slip.frame(reply));
    }
}
