/*
 * Exception and interrupt dispatch.
 *
 * A vector (the ROM's, or the one an application installs with VECBASE) lowers a1 by one frame,
 * saves a2 to a4 in it and jumps through the exception table; a0 and a5 to a15 are still live.
 */
#include "frame.h"

#define EXCEPTION_TABLE 0x3FFFC000
#define C_HANDLER_TABLE 0x3FFFC100
/* Indexed by the number of leading zeros of a pending bit: interrupt 0 is entry 31. */
#define INTERRUPT_TABLE_BY_NSAU 0x3FFFC180

    .macro save_interrupted
    s32i    a0, a1, FRAME_A0
    s32i    a5, a1, FRAME_A(5)
    s32i    a6, a1, FRAME_A(6)
    s32i    a7, a1, FRAME_A(7)
    s32i    a8, a1, FRAME_A(8)
    s32i    a9, a1, FRAME_A(9)
    s32i    a10, a1, FRAME_A(10)
    s32i    a11, a1, FRAME_A(11)
    s32i    a12, a1, FRAME_A(12)
    s32i    a13, a1, FRAME_A(13)
    s32i    a14, a1, FRAME_A(14)
    s32i    a15, a1, FRAME_A(15)
    rsr     a2, epc1
    rsr     a3, ps
    rsr     a4, sar
    s32i    a2, a1, FRAME_PC
    s32i    a3, a1, FRAME_PS
    s32i    a4, a1, FRAME_SAR
    rsr     a3, exccause
    s32i    a3, a1, FRAME_CAUSE
    .endm

/*
 * Level-1 interrupts: highest number first, until none is pending and enabled. Handlers return to
 * 0x4000050C, which is how people recognise an interrupt in a stack dump.
 */
    .section .text._xtos_l1int_handler, "ax"
    .align  4
    .global _xtos_l1int_handler
    .type   _xtos_l1int_handler, @function
_xtos_l1int_handler:
    save_interrupted
    movi    a2, PS_HANDLER
    wsr     a2, ps
    rsync
.Lnext_interrupt:
    rsr     a2, interrupt
    rsr     a3, intenable
    and     a2, a2, a3
    s32i    a2, a1, FRAME_PENDING
    beqz    a2, .Linterrupts_done
    nsau    a3, a2
    movi.n  a4, 1
    slli    a4, a4, 31
    ssr     a3
    srl     a4, a4
    wsr     a4, intclear
    movi    a5, INTERRUPT_TABLE_BY_NSAU
    addx8   a5, a3, a5
    l32i.n  a4, a5, 0
    l32i.n  a2, a5, 4
    mov.n   a3, a1
    j       .Lcall_handler
.Linterrupts_done:
    j       _xtos_return_from_exc
    .org    0x7d
.Lcall_handler:
    callx0  a4
    j       .Lnext_interrupt

/* void run_task(event, function): tasks return to 0x40000F49, the end of many a stack dump. */
    .section .at.40000f40.run_task, "ax"
    .begin no-transform
    .global run_task
    .type   run_task, @function
run_task:
    addi    a1, a1, -16
    s32i    a0, a1, 0
    callx0  a3
    l32i.n  a0, a1, 0
    addi    a1, a1, 16
    ret.n
    .end no-transform

/* void wait_for_task(void): an interrupt that comes while no task is pending finds the core at 0x40000F68,
   so that is EPC1 in frames of the idle chip and in its reset record after a hardware watchdog. */
    .section .at.40000f60.wait_for_task, "ax"
    .begin no-transform
    .global wait_for_task
    .type   wait_for_task, @function
wait_for_task:
    memw
    nop.n
    waiti   0
    ret.n
    .end no-transform

/* Calls the C handler of the cause: handler(frame, cause). */
    .section .text._xtos_c_wrapper_handler, "ax"
    .align  4
    .global _xtos_c_wrapper_handler
    .type   _xtos_c_wrapper_handler, @function
_xtos_c_wrapper_handler:
    save_interrupted
    movi    a2, PS_HANDLER
    wsr     a2, ps
    rsync
    movi    a4, C_HANDLER_TABLE
    addx4   a4, a3, a4
    l32i.n  a4, a4, 0
    mov.n   a2, a1
    callx0  a4
    j       _xtos_return_from_exc

/* Restores everything from the frame at a1 and resumes. The saved PS still has EXCM set. */
    .section .text._xtos_return_from_exc, "ax"
    .align  4
    .global _xtos_return_from_exc
    .type   _xtos_return_from_exc, @function
_xtos_return_from_exc:
    l32i.n  a2, a1, FRAME_PS
    l32i.n  a3, a1, FRAME_SAR
    wsr     a2, ps
    rsync
    l32i.n  a2, a1, FRAME_PC
    wsr     a3, sar
    wsr     a2, epc1
    l32i    a0, a1, FRAME_A0
    l32i    a2, a1, FRAME_A(2)
    l32i    a3, a1, FRAME_A(3)
    l32i    a4, a1, FRAME_A(4)
    l32i    a5, a1, FRAME_A(5)
    l32i    a6, a1, FRAME_A(6)
    l32i    a7, a1, FRAME_A(7)
    l32i    a8, a1, FRAME_A(8)
    l32i    a9, a1, FRAME_A(9)
    l32i    a10, a1, FRAME_A(10)
    l32i    a11, a1, FRAME_A(11)
    l32i    a12, a1, FRAME_A(12)
    l32i    a13, a1, FRAME_A(13)
    l32i    a14, a1, FRAME_A(14)
    l32i    a15, a1, FRAME_A(15)
    addmi   a1, a1, FRAME_SIZE
    rsync
    rfe

/* SYSCALL: skips the instruction. Nothing in the ROM offers services by it. */
    .section .text._xtos_syscall_handler, "ax"
    .align  4
    .global _xtos_syscall_handler
    .type   _xtos_syscall_handler, @function
_xtos_syscall_handler:
    rsr     a2, epc1
    addi.n  a2, a2, 3
    wsr     a2, epc1
    l32i.n  a2, a1, FRAME_A(2)
    addmi   a1, a1, FRAME_SIZE
    rsync
    rfe

    .section .text._xtos_alloca_handler, "ax"
    .align  4
    .global _xtos_alloca_handler
    .type   _xtos_alloca_handler, @function
_xtos_alloca_handler:
    rfe

    .section .text._xtos_cause3_handler, "ax"
    .align  4
    .global _xtos_cause3_handler
    .type   _xtos_cause3_handler, @function
_xtos_cause3_handler:
    j       _xtos_c_wrapper_handler

/* Does nothing: the C handler of a cause that nobody asked for. */
    .section .text._xtos_p_none, "ax"
    .align  4
    .global _xtos_p_none
    .type   _xtos_p_none, @function
_xtos_p_none:
    ret

    .section .text._xtos_unhandled_interrupt, "ax"
    .align  4
    .global _xtos_unhandled_interrupt
    .type   _xtos_unhandled_interrupt, @function
_xtos_unhandled_interrupt:
    ret

/* Stops for good, as the chip does without a debugger: only a reset ends it. */
    .section .text._xtos_unhandled_exception, "ax"
    .align  4
    .global _xtos_unhandled_exception
    .type   _xtos_unhandled_exception, @function
_xtos_unhandled_exception:
    j       _xtos_unhandled_exception

/* a2 = new PS.INTLEVEL, at least (or exactly, second function); gives the old PS. */
    .section .text._xtos_set_intlevel, "ax"
    .align  4
    .global _xtos_set_intlevel
    .type   _xtos_set_intlevel, @function
_xtos_set_intlevel:
    rsr     a3, ps
    srli    a4, a3, 4
    slli    a4, a4, 4
    or      a4, a4, a2
    wsr     a4, ps
    rsync
    mov.n   a2, a3
    ret.n

    .section .text._xtos_set_min_intlevel, "ax"
    .align  4
    .global _xtos_set_min_intlevel
    .type   _xtos_set_min_intlevel, @function
_xtos_set_min_intlevel:
    rsr     a3, ps
    extui   a4, a3, 0, 4
    bgeu    a4, a2, 1f
    sub     a4, a2, a4
    add.n   a4, a3, a4
    wsr     a4, ps
    rsync
1:  mov.n   a2, a3
    ret.n

    .section .text._xtos_restore_intlevel, "ax"
    .align  4
    .global _xtos_restore_intlevel
    .type   _xtos_restore_intlevel, @function
_xtos_restore_intlevel:
    wsr     a2, ps
    ret.n

/* Virtual priorities do not exist on this core: INTENABLE alone decides. */
    .section .text._xtos_set_vpri, "ax"
    .align  4
    .global _xtos_set_vpri
    .type   _xtos_set_vpri, @function
_xtos_set_vpri:
    movi.n  a2, -1
    ret.n

    .section .text._xtos_ints_on, "ax"
    .align  4
    .global _xtos_ints_on
    .type   _xtos_ints_on, @function
_xtos_ints_on:
    rsil    a5, 15
    rsr     a3, intenable
    or      a4, a3, a2
    wsr     a4, intenable
    wsr     a5, ps
    rsync
    mov.n   a2, a3
    ret.n

    .section .text._xtos_ints_off, "ax"
    .align  4
    .global _xtos_ints_off
    .type   _xtos_ints_off, @function
_xtos_ints_off:
    rsil    a5, 15
    rsr     a3, intenable
    or      a4, a3, a2
    xor     a4, a4, a2
    wsr     a4, intenable
    wsr     a5, ps
    rsync
    mov.n   a2, a3
    ret.n

    .section .text.ets_intr_lock, "ax"
    .align  4
    .global ets_intr_lock
    .type   ets_intr_lock, @function
ets_intr_lock:
    rsil    a2, 3
    ret.n

    .section .text.ets_intr_unlock, "ax"
    .align  4
    .global ets_intr_unlock
    .type   ets_intr_unlock, @function
ets_intr_unlock:
    rsil    a2, 0
    ret.n

    .macro read_register name, register
    .section .text.\name, "ax"
    .align  4
    .global \name
    .type   \name, @function
\name:
    rsr     a2, \register
    ret.n
    .endm

    .macro write_register name, register
    .section .text.\name, "ax"
    .align  4
    .global \name
    .type   \name, @function
\name:
    wsr     a2, \register
    esync
    ret.n
    .endm

    read_register xthal_get_ccount, ccount
    read_register xthal_get_interrupt, interrupt
    write_register xthal_set_intclear, intclear

    .section .text.xthal_set_ccompare, "ax"
    .align  4
    .global xthal_set_ccompare
    .type   xthal_set_ccompare, @function
xthal_set_ccompare:
    bnez    a2, 1f
    wsr     a3, ccompare0
    esync
1:  ret.n

    .section .text.xthal_get_ccompare, "ax"
    .align  4
    .global xthal_get_ccompare
    .type   xthal_get_ccompare, @function
xthal_get_ccompare:
    rsr     a2, ccompare0
    ret.n

/* The core has no register windows: nothing to spill. */
    .section .text.xthal_spill_registers_into_stack_nw, "ax"
    .align  4
    .global xthal_spill_registers_into_stack_nw
    .type   xthal_spill_registers_into_stack_nw, @function
xthal_spill_registers_into_stack_nw:
    movi.n  a2, 0
    ret.n

    .section .text.xthal_window_spill, "ax"
    .align  4
    .global xthal_window_spill
    .type   xthal_window_spill, @function
xthal_window_spill:
    ret.n
