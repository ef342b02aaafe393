/* Registers of the virtual network interface (firmware/README.md, "Network interface"). */
#ifndef RADIO_NIC_H
#define RADIO_NIC_H

#include "rom.h"

#define NIC(offset) REG(0x60002000 + (offset))
#define NIC_ID NIC(0x00)
#define NIC_ID_VALUE 0x45535031u
#define NIC_CONTROL NIC(0x04)
#define NIC_CONTROL_STATION BIT(0)
#define NIC_CONTROL_AP BIT(1)
#define NIC_INT_STATUS NIC(0x08)
#define NIC_INT_ENABLE NIC(0x0C)
#define NIC_INT_CLEAR NIC(0x10)
#define NIC_INT_RECEIVED BIT(0)
#define NIC_INT_LINK BIT(1)
#define NIC_INT_CLIENTS BIT(2)
#define NIC_INT_ALL (NIC_INT_RECEIVED | NIC_INT_LINK | NIC_INT_CLIENTS)
#define NIC_STA_SSID NIC(0x14)
#define NIC_STA_PASS NIC(0x18)
#define NIC_STA_COMMAND NIC(0x1C)
#define NIC_STA_STATUS NIC(0x20)
#define NIC_STA_RSSI NIC(0x24)
#define NIC_STA_BSSID 0x4C
#define NIC_AP_SSID NIC(0x30)
#define NIC_AP_PASS NIC(0x34)
#define NIC_AP_COMMAND NIC(0x38)
#define NIC_AP_STATIONS NIC(0x3C)
#define NIC_AP_MAC 0x40
#define NIC_TX_ADDRESS NIC(0x54)
#define NIC_TX_LENGTH NIC(0x58)
#define NIC_TX_COMMAND NIC(0x5C)
#define NIC_RX_ADDRESS NIC(0x60)
#define NIC_RX_CAPACITY NIC(0x64)
#define NIC_RX_LENGTH NIC(0x68)
#define NIC_RX_INTERFACE NIC(0x6C)
#define NIC_RX_COMMAND NIC(0x70)
#define NIC_AP_CLIENT 0x74
#define NIC_SCAN_COUNT NIC(0x7C)
#define NIC_SCAN_SELECT NIC(0x80)
#define NIC_SCAN_BSSID 0x84
#define NIC_SCAN_CHANNEL NIC(0x8C)
#define NIC_SCAN_RSSI NIC(0x90)
#define NIC_SCAN_PROTECTED NIC(0x94)
#define NIC_SCAN_SSID NIC(0x98)
#define NIC_SCAN_COMMAND NIC(0x9C)
#define NIC_TX_APPEND NIC(0xA0)

#define NIC_START 1 /* of the station, the soft AP, the copies of a scanned name and of a piece of a frame */
#define NIC_STOP 2
#define NIC_SEEK 3 /* of the station: says whom it looks for */
#define NIC_SEEK 3 /* of the station: says whom it looks for */
#define NIC_RX_TAKE 1
#define NIC_RX_DROP 2

enum nic_interface { NIC_STATION = 0, NIC_SOFT_AP = 1 };

enum nic_station_status {
    NIC_IDLE = 0,
    NIC_CONNECTING = 1,
    NIC_WRONG_PASSWORD = 2,
    NIC_NO_AP_FOUND = 3,
    NIC_LINK_LOST = 4,
    NIC_ASSOCIATED = 5,
};

#define MAC_BYTES 6

/* A MAC address from two registers that hold it in memory order. */
static inline void nic_read_mac(uint32_t offset, uint8_t mac[MAC_BYTES])
{
    uint32_t low = NIC(offset);
    uint32_t high = NIC(offset + 4);
    for (int i = 0; i < MAC_BYTES; i++) {
        mac[i] = i < 4 ? low >> (8 * i) : high >> (8 * (i - 4));
    }
}

#endif
