// lwIP tuned for data RAM of 80 KB: no pools, everything from the core's heap; sizes as the ESP8266
// Arduino core's "lower memory" variant has them.
#pragma once

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_SOCKET 0
#define LWIP_NETCONN 0
#define LWIP_NOASSERT 1
#define LWIP_STATS 0

#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT 4
#define ETH_PAD_SIZE 2

#define LWIP_IPV4 1
#define LWIP_IPV6 0
#define LWIP_ARP 1
#define ARP_TABLE_SIZE 6
#define ARP_QUEUEING 0
#define IP_FORWARD 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define LWIP_ICMP 1
#define LWIP_RAW 0
#define LWIP_UDP 1
#define LWIP_TCP 1
#define LWIP_DNS 1
#define DNS_TABLE_SIZE 2
#define DNS_MAX_NAME_LENGTH 128
#define LWIP_DHCP 1
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define DHCP_DOES_ARP_CHECK 0
#define LWIP_NETIF_HOSTNAME 1
#define LWIP_SINGLE_NETIF 0

#define TCP_MSS 536
#define TCP_WND (4 * TCP_MSS)
#define TCP_SND_BUF (2 * TCP_MSS)
#define TCP_SND_QUEUELEN 8
#define MEMP_NUM_TCP_SEG TCP_SND_QUEUELEN
#define TCP_QUEUE_OOSEQ 1
#define TCP_OOSEQ_MAX_PBUFS 4
#define TCP_LISTEN_BACKLOG 1
#define LWIP_TCP_KEEPALIVE 1
// A closed connection's memory is given back after 2 * TCP_MSL.
#define TCP_MSL 1000

#define LWIP_CHECKSUM_ON_COPY 0
#define SNTP_SERVER_DNS 1
#define SNTP_MAX_SERVERS 3
#define SNTP_STARTUP_DELAY 0
#define SNTP_RETRY_TIMEOUT 3000
#define SNTP_RETRY_TIMEOUT_MAX 60000
#define SNTP_UPDATE_DELAY 3600000
#define SNTP_SET_SYSTEM_TIME_US(sec, us) wall_clock_set((sec), (us))
