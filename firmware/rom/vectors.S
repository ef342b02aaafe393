/*
 * Reset and exception vectors at their offsets from 0x40000000. No literal pool lies below the
 * vectors, so addresses are made with MOVI, SLLI and ADDMI.
 *
 * Sections named .at.ADDRESS.NAME are placed at ADDRESS by layout.py.
 */

/* The frame that an exception leaves on the interrupted stack; register a(n) is at FRAME_A(n). */
#include "frame.h"

    .section .at.40000010.debug_vector, "ax"
    .begin no-transform
debug_halt:
    j       debug_halt
    .end no-transform

    .section .at.40000020.nmi_vector, "ax"
    .begin no-transform
    rfi     3
    .end no-transform

    .section .at.40000030.kernel_vector, "ax"
    .begin no-transform
    j       user_vector
    .end no-transform

/* All code runs in user mode, so every exception arrives here. */
    .section .at.40000050.user_vector, "ax"
    .begin no-transform
    .global user_vector
user_vector:
    addmi   a1, a1, -FRAME_SIZE
    s32i.n  a2, a1, FRAME_A(2)
    s32i.n  a3, a1, FRAME_A(3)
    s32i.n  a4, a1, FRAME_A(4)
    movi.n  a3, 1
    slli    a3, a3, 30
    addmi   a3, a3, -0x4000             /* 0x3FFFC000, the exception table */
    rsr     a2, exccause
    addx4   a2, a2, a3
    l32i.n  a2, a2, 0
    jx      a2
    .end no-transform

    .section .at.40000070.double_vector, "ax"
    .begin no-transform
double_halt:
    j       double_halt
    .end no-transform

    .section .at.40000080._ResetVector, "ax"
    .begin no-transform
    j       reset_handler
    .end no-transform

    .section .text.reset_handler, "ax"
    .align  4
    .global reset_handler
    .type   reset_handler, @function
reset_handler:
    movi    a0, 0
    wsr     a0, intenable
    wsr     a0, litbase
    wsr     a0, ccompare0
    movi    a2, 0x22                    /* user mode, interrupts at levels 1 and 2 held */
    wsr     a2, ps
    rsync
    movi    a2, 1
    slli    a1, a2, 30                  /* stack and vectors: 0x40000000 */
    wsr     a1, vecbase
    movi    a2, -1
    wsr     a2, intclear
    isync
    movi    a2, rom_data_start
    movi    a3, rom_data_end
    movi    a4, rom_data_image
1:  l32i.n  a5, a4, 0
    s32i.n  a5, a2, 0
    addi.n  a4, a4, 4
    addi.n  a2, a2, 4
    bltu    a2, a3, 1b
    j       rom_start

    .section .text.rom_start, "ax"
    .align  4
    .global rom_start
    .type   rom_start, @function
rom_start:
    _movi   a0, 0                       /* in full, so that rom_main returns, if ever, to 0x4000044C */
    movi    a1, 1
    slli    a1, a1, 30
    movi    a2, 0x3FFFDAB0
    movi    a3, 0x3FFFEB30
2:  s32i.n  a0, a2, 0
    addi.n  a2, a2, 4
    bltu    a2, a3, 2b
    movi    a2, 0x20
    wsr     a2, ps
    rsync
    call0   rom_main
3:  j       3b

/* READ_REG of this address is how a host tells the chip. */
    .section .at.40001000.chip_magic, "ax"
    .word   0xFFF0C101

/* The chip's ROM continues here when a downloaded stub returns: load the application from flash. */
    .section .at.400010a8.continue_with_flash, "ax"
    .begin no-transform
    j       load_and_run
    .end no-transform
