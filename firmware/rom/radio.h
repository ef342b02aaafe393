/*
 * The radio's driver in the mask ROM: what the emulator and the driver agree on.
 *
 * Java (dev.espalier.emulator.vendor) reads both lists from this file: the entries, reached through
 * a table of jumps, one every four bytes from RADIO_VECTORS; and the words of the symbol window, which
 * an SDK's table fills with addresses of guest functions and with structure offsets.
 */
#ifndef RADIO_H
#define RADIO_H

#define RADIO_VECTORS 0x4000FE40

/* Driver entries: what a redirected function of the SDK becomes. */
#define RADIO_ENTRY_RETURN_ZERO 0      /* anything of the physical layer */
#define RADIO_ENTRY_START 1            /* runs once, early in the SDK's start: sets the driver up */
#define RADIO_ENTRY_SEND_PACKET 2      /* (netif, pbuf): an Ethernet II packet from lwIP */
#define RADIO_ENTRY_SEND_FRAME 3       /* (buffer): a finished 802.11 frame to the lower MAC */
#define RADIO_ENTRY_RECEIVE_POLICY 4   /* (policy, interface, address): what the MAC lets through */
#define RADIO_ENTRY_BEACON_INTERVAL 5  /* gives the milliseconds to the soft AP's next beacon */
#define RADIO_ENTRY_SIGNAL_STRENGTH 6  /* gives dBm of the access point, 31 when there is none */
#define RADIO_ENTRY_ANALOG_INPUT 7     /* gives the pin's voltage, 0 to 1023, or 65535 when VDD33 is measured instead */
#define RADIO_ENTRY_SUPPLY_VOLTAGE 8   /* gives VDD33 in 1/1024 V */
#define RADIO_ENTRY_ANALOG_SAMPLES 9   /* (to, count, divider): fills with readings, 0 to 1023 */
#define RADIO_ENTRIES 10

/* Words of the symbol window at RADIO_WINDOW. */
#define RADIO_WINDOW 0x60002400
#define RADIO_MAGIC 0x45535653

#define RADIO_WORD_MAGIC 0
/* Guest functions and variables. */
#define RADIO_WORD_G_IC 1
#define RADIO_WORD_STA_INPUT 2
#define RADIO_WORD_HOSTAP_INPUT 3
#define RADIO_WORD_PBUF_ALLOC 4
#define RADIO_WORD_PBUF_FREE 5
#define RADIO_WORD_LWIP_GETIF 6
#define RADIO_WORD_AUTH_DONE 7
#define RADIO_WORD_ENQUEUE_TX_DONE 8
#define RADIO_WORD_PP_POST 9
#define RADIO_WORD_CURRENT_CHANNEL 10
#define RADIO_WORD_STATION_CONFIG 11
#define RADIO_WORD_SOFT_AP_CONFIG 12
#define RADIO_WORD_TIMER_DISARM 13
#define RADIO_WORD_TIMER_ARM 14
#define RADIO_WORD_NODE_SEARCH 15
/* Offsets in the SDK's structures, bytes. */
#define RADIO_WORD_IC_STATION 16           /* g_ic: pointer to the station's interface record */
#define RADIO_WORD_IC_SOFT_AP 17           /* g_ic: pointer to the soft AP's */
#define RADIO_WORD_VIF_BEACON_TIMER 18     /* interface record: timer of lost beacons */
#define RADIO_WORD_VIF_STATE 19            /* interface record: 0 initial, 2 authenticating, 3 associating, 5 running */
#define RADIO_WORD_VIF_NODE 20             /* interface record: pointer to the peer's node record */
#define RADIO_WORD_VIF_SOFT_AP 21          /* interface record: byte, not 0 for the soft AP */
#define RADIO_WORD_NODE_FLAGS 22           /* node record: bit 0, data may flow */
#define RADIO_WORD_NODE_HANDSHAKE 23       /* node record: byte, 1 while the key handshake is awaited */
#define RADIO_WORD_BUFFER_DESCRIPTOR 24    /* frame buffer: pointer to its DMA descriptor */
#define RADIO_WORD_BUFFER_FRAME 25         /* frame buffer: pointer to the frame; on reception, to its status */
#define RADIO_WORD_BUFFER_HEADER_BYTES 26  /* frame buffer: length of the header, 16 bits */
#define RADIO_WORD_BUFFER_BODY_BYTES 27    /* frame buffer: length of the rest, 16 bits */
#define RADIO_WORD_BUFFER_CONTROL 28       /* frame buffer: pointer to its control record */
#define RADIO_WORD_CONTROL_CHANNEL 29      /* control record, reception: pointer to the channel record */
#define RADIO_WORD_CONTROL_STATUS 30       /* control record, transmission: byte, 1 is acknowledged */
#define RADIO_WORD_CHANNEL_NUMBER 31       /* channel record: byte, 1 to 14 */
#define RADIO_WORD_NETIF_INPUT 32          /* lwIP's interface: function (pbuf, netif) */
#define RADIO_WORD_NETIF_STATE 33          /* lwIP's interface: pointer to the interface record */
/* The physical layer's. */
#define RADIO_WORD_PHY_FUNCTIONS 34        /* variable: pointer to the ROM's table */
#define RADIO_WORD_PHY_TAKE_SETTINGS 35    /* function (settings): keeps the settings of the image's init data */
#define RADIO_WORD_PHY_SETTINGS 36         /* variable: what it keeps */
#define RADIO_WORD_SETTINGS_ANALOG 37      /* offset there: byte, 255 when VDD33 is measured instead of the pin */
#define RADIO_WORDS 38

#endif
