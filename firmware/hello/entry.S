/* From the loader to main: clears .bss, maps the flash, calls main in it. */
    .section .iram.entry, "ax"
    .literal_position
    .align  4
    .global entry
    .type   entry, @function
entry:
    movi    a1, 0x3FFFFFB0
    movi    a2, bss_start
    movi    a3, bss_end
    movi    a4, 0
    j       2f
1:  s32i.n  a4, a2, 0
    addi.n  a2, a2, 4
2:  bltu    a2, a3, 1b
    movi    a2, 0                       /* first megabyte of the chip, one bank of cache */
    movi    a3, 0
    movi    a4, 0
    movi    a0, Cache_Read_Enable
    callx0  a0
    movi    a0, main
    callx0  a0
3:  j       3b
