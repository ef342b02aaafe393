// A sketch as a stranger's: it joins a Wi-Fi whose name it has compiled in and says little, at a rate that
// nobody was told. What is wrong with it stands in a sector of flash behind it, for the tests of the suites
// that are asked of any firmware; without a word there it is sound.
#include <Arduino.h>
#include <ESP8266WiFi.h>
extern "C" {
#include "mem.h"
}

namespace {

constexpr uint32_t kFaultAddress = 0x1F000;
constexpr uint32_t kFaultMagic = 0x544c4146;
constexpr uint32_t kMinute = 60000;

enum Fault : uint32_t {
    kNone,
    kCrashAfterAMinute,
    kRestartAfterAMinute,
    kHangAfterAMinute,
    kBootLoop,
    kLeakEverySecond,
    kLeakAtEveryLoss,
    kStayAway,
    kNoWifi,
};

uint32_t fault = kNone;
volatile int *volatile nowhere;
uint32_t seconds;
bool connected;

void readFault() {
    uint32_t words[2];
    if (ESP.flashRead(kFaultAddress, words, sizeof words) && words[0] == kFaultMagic) {
        fault = words[1];
    }
}

void afterAMinute() {
    switch (fault) {
        case kCrashAfterAMinute: *nowhere = 1; break;
        case kRestartAfterAMinute: ESP.restart(); break;
        case kHangAfterAMinute: for (;;) { }
    }
}

void everySecond() {
    seconds++;
    if (fault == kLeakEverySecond) {
        os_malloc(20);
    }
    if (seconds % 30 == 0) {
        Serial.printf("%u s\n", seconds);
    }
    if (seconds == kMinute / 1000) {
        afterAMinute();
    }
}

void watchWifi() {
    bool now = WiFi.status() == WL_CONNECTED;
    if (now != connected) {
        connected = now;
        Serial.println(now ? WiFi.localIP().toString() : String("Wi-Fi lost"));
        if (!now && fault == kLeakAtEveryLoss) {
            os_malloc(40);
        }
    }
}

}

void setup() {
    Serial.begin(38400);
    Serial.println("\nany sketch");
    readFault();
    if (fault == kBootLoop) {
        delay(2000);
        ESP.restart();
    }
    if (fault != kNoWifi) {
        WiFi.setAutoReconnect(fault != kStayAway);
        WiFi.mode(WIFI_STA);
        WiFi.begin("a stranger's home", "which nobody knows");
    }
}

void loop() {
    if (millis() / 1000 > seconds) {
        everySecond();
    }
    watchWifi();
    delay(20);
}
