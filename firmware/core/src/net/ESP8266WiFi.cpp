#include "ESP8266WiFi.h"
#include <stdio.h>
#include "core.h"
#include "lwip/dns.h"
#include "network.h"

ESP8266WiFiClass WiFi;

namespace {

char host_name[33];

// One look-up at a time; the number tells a late answer from the one waited for.
struct {
    uint32_t number;
    bool done;
    uint32_t address;
} lookup;

void onLookup(const char *, const ip_addr_t *address, void *arg) {
    if (reinterpret_cast<uint32_t>(arg) == lookup.number) {
        lookup.address = address ? ip_addr_get_ip4_u32(address) : 0;
        lookup.done = true;
        esp_schedule();
    }
}

String hexMac(const uint8_t *mac) {
    char text[18];
    snprintf(text, sizeof text, "%02X:%02X:%02X:%02X:%02X:%02X", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    return text;
}

}

WiFiMode_t ESP8266WiFiClass::getMode() { return static_cast<WiFiMode_t>(NIC_CONTROL & 3); }

bool ESP8266WiFiClass::mode(WiFiMode_t mode) {
    if (!(mode & WIFI_STA)) {
        station_disconnect();
    }
    if (!(mode & WIFI_AP)) {
        access_point_stop();
    }
    NIC_CONTROL = mode;
    return true;
}

wl_status_t ESP8266WiFiClass::begin(const char *ssid, const char *password, int32_t, const uint8_t *, bool connect) {
    if (!ssid || !*ssid) {
        return WL_CONNECT_FAILED;
    }
    if (!host_name[0]) {
        snprintf(host_name, sizeof host_name, "ESP-%06X", static_cast<unsigned>(ESP.getChipId()));
    }
    netif_set_hostname(network_interface(NIC_STATION), host_name);
    if (connect && !station_connect(ssid, password)) {
        return WL_CONNECT_FAILED;
    }
    return status();
}

bool ESP8266WiFiClass::config(IPAddress local, IPAddress gateway, IPAddress subnet, IPAddress dns1, IPAddress dns2) {
    station_addresses(local.v4(), gateway.v4(), subnet.v4());
    const IPAddress servers[] = {dns1, dns2};
    for (int i = 0; i < 2; i++) {
        ip_addr_t address = IPADDR4_INIT(servers[i].v4());
        dns_setserver(i, &address);
    }
    return true;
}

bool ESP8266WiFiClass::disconnect(bool wifi_off) {
    station_disconnect();
    if (wifi_off) {
        NIC_CONTROL &= ~NIC_CONTROL_STATION;
    }
    return true;
}

bool ESP8266WiFiClass::reconnect() { return station_reconnect(); }

wl_status_t ESP8266WiFiClass::status() {
    switch (station_status()) {
    case NIC_ASSOCIATED:
        return localIP().isSet() ? WL_CONNECTED : WL_DISCONNECTED;
    case NIC_WRONG_PASSWORD:
        return WL_WRONG_PASSWORD;
    case NIC_NO_AP_FOUND:
        return WL_NO_SSID_AVAIL;
    case NIC_FAILED:
        return WL_CONNECT_FAILED;
    case NIC_IDLE:
        return WL_IDLE_STATUS;
    default:
        return WL_DISCONNECTED;
    }
}

int8_t ESP8266WiFiClass::waitForConnectResult(unsigned long timeout_ms) {
    unsigned long start = millis();
    while (millis() - start < timeout_ms && (status() == WL_DISCONNECTED || status() == WL_IDLE_STATUS)) {
        delay(100);
    }
    return status();
}

IPAddress ESP8266WiFiClass::localIP() { return IPAddress(netif_ip4_addr(network_interface(NIC_STATION))->addr); }
IPAddress ESP8266WiFiClass::subnetMask() { return IPAddress(netif_ip4_netmask(network_interface(NIC_STATION))->addr); }
IPAddress ESP8266WiFiClass::gatewayIP() { return IPAddress(netif_ip4_gw(network_interface(NIC_STATION))->addr); }
IPAddress ESP8266WiFiClass::dnsIP(uint8_t number) { return IPAddress(ip_addr_get_ip4_u32(dns_getserver(number))); }
String ESP8266WiFiClass::SSID() const { return station_ssid(); }
String ESP8266WiFiClass::psk() const { return station_password(); }
int32_t ESP8266WiFiClass::RSSI() { return status() == WL_CONNECTED ? static_cast<int32_t>(NIC_STA_RSSI) : 31; }
int32_t ESP8266WiFiClass::channel() { return NIC_STA_CHANNEL; }

String ESP8266WiFiClass::BSSIDstr() {
    uint32_t low = NIC_STA_BSSID_LOW, high = NIC_STA_BSSID_HIGH;
    uint8_t mac[6];
    memcpy(mac, &low, 4);
    memcpy(mac + 4, &high, 2);
    return hexMac(mac);
}

uint8_t *ESP8266WiFiClass::macAddress(uint8_t *mac) {
    network_mac(NIC_STATION, mac);
    return mac;
}

String ESP8266WiFiClass::macAddress() {
    uint8_t mac[6];
    return hexMac(macAddress(mac));
}

bool ESP8266WiFiClass::hostname(const char *name) {
    if (!name || strlen(name) >= sizeof host_name) {
        return false;
    }
    strcpy(host_name, name);
    return true;
}

String ESP8266WiFiClass::hostname() { return host_name; }

bool ESP8266WiFiClass::setAutoReconnect(bool on) {
    station_retries(on);
    return true;
}

bool ESP8266WiFiClass::getAutoReconnect() { return station_retries_on(); }

bool ESP8266WiFiClass::softAP(const char *ssid, const char *password, int, int, int) {
    return ssid && *ssid && access_point_start(ssid, password);
}

bool ESP8266WiFiClass::softAPConfig(IPAddress local, IPAddress gateway, IPAddress subnet) {
    access_point_addresses(local.v4(), gateway.v4(), subnet.v4());
    return true;
}

bool ESP8266WiFiClass::softAPdisconnect(bool wifi_off) {
    access_point_stop();
    if (wifi_off) {
        NIC_CONTROL &= ~NIC_CONTROL_AP;
    }
    return true;
}

IPAddress ESP8266WiFiClass::softAPIP() { return IPAddress(netif_ip4_addr(network_interface(NIC_AP))->addr); }

uint8_t *ESP8266WiFiClass::softAPmacAddress(uint8_t *mac) {
    network_mac(NIC_AP, mac);
    return mac;
}

String ESP8266WiFiClass::softAPmacAddress() {
    uint8_t mac[6];
    return hexMac(softAPmacAddress(mac));
}

String ESP8266WiFiClass::softAPSSID() const { return access_point_ssid(); }
uint8_t ESP8266WiFiClass::softAPgetStationNum() { return NIC_AP_STATIONS; }

int ESP8266WiFiClass::hostByName(const char *host, IPAddress &result, uint32_t timeout_ms) {
    if (result.fromString(host)) {
        return 1;
    }
    lookup.number++;
    lookup.done = false;
    ip_addr_t address;
    err_t error = dns_gethostbyname(host, &address, onLookup, reinterpret_cast<void *>(lookup.number));
    if (error == ERR_OK) {
        result = IPAddress(ip_addr_get_ip4_u32(&address));
        return 1;
    }
    if (error != ERR_INPROGRESS) {
        return 0;
    }
    unsigned long start = millis();
    while (!lookup.done && millis() - start < timeout_ms) {
        sketch_wait(timeout_ms - (millis() - start));
    }
    if (!lookup.done || !lookup.address) {
        lookup.number++;
        return 0;
    }
    result = IPAddress(lookup.address);
    return 1;
}

extern "C" bool wifi_get_macaddr(uint8 interface, uint8 *mac) {
    network_mac(interface, mac);
    return true;
}

extern "C" uint8 wifi_get_opmode() { return NIC_CONTROL & 3; }
extern "C" uint8 wifi_softap_get_station_num() { return NIC_AP_STATIONS; }

extern "C" bool wifi_get_ip_info(uint8 interface, struct ip_info *info) {
    struct netif *netif = network_interface(interface);
    info->ip.addr = netif_ip4_addr(netif)->addr;
    info->netmask.addr = netif_ip4_netmask(netif)->addr;
    info->gw.addr = netif_ip4_gw(netif)->addr;
    return true;
}
