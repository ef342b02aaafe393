// Switching between the system stack and the sketch's stack.
// struct cont_saved (cont.h): 0 sp of the suspended sketch, 4 sp of the system.

    .section .iram.text, "ax"
    .literal_position

    .macro save_callee_saved
    addi    a1, a1, -32
    s32i    a0, a1, 0
    s32i    a12, a1, 4
    s32i    a13, a1, 8
    s32i    a14, a1, 12
    s32i    a15, a1, 16
    .endm

    .macro restore_callee_saved
    l32i    a0, a1, 0
    l32i    a12, a1, 4
    l32i    a13, a1, 8
    l32i    a14, a1, 12
    l32i    a15, a1, 16
    addi    a1, a1, 32
    .endm

// void cont_run(struct cont_saved *saved, void (*function)(void), void *stack_end)
    .align 4
    .global cont_run
    .type cont_run, @function
cont_run:
    save_callee_saved
    s32i    a1, a2, 4
    l32i    a5, a2, 0
    beqz    a5, 1f
    movi    a6, 0
    s32i    a6, a2, 0
    mov     a1, a5
    restore_callee_saved
    ret
1:  mov     a1, a4
    mov     a12, a2
    callx0  a3
    l32i    a1, a12, 4
    restore_callee_saved
    ret

// void cont_yield(struct cont_saved *saved): back to the system until the next cont_run.
    .align 4
    .global cont_yield
    .type cont_yield, @function
cont_yield:
    save_callee_saved
    s32i    a1, a2, 0
    l32i    a1, a2, 4
    restore_callee_saved
    ret

// uint32_t stack_call(function, a, b, c, stack_end): runs function(a, b, c) on another stack.
// The caller's sp is kept at the new stack's end, where the post-mortem finds it.
    .align 4
    .global stack_call
    .type stack_call, @function
stack_call:
    save_callee_saved
    mov     a12, a1
    mov     a7, a2
    mov     a2, a3
    mov     a3, a4
    mov     a4, a5
    addi    a1, a6, -16
    s32i    a12, a1, 0
    callx0  a7
    mov     a1, a12
    restore_callee_saved
    ret
