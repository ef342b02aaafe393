/*
 * memset and the integer divisions: the functions whose faults people know by address. Their code
 * is laid out so that the first store of memset's loop is at 0x4000E1B2, the stores of its tails are
 * at E1C3, E1CC, E1D3 and E1DB, and a division by zero executes ILL at DCE5, E25D and E296.
 */

/* void *memset(void *to, int byte, size_t count) */
    .section .at.4000e190.memset, "ax"
    .begin no-transform
    .global memset
    .type   memset, @function
memset:
    extui   a3, a3, 0, 8                /* the byte in all four lanes */
    slli    a7, a3, 8
    or      a3, a3, a7
    slli    a7, a3, 16
    or      a3, a3, a7
    mov.n   a5, a2
    bbsi    a5, 0, .Lodd_start
    bbsi    a5, 1, .Leven_start
.Laligned:
    srli    a6, a4, 4
    beqz    a6, .Ltail8
    slli    a6, a6, 4
    add.n   a6, a6, a5
.Lsixteen:
    s32i.n  a3, a5, 0
    s32i.n  a3, a5, 4
    s32i.n  a3, a5, 8
    s32i.n  a3, a5, 12
    addi    a5, a5, 16
    bltu    a5, a6, .Lsixteen
.Ltail8:
    bbci    a4, 3, .Ltail4
    s32i.n  a3, a5, 0
    s32i.n  a3, a5, 4
    addi.n  a5, a5, 8
.Ltail4:
    bbci    a4, 2, .Ltail2
    s32i.n  a3, a5, 0
    addi.n  a5, a5, 4
.Ltail2:
    bbci    a4, 1, .Ltail1
    s16i    a3, a5, 0
    addi.n  a5, a5, 2
.Ltail1:
    bbci    a4, 0, .Lset
    s8i     a3, a5, 0
.Lset:
    ret.n
    .end no-transform

/* Stores up to three bytes until the pointer is word-aligned. */
    .section .at.4000e16c.memset_head, "ax"
    .begin no-transform
.Lodd_start:
    beqz    a4, .Lhead_done
    s8i     a3, a5, 0
    addi.n  a5, a5, 1
    addi.n  a4, a4, -1
    bbci    a5, 1, .Lhead_aligned
.Leven_start:
    bltui   a4, 2, .Lhead_last
    s16i    a3, a5, 0
    addi.n  a5, a5, 2
    addi    a4, a4, -2
.Lhead_aligned:
    j       .Laligned
.Lhead_last:
    j       .Ltail1
.Lhead_done:
    ret.n
    .end no-transform

/*
 * Shift and subtract. In: a2 dividend, a3 divisor > 1. The divisor is shifted up until its highest
 * bit meets the dividend's, then back down, one quotient bit a step. Out: a5 quotient, a2 remainder.
 */
    .macro divide label
    nsau    a4, a3
    nsau    a5, a2
    sub     a4, a4, a5                  /* steps after the first; negative: dividend is smaller */
    movi.n  a5, 0
    bltz    a4, \label\()_done
    ssl     a4
    sll     a3, a3
\label\()_step:
    slli    a5, a5, 1
    bltu    a2, a3, \label\()_zero
    sub     a2, a2, a3
    addi.n  a5, a5, 1
\label\()_zero:
    srli    a3, a3, 1
    addi.n  a4, a4, -1
    bgez    a4, \label\()_step
\label\()_done:
    .endm

/* unsigned __udivsi3(unsigned dividend, unsigned divisor) */
    .section .at.4000e21c.__udivsi3, "ax"
    .begin no-transform
    .global __udivsi3
    .type   __udivsi3, @function
__udivsi3:
    bltui   a3, 2, .Ludiv_special
    divide  .Ludiv
    mov.n   a2, a5
    ret.n
.Ludiv_special:
    beqz    a3, .Ludiv_by_zero
    ret.n
    .org    0x41
.Ludiv_by_zero:
    ill
    movi.n  a2, 0
    ret.n
    .end no-transform

/* unsigned __umodsi3(unsigned dividend, unsigned divisor) */
    .section .at.4000e268.__umodsi3, "ax"
    .begin no-transform
    .global __umodsi3
    .type   __umodsi3, @function
__umodsi3:
    beqz    a3, .Lumod_by_zero
    nsau    a4, a3
    nsau    a5, a2
    sub     a4, a4, a5
    bltz    a4, .Lumod_done
    ssl     a4
    sll     a3, a3
.Lumod_step:
    bltu    a2, a3, .Lumod_zero
    sub     a2, a2, a3
.Lumod_zero:
    srli    a3, a3, 1
    addi.n  a4, a4, -1
    bgez    a4, .Lumod_step
.Lumod_done:
    ret.n
    .org    0x2e
.Lumod_by_zero:
    ill
    movi.n  a2, 0
    ret.n
    .end no-transform

/* int __divsi3(int dividend, int divisor): truncates toward zero */
    .section .at.4000dc88.__divsi3, "ax"
    .begin no-transform
    .global __divsi3
    .type   __divsi3, @function
__divsi3:
    beqz    a3, .Lsdiv_by_zero
    xor     a6, a2, a3                  /* sign of the quotient */
    abs     a2, a2
    abs     a3, a3
    divide  .Lsdiv
    neg     a2, a5
    movgez  a2, a5, a6
    ret.n
    .org    0x5d
.Lsdiv_by_zero:
    ill
    movi.n  a2, 0
    ret.n
    .end no-transform

/* xthal_memcpy and xthal_bcopy are memcpy, the second with source first. */
    .section .text.xthal_memcpy, "ax"
    .align  4
    .global xthal_memcpy
    .type   xthal_memcpy, @function
xthal_memcpy:
    j       memcpy

    .section .text.xthal_bcopy, "ax"
    .align  4
    .global xthal_bcopy
    .type   xthal_bcopy, @function
xthal_bcopy:
    mov.n   a5, a2
    mov.n   a2, a3
    mov.n   a3, a5
    j       memcpy
