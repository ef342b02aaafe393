/* Calls main, then hands the results to whoever listens: QEMU writes them to standard output. */
    .section .text.start, "ax"
    .literal_position
    .global _start
_start:
    movi    a1, 0x3ffffff0
    call0   main
    movi    a2, 4
    movi    a3, 1
    movi    a4, results
    movi    a5, 4 * 4096
    .global _exit
_exit:
    simcall
    movi    a2, 1
    movi    a3, 0
    simcall
1:  j       1b
