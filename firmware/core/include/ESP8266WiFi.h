// Station and soft access point over the virtual board's network interface.
#pragma once
#include "Arduino.h"
#include "IPAddress.h"
#include "WiFiClient.h"
#include "WiFiClientSecure.h"
#include "WiFiServer.h"

typedef enum { WIFI_OFF = 0, WIFI_STA = 1, WIFI_AP = 2, WIFI_AP_STA = 3 } WiFiMode_t;
typedef enum { WIFI_NONE_SLEEP = 0, WIFI_LIGHT_SLEEP = 1, WIFI_MODEM_SLEEP = 2 } WiFiSleepType_t;
typedef enum {
    WL_NO_SHIELD = 255,
    WL_IDLE_STATUS = 0,
    WL_NO_SSID_AVAIL = 1,
    WL_SCAN_COMPLETED = 2,
    WL_CONNECTED = 3,
    WL_CONNECT_FAILED = 4,
    WL_CONNECTION_LOST = 5,
    WL_WRONG_PASSWORD = 6,
    WL_DISCONNECTED = 7
} wl_status_t;

class ESP8266WiFiClass {
public:
    bool mode(WiFiMode_t mode);
    WiFiMode_t getMode();
    wl_status_t begin(const char *ssid, const char *password = nullptr, int32_t channel = 0, const uint8_t *bssid = nullptr, bool connect = true);
    wl_status_t begin(const String &ssid, const String &password = String()) { return begin(ssid.c_str(), password.c_str()); }
    // Static addresses instead of DHCP; all zero turns DHCP on again.
    bool config(IPAddress local, IPAddress gateway, IPAddress subnet, IPAddress dns1 = IPAddress(), IPAddress dns2 = IPAddress());
    bool disconnect(bool wifi_off = false);
    bool reconnect();
    bool isConnected() { return status() == WL_CONNECTED; }
    wl_status_t status();
    int8_t waitForConnectResult(unsigned long timeout_ms = 60000);
    IPAddress localIP();
    IPAddress subnetMask();
    IPAddress gatewayIP();
    IPAddress dnsIP(uint8_t number = 0);
    String SSID() const;
    String psk() const;
    String BSSIDstr();
    int32_t RSSI();
    int32_t channel();
    uint8_t *macAddress(uint8_t *mac);
    String macAddress();
    bool hostname(const char *name);
    bool hostname(const String &name) { return hostname(name.c_str()); }
    String hostname();
    // Nothing is ever kept in flash by this core; accepted for the sketch's sake.
    void persistent(bool on) { (void)on; }
    bool setAutoConnect(bool on) { (void)on; return true; }
    bool setAutoReconnect(bool on);
    bool getAutoReconnect();
    bool setSleepMode(WiFiSleepType_t type) { (void)type; return true; }

    bool softAP(const char *ssid, const char *password = nullptr, int channel = 1, int hidden = 0, int max_connection = 4);
    bool softAP(const String &ssid, const String &password = String()) { return softAP(ssid.c_str(), password.c_str()); }
    bool softAPConfig(IPAddress local, IPAddress gateway, IPAddress subnet);
    bool softAPdisconnect(bool wifi_off = false);
    IPAddress softAPIP();
    uint8_t *softAPmacAddress(uint8_t *mac);
    String softAPmacAddress();
    String softAPSSID() const;
    uint8_t softAPgetStationNum();

    // 1 when the name was resolved.
    int hostByName(const char *host, IPAddress &result, uint32_t timeout_ms = 10000);
};

extern ESP8266WiFiClass WiFi;
