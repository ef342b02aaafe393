/*
 * Drives the virtual network interface for firmware whose radio libraries are the vendor's own.
 *
 * The vendor's code runs unchanged down to its lower MAC: what it would send as an 802.11 frame is
 * answered here as the virtual access points and clients would, and the answers go in where received
 * frames do. Two things are cut short: packets of lwIP pass as Ethernet II between lwIP and the
 * interface, and the handshake for keys is skipped, as the interface has judged the passphrase.
 * Symbols and offsets come from the symbol window (radio.h), which an SDK's table fills.
 */
#include "radio-driver.h"
#include "phy.h"

#define TASK_PRIORITY 30 /* no task of the SDK's has it */
#define CHECK_SEQUENCE_BYTES 4
#define PP_SIGNAL_TX_DONE 4
#define TX_ACKNOWLEDGED 1
#define RSSI_BIAS 96 /* received strength counts from -96 dBm */
#define INUM_MAC 0
#define MAC_INT_STATUS REG(0x3FF20C20)

struct radio radio;
union air air;

void radio_wake(void)
{
    if (!radio.posted) {
        radio.posted = true;
        ets_post(TASK_PRIORITY, 0, 0);
    }
}

void *radio_interface(enum nic_interface number)
{
    void *ic = GUEST(G_IC);
    return number == NIC_STATION ? POINTER_AT(ic, IC_STATION) : POINTER_AT(ic, IC_SOFT_AP);
}

/* Hands the frame in air.frame to the guest as received on that interface. */
void radio_receive_frame(enum nic_interface number, uint32_t length, int rssi)
{
    static uint32_t descriptor[3], control[8], buffer[12];
    typedef void (*input_t)(void *vif, void *buffer, int strength, int noise);
    int strength = rssi + RSSI_BIAS;

    air.status[0] = (uint8_t)strength | (length + CHECK_SEQUENCE_BYTES) << 16;
    air.status[1] = air.status[2] = 0;
    descriptor[1] = (uint32_t)air.frame;
    memset(buffer, 0, sizeof buffer);
    memset(control, 0, sizeof control);
    POINTER_AT(buffer, BUFFER_DESCRIPTOR) = descriptor;
    POINTER_AT(buffer, BUFFER_FRAME) = air.status;
    POINTER_AT(buffer, BUFFER_CONTROL) = control;
    POINTER_AT(control, CONTROL_CHANNEL) = ((void *(*)(void))GUEST(CURRENT_CHANNEL))();
    input_t input = number == NIC_STATION ? GUEST(STA_INPUT) : GUEST(HOSTAP_INPUT);
    input(radio_interface(number), buffer, strength, 0);
}

/* The MAC interrupt is the interface's and the lower MAC's, whose timer drives the soft watchdog. */
static void on_interrupt(void *argument, void *frame)
{
    if (NIC_INT_STATUS & NIC_INT_ENABLE) {
        NIC_INT_ENABLE = 0;
        radio_wake();
    }
    if (MAC_INT_STATUS && radio.mac_handler) {
        radio.mac_handler(argument, frame);
    }
}

static void radio_task(event_t *event)
{
    (void)event;
    radio.posted = false;
    if (!radio.attached) {
        radio.attached = true;
        radio.mac_handler = _xtos_set_interrupt_handler_arg(INUM_MAC, on_interrupt, NULL);
        ets_isr_unmask(BIT(INUM_MAC));
    }
    uint32_t status = NIC_INT_STATUS;
    NIC_INT_CLEAR = status;
    soft_ap_restart();
    station_answer();
    if (status & NIC_INT_LINK) {
        station_link_changed();
    }
    soft_ap_follow_client();
    receive_packets();
    NIC_INT_ENABLE = NIC_INT_ALL;
}

int radio_return_zero(void)
{
    return 0;
}

/* As a reset of the chip leaves the interface: software that starts anew without one expects it so. */
static void reset_interface(void)
{
    NIC_INT_ENABLE = 0;
    NIC_CONTROL = 0;
    NIC_INT_CLEAR = NIC_INT_ALL;
    while (NIC_RX_LENGTH) {
        NIC_RX_COMMAND = NIC_RX_DROP;
    }
}

/*
 * What the physical layer's start does beside starting a radio: it brings the clocks to 80 MHz, and
 * leaves settings and the ROM's functions where the layer's other parts look for them (sleep, for one).
 */
int radio_start(const void *settings)
{
    ((void (*)(const void *))GUEST(PHY_TAKE_SETTINGS))(settings);
    memset(&radio, 0, sizeof radio);
    reset_interface();
    *(struct phy_functions **)GUEST(PHY_FUNCTIONS) = phy_functions;
    rom_i2c_writeReg(103, 4, 1, 0x88);
    rom_i2c_writeReg(103, 4, 2, 0x91);
    ets_task(radio_task, TASK_PRIORITY, radio.queue, QUEUE_LENGTH);
    radio_wake(); /* runs when the SDK's start is over and its interrupt handler attached */
    return 0;
}

/* The check sequence counts as part of a frame from here on, as it does in the lower MAC. */
static void add_check_sequence(void *buffer)
{
    uint32_t *descriptor = POINTER_AT(buffer, BUFFER_DESCRIPTOR);
    HALF_AT(buffer, BUFFER_BODY_BYTES) += CHECK_SEQUENCE_BYTES;
    uint32_t length = (*descriptor >> 12 & 0xFFF) + CHECK_SEQUENCE_BYTES;
    *descriptor = (*descriptor & 0xFF000FFF) | (length & 0xFFF) << 12;
}

/* A frame of the guest's: what follows from it comes later, its acknowledgement at once. */
int radio_send_frame(void *buffer)
{
    const uint8_t *frame = POINTER_AT(buffer, BUFFER_FRAME);
    if ((frame[0] & FRAME_TYPE_MASK) == FRAME_TYPE_MANAGEMENT) {
        if (same_mac(frame + FRAME_ADDRESS_2, radio.soft_ap)) {
            soft_ap_sent(frame);
        } else {
            station_sent(frame);
        }
    }
    add_check_sequence(buffer);
    BYTE_AT(POINTER_AT(buffer, BUFFER_CONTROL), CONTROL_STATUS) = TX_ACKNOWLEDGED;
    ((void (*)(void *))GUEST(ENQUEUE_TX_DONE))(buffer);
    ((int (*)(int))GUEST(PP_POST))(PP_SIGNAL_TX_DONE);
    return 0;
}
