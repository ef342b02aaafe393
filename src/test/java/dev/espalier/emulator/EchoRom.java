package dev.espalier.emulator;

import java.util.HexFormat;

/**
 * A mask ROM of a few instructions: sends '>' on UART0, counts its rounds at 3FFE8000, sleeps, and
 * sends back every byte that it receives. Assembled from:
 * <pre>
 * 40000050  j handler
 * 40000080  j go
 * 40000084  .word 0x60000000, 0x3ffe8000
 * handler:  l32i.n a3,a2,0;  s32i.n a3,a2,0;  rfe
 * go:       l32r a2,uart;  movi.n a3,'>';  s32i.n a3,a2,0
 *           movi.n a3,1;  s32i.n a3,a2,0x24;  s32i.n a3,a2,0x0c
 *           movi.n a3,0x20;  wsr a3,intenable;  wsr a3,ps;  rsync;  l32r a4,dram
 * sleep:    l32i.n a6,a4,0;  addi.n a6,a6,1;  s32i.n a6,a4,0;  waiti 0;  j sleep
 * </pre>
 */
final class EchoRom {

    static final int ROUNDS = 0x3FFE8000;

    private static final int FROM = 0x50;
    private static final String CODE = "060e0000" + "00".repeat(44)
        + "06040000000000600080fe3f380239020030000021fcff3ce339020c13399239322c03"
        + "30e41330e61310200041f7ff68041b666904007000c6fcff";

    private EchoRom() {
    }

    static byte[] image() {
        byte[] code = HexFormat.of().parseHex(CODE);
        byte[] image = new byte[FROM + code.length];
        System.arraycopy(code, 0, image, FROM, code.length);
        return image;
    }
}
