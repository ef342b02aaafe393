// A sensor node that starts in one of two modes: with a web page to configure it, or
// as an MQTT client, plain or over TLS. Two cells of the EEPROM decide, so that page
// and TLS never share the heap. See ../README.md.

#include <Arduino.h>
#include <ESP8266WiFi.h>

#include "arduino_link.h"
#include "clock.h"
#include "console.h"
#include "defects.h"
#include "http_server.h"
#include "led.h"
#include "mqtt_link.h"
#include "sensors.h"
#include "settings.h"
#include "store.h"

// 1: write the defaults at every start, for a board that holds somebody else's EEPROM.
#ifndef EEPROM_INIT
#define EEPROM_INIT 0
#endif

namespace {

constexpr int kJoinPolls = 20;
constexpr unsigned long kJoinPollMs = 500;
constexpr size_t kMaxSsid = 32;
constexpr size_t kMinWpaKey = 8;

bool mqttEnabled = false;
bool joined = false;

IPAddress address(uint16_t at) {
  const uint8_t* octets = store::image() + at;
  return IPAddress(octets[0], octets[1], octets[2], octets[3]);
}

void say(const __FlashStringHelper* label, const IPAddress& value) {
  console::log().print(label);
  console::log().println(value);
}

void openStore() {
  const store::Found found = store::load();
#if EEPROM_INIT
  store::initialise();
#endif
  Serial.begin(settings::serialBaud(store::image()));
  console::setQuiet(settings::flag(store::image(), settings::kSerialServer));
  console::log().println();
#if EEPROM_INIT
  console::log().println(F("EEPROM_INIT: defaults written"));
#endif
  switch (found) {
    case store::Found::kGood: break;
    case store::Found::kUpgraded: console::log().println(F("EEPROM of an earlier release: settings kept")); break;
    case store::Found::kRestored: console::log().println(F("EEPROM restored from the save journal")); break;
    case store::Found::kBlank: console::log().println(F("EEPROM not initialised: defaults written")); break;
    case store::Found::kDamaged: console::log().println(F("EEPROM damaged: defaults written")); break;
  }
  console::heap(F("boot"));
}

// A stored address is used as it is; 0.0.0.0 leaves it to DHCP.
void configureAddress() {
  const IPAddress stored = address(settings::kIp);
  const IPAddress local = WiFi.localIP();
  console::log().print(F("\nLocal ESP   IP:"));
  console::log().println(local);
  say(F("From EEPROM IP:"), stored);
  say(F("From EEPROM NM:"), address(settings::kNetmask));
  say(F("From EEPROM GW:"), address(settings::kGateway));
  say(F("From EEPROM AP:"), address(settings::kApIp));
  if (local == stored || static_cast<uint32_t>(stored) == 0) return;
  const IPAddress gateway = address(settings::kGateway);
  WiFi.config(stored, gateway, address(settings::kNetmask), gateway);
  console::log().println();
  say(F("ESP8266 IP:"), stored);
  say(F("Fixed   IP:"), stored);
  say(F("IP now set to: "), stored);
}

bool join() {
  char ssid[settings::kMaxText + 1];
  char password[settings::kMaxText + 1];
  settings::text(store::image(), settings::kSsid, ssid);
  settings::text(store::image(), settings::kPassword, password);
  console::log().print(F("\r\n\r\nConnecting to "));
  console::log().print(ssid);
#ifdef DEFECT_PRINTS_SECRET
  console::log().print(F(" with "));
  console::log().print(password);
#endif
  WiFi.begin(ssid, password);
#ifdef DEFECT_NO_REJOIN
  WiFi.setAutoReconnect(false);
#endif
  for (int poll = 0; poll < kJoinPolls && WiFi.status() != WL_CONNECTED; ++poll) {
    delay(kJoinPollMs);
    console::log().print('.');
  }
  console::log().println();
  return WiFi.status() == WL_CONNECTED;
}

// <ssid>_ESP_AP, the stored name cut so that the whole fits.
void openAccessPoint() {
  static const char suffix[] = "_ESP_AP";
  char ssid[kMaxSsid + 1];
  char password[settings::kMaxText + 1];
  settings::text(store::image(), settings::kSsid, ssid);
  settings::text(store::image(), settings::kPassword, password);
  ssid[kMaxSsid - (sizeof suffix - 1)] = '\0';
  strcat(ssid, suffix);
  Serial.println(F("Could not connect to wifi, initializing AP "));
  WiFi.disconnect();
  WiFi.mode(WIFI_AP);
  const IPAddress own = address(settings::kApIp);
  WiFi.softAPConfig(own, own, IPAddress(255, 255, 255, 0));
  WiFi.softAP(ssid, strlen(password) >= kMinWpaKey ? password : nullptr);
  Serial.print(F("ESP8266 IP: "));
  Serial.println(WiFi.softAPIP());
}

void announceStation(uint16_t port) {
  console::log().println(F("WiFi connected"));
  say(F("ESP8266 IP: "), WiFi.localIP());
  console::log().print(F("ESP8266 WebServer Port: "));
  console::log().println(port);
}

#ifdef DEFECT_FIFTIETH_BOOT
// Marks each start by a word in a sector of flash. A full sheet of fifty is torn off and added to a total that
// nobody has made.
constexpr uint32_t kStarts = 0x3F8000;
constexpr uint32_t kSheet = 50;
uint32_t* volatile total = nullptr;

void countStart() {
  uint32_t mark = 0;
  uint32_t starts = 0;
  while (starts < kSheet && ESP.flashRead(kStarts + 4 * starts, &mark, sizeof mark) && mark == 0) ++starts;
  mark = 0;
  if (starts + 1 < kSheet) {
    ESP.flashWrite(kStarts + 4 * starts, &mark, sizeof mark);
    return;
  }
  ESP.flashEraseSector(kStarts / 4096);
  *total += kSheet;
}
#endif

}  // namespace

void setup() {
  openStore();
#ifdef DEFECT_FIFTIETH_BOOT
  countStart();
#endif
  led::begin();
  sensors::begin();
  WiFi.persistent(false);
  WiFi.mode(WIFI_STA);
  configureAddress();
  const uint16_t port = settings::number16(store::image(), settings::kWebPort);
  joined = join();
  if (joined) {
    announceStation(port);
  } else {
    openAccessPoint();
  }
  console::heap(F("wifi"));

  mqttEnabled = joined && settings::flag(store::image(), settings::kMqttEnabled);
  const bool tls = mqttEnabled && settings::flag(store::image(), settings::kTlsEnabled);
  if (!tls) {
    http_server::begin(port);
    console::log().println(F("ESP8266 Mode: Web Server Running - Type = SDK API"));
    console::heap(F("server"));
  }
  if (mqttEnabled) mqtt_link::begin();
  if (joined) node_clock::begin();
}

void loop() {
  arduino_link::step();
  led::step();
  sensors::step();
  if (joined) node_clock::step();
  if (mqttEnabled) mqtt_link::step();
  delay(5);
}
