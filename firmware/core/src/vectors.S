// Entry, exception vectors and the exception frame. VECBASE = 0x40100000.
//
// An exception takes 256 bytes of the interrupted stack: pc 0, ps 4, sar 8, a0 16, a2-a15 at 20-72,
// cause 76, excvaddr 80. Interrupts go on to the ROM's dispatcher, which uses the same frame.

#define FRAME_SIZE 256
#define HANDLER_SIZE 80
#define PS_UM_ALL_MASKED 0x2F

    .section .vectors, "ax"
    .literal_position
    .org 0x00
    .word 0
    .global app_entry
    .type app_entry, @function
app_entry:
    j       start
    .org 0x10
    j       vector_debug
    .org 0x20
    j       vector_nmi
    .org 0x30
    j       vector_exception
    .org 0x50
    .global user_exception_vector
user_exception_vector:
    j       vector_exception
    .org 0x70
    j       vector_double
    .org 0x80

    .section .iram.text, "ax"
    .literal_position
    .align 4

    .type start, @function
start:
    movi    a2, 0
    wsr     a2, intenable
    movi    a2, 0x40100000
    wsr     a2, vecbase
    movi    a2, 0x20
    wsr     a2, ps
    rsync
    movi    a1, 0x3FFFFFB0
    movi    a2, _bss_start
    movi    a3, _bss_end
    movi    a4, 0
1:  bgeu    a2, a3, 2f
    s32i    a4, a2, 0
    addi    a2, a2, 4
    j       1b
2:  movi    a0, 0
    movi    a2, core_start
    callx0  a2
    ill

    .align 4
    .type vector_exception, @function
vector_exception:
    wsr     a0, excsave1
    addmi   a1, a1, -FRAME_SIZE
    s32i    a2, a1, 20
    s32i    a3, a1, 24
    s32i    a4, a1, 28
    rsr     a2, exccause
    bnei    a2, 4, core_exception_entry
    movi    a3, 0x3FFFC000
    addx4   a2, a2, a3
    l32i    a2, a2, 0
    jx      a2

    .align 4
    .global core_exception_entry
    .type core_exception_entry, @function
core_exception_entry:
    rsr     a0, epc1
    s32i    a0, a1, 0
    rsr     a0, ps
    s32i    a0, a1, 4
    rsr     a0, sar
    s32i    a0, a1, 8
    rsr     a0, excsave1
    s32i    a0, a1, 16
    s32i    a5, a1, 32
    s32i    a6, a1, 36
    s32i    a7, a1, 40
    s32i    a8, a1, 44
    s32i    a9, a1, 48
    s32i    a10, a1, 52
    s32i    a11, a1, 56
    s32i    a12, a1, 60
    s32i    a13, a1, 64
    s32i    a14, a1, 68
    s32i    a15, a1, 72
    rsr     a0, exccause
    s32i    a0, a1, 76
    rsr     a0, excvaddr
    s32i    a0, a1, 80
    // Constants of the handler lie in mapped flash: it must be able to take a narrow-load exception itself.
    movi    a0, PS_UM_ALL_MASKED
    wsr     a0, ps
    rsync
    mov     a2, a1
    addi    a1, a1, -HANDLER_SIZE
    mov     a3, a1
    movi    a0, core_exception
    callx0  a0
    addi    a1, a1, HANDLER_SIZE
    l32i    a0, a1, 4
    wsr     a0, ps
    rsync
    l32i    a0, a1, 0
    wsr     a0, epc1
    l32i    a0, a1, 8
    wsr     a0, sar
    l32i    a2, a1, 20
    l32i    a3, a1, 24
    l32i    a4, a1, 28
    l32i    a5, a1, 32
    l32i    a6, a1, 36
    l32i    a7, a1, 40
    l32i    a8, a1, 44
    l32i    a9, a1, 48
    l32i    a10, a1, 52
    l32i    a11, a1, 56
    l32i    a12, a1, 60
    l32i    a13, a1, 64
    l32i    a14, a1, 68
    l32i    a15, a1, 72
    l32i    a0, a1, 16
    addmi   a1, a1, FRAME_SIZE
    rfe

// A second exception before a handler could save its state, as with a stack pointer gone astray: told from
// a fresh stack, DEPC says where. What was on the system stack is lost.
    .align 4
    .type vector_double, @function
vector_double:
    wsr     a0, excsave1
    movi    a1, 0x3FFFFFB0 - FRAME_SIZE
    s32i    a2, a1, 20
    s32i    a3, a1, 24
    s32i    a4, a1, 28
    j       core_exception_entry

// Neither is used by this core.
vector_debug:
vector_nmi:
    movi    a0, software_reset
    callx0  a0
1:  j       1b
