// Exercises the core end to end: serial, EEPROM, station with DHCP, DNS, SNTP, an espconn echo server,
// a TCP client and a TLS client. Prints one line per step; "probe done" at the end.
// Flash 0x3F9000 may hold a trust anchor (length, CRC, DER); without one the server is believed.
#include <Arduino.h>
#include <EEPROM.h>
#include <ESP8266WiFi.h>
#include <WiFiClientSecure.h>
extern "C" {
#include "espconn.h"
#include "osapi.h"
#include "user_interface.h"
}

namespace {

constexpr uint16_t kEchoPort = 7;
constexpr uint16_t kPlainPort = 8000;
constexpr uint16_t kTlsPort = 8883;
constexpr char kPeer[] = "broker.test";
constexpr time_t kPlausible = 1600000000;

espconn listener;
esp_tcp listener_tcp;
int crash_wanted;

void echo(void *arg, char *data, unsigned short length) {
    if (length >= 5 && memcmp(data, "crash", 5) == 0) {
        crash_wanted = 1;
    }
    if (length >= 4 && memcmp(data, "zero", 4) == 0) {
        // The allocation of a core before 2.4.1: too much, not looked at, cleared through the ROM.
        void *block = os_malloc(60000);
        reinterpret_cast<void *(*)(void *, int, size_t)>(0x4000e190)(block, 0, 60000);
    }
    static uint8_t copy[1460];
    memcpy(copy, data, length);
    espconn_send(static_cast<espconn *>(arg), copy, length);
}

void heap(const char *where) {
    Serial.printf("heap %s free=%u max=%u frag=%u\n", where, ESP.getFreeHeap(), ESP.getMaxFreeBlockSize(),
                  ESP.getHeapFragmentation());
}

void serve() {
    listener_tcp.local_port = kEchoPort;
    listener.type = ESPCONN_TCP;
    listener.proto.tcp = &listener_tcp;
    espconn_regist_recvcb(&listener, echo);
    Serial.printf("echo server %d\n", espconn_accept(&listener));
}

// The trust anchor's certificate, or nullptr.
BearSSL::X509List *anchor() {
    static uint32_t sector[512];
    ESP.flashRead(0x3F9000, sector, sizeof sector);
    return sector[0] <= sizeof sector - 8 ? new BearSSL::X509List(reinterpret_cast<uint8_t *>(sector + 2), sector[0])
                                          : nullptr;
}

void request(WiFiClient &client, const char *name, uint16_t port) {
    unsigned long start = millis();
    int connected = client.connect(kPeer, port);
    Serial.printf("%s connect %d in %lu ms\n", name, connected, millis() - start);
    if (connected) {
        client.print("hello\n");
        Serial.printf("%s said %s\n", name, client.readStringUntil('\n').c_str());
    }
    heap(name);
    client.stop();
}

}

void setup() {
    Serial.begin(115200);
    Serial.println();
    Serial.println(ESP.getResetReason());
    Serial.println(ESP.getResetInfo());
    heap("boot");
    EEPROM.begin(512);
    Serial.printf("eeprom[0]=%d\n", EEPROM.read(0));
    EEPROM.write(0, EEPROM.read(0) + 1);
    Serial.printf("commit %d\n", EEPROM.commit());
    Serial.printf("pi %.3f, %s\n", 3.14159, WiFi.macAddress().c_str());
    WiFi.mode(WIFI_STA);
    WiFi.begin("espalier", "hil-bench");
    for (int i = 0; i < 40 && WiFi.status() != WL_CONNECTED; i++) {
        delay(500);
        Serial.print('.');
    }
    Serial.println(WiFi.localIP());
    heap("wifi");
    serve();
    configTime(0, 0, "pool.ntp.org");
    for (int i = 0; i < 20 && time(nullptr) < kPlausible; i++) {
        delay(100);
    }
    time_t now = time(nullptr);
    Serial.print(ctime(&now));
    WiFiClient plain;
    request(plain, "plain", kPlainPort);
    {
        BearSSL::WiFiClientSecure tls;
        heap("tls-object");
        BearSSL::X509List *trusted = anchor();
        Serial.printf("anchors %u\n", trusted ? trusted->getCount() : 0u);
        if (trusted) {
            tls.setTrustAnchors(trusted);
        } else {
            tls.setInsecure();
        }
        tls.setBufferSizes(1024, 512);
        request(tls, "tls", kTlsPort);
        Serial.printf("tls error %d\n", tls.getLastSSLError());
        delete trusted;
    }
    heap("after");
    Serial.println("probe done");
}

void loop() {
    delay(20);
    if (crash_wanted) {
        Serial.println("stuck");
        for (;;) {
        }
    }
}
