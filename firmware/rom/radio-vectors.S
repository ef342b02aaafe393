/*
 * Where redirected functions of the SDK arrive: one jump every four bytes, in the order of the
 * entries in radio.h. The linker script places it behind the data image.
 */
    .section .radio_vectors, "ax"
    .macro entry function
    .align  4
    j       \function
    .endm

    .begin no-transform
    entry   radio_return_zero
    entry   radio_start
    entry   radio_send_packet
    entry   radio_send_frame
    entry   radio_receive_policy
    entry   radio_beacon_interval
    entry   radio_signal_strength
    entry   radio_analog_input
    entry   radio_supply_voltage
    entry   radio_analog_samples
    .end no-transform
