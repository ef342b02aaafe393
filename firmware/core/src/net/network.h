// The network task and its two interfaces.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "lwip/ip_addr.h"
#include "lwip/netif.h"
#include "nic.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SSID_SIZE 33
#define PASSWORD_SIZE 65

void network_start(void);
// Runs the network task soon; from any context.
void network_wake(void);
struct netif *network_interface(int number);
void network_mac(int number, uint8_t mac[6]);

// Copies both texts; false when one is too long.
bool station_connect(const char *ssid, const char *password);
void station_disconnect(void);
bool station_reconnect(void);
// All zero: DHCP.
void station_addresses(uint32_t ip, uint32_t gateway, uint32_t mask);
// The last outcome; NIC_CONNECTING only before the first one.
enum nic_station_status station_status(void);
void station_retries(bool on);
bool station_retries_on(void);
const char *station_ssid(void);
const char *station_password(void);

bool access_point_start(const char *ssid, const char *password);
void access_point_stop(void);
void access_point_addresses(uint32_t ip, uint32_t gateway, uint32_t mask);
const char *access_point_ssid(void);

void dhcp_server_start(struct netif *netif);
void dhcp_server_stop(void);

struct tcp_pcb;
// Ends a connection that nobody looks after any more. The peer may still bring the rest of a request;
// refusing it would reset the connection, and the peer could lose our answer. So what comes is swallowed
// until the peer ends too, or for two seconds.
void tcp_end_gently(struct tcp_pcb *pcb);

// Closes what espconn_disconnect asked for; called by the network task.
void espconn_service(void);

#ifdef __cplusplus
}
#endif
