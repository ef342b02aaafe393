// The virtual board's network interface: a device beyond the chip, driven only by this core.
#pragma once
#include "chip.h"

#define NIC(offset) REG32(0x60002000 + (offset))
#define NIC_ID NIC(0x00)
#define NIC_ID_VALUE 0x45535031u
#define NIC_CONTROL NIC(0x04)
#define NIC_CONTROL_STATION (1u << 0)
#define NIC_CONTROL_AP (1u << 1)
#define NIC_INT_STATUS NIC(0x08)
#define NIC_INT_ENABLE NIC(0x0C)
#define NIC_INT_CLEAR NIC(0x10)
#define NIC_INT_RX (1u << 0)
#define NIC_INT_LINK (1u << 1)
#define NIC_INT_STATIONS (1u << 2)
#define NIC_INT_ALL (NIC_INT_RX | NIC_INT_LINK | NIC_INT_STATIONS)
#define NIC_STA_SSID NIC(0x14)
#define NIC_STA_PASS NIC(0x18)
#define NIC_STA_COMMAND NIC(0x1C)
#define NIC_STA_CONNECT 1
#define NIC_STA_DISCONNECT 2
#define NIC_STA_STATUS NIC(0x20)
#define NIC_STA_RSSI NIC(0x24)
#define NIC_STA_MAC_LOW NIC(0x28)
#define NIC_STA_MAC_HIGH NIC(0x2C)
#define NIC_AP_SSID NIC(0x30)
#define NIC_AP_PASS NIC(0x34)
#define NIC_AP_COMMAND NIC(0x38)
#define NIC_AP_START 1
#define NIC_AP_STOP 2
#define NIC_AP_STATIONS NIC(0x3C)
#define NIC_AP_MAC_LOW NIC(0x40)
#define NIC_AP_MAC_HIGH NIC(0x44)
#define NIC_STA_CHANNEL NIC(0x48)
#define NIC_STA_BSSID_LOW NIC(0x4C)
#define NIC_STA_BSSID_HIGH NIC(0x50)
#define NIC_TX_ADDRESS NIC(0x54)
#define NIC_TX_LENGTH NIC(0x58)
#define NIC_TX_COMMAND NIC(0x5C)
#define NIC_RX_ADDRESS NIC(0x60)
#define NIC_RX_CAPACITY NIC(0x64)
#define NIC_RX_LENGTH NIC(0x68)
#define NIC_RX_INTERFACE NIC(0x6C)
#define NIC_RX_COMMAND NIC(0x70)
#define NIC_RX_TAKE 1
#define NIC_RX_DROP 2

// Interface numbers of TX_COMMAND and RX_INTERFACE.
enum { NIC_STATION = 0, NIC_AP = 1 };

enum nic_station_status {
    NIC_IDLE = 0,
    NIC_CONNECTING = 1,
    NIC_WRONG_PASSWORD = 2,
    NIC_NO_AP_FOUND = 3,
    NIC_FAILED = 4,
    NIC_ASSOCIATED = 5
};
