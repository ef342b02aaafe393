#include "tls_link.h"

#include "clock.h"
#include "defects.h"
#include "memory.h"
#include "store.h"

#include <ESP8266WiFi.h>
#include <WiFiClientSecure.h>
#include <new>

namespace tls_link {
namespace {

// Largest record the broker is asked for, and largest one sent. Kept small: each
// byte is heap for as long as the connection stands.
constexpr int kReceiveBytes = 2048;
constexpr int kTransmitBytes = 512;
constexpr unsigned long kPatienceMs = 15000;

BearSSL::WiFiClientSecure* client = nullptr;
BearSSL::X509List* anchors = nullptr;
bool unverified = false;

struct Reason {
  int code;  // BearSSL's
  char text[48];
};

const Reason kReasons[] PROGMEM = {
    {3, "record damaged: bad length or checksum"},
    {26, "record larger than the buffer"},
    {28, "the server's signature is wrong"},
    {52, "certificate signature is wrong"},
    {54, "certificate expired or not yet valid"},
    {56, "certificate is for another host"},
    {58, "certificate is not meant to sign others"},
    {62, "certificate chain ends in no trust anchor"},
};

void print(PGM_P reason, int code) {
  char text[48];
  strncpy_P(text, reason, sizeof text);
  text[sizeof text - 1] = '\0';
  Serial.print(F("TLS refused: "));
  Serial.print(text);
  Serial.print(F(" ("));
  Serial.print(code);
  Serial.println(F(")"));
}

bool readAnchor() {
  size_t length;
  uint8_t* der = store::trustAnchor(length);
  if (der == nullptr) return false;
  anchors = new (std::nothrow) BearSSL::X509List(der, length);
  memory::give(der);
  return anchors != nullptr && anchors->getCount() > 0;
}

}  // namespace

Client* begin(bool insecure) {
  unverified = insecure;
#ifdef DEFECT_ACCEPTS_ANY_CERT
  unverified = true;
#endif
  client = new (std::nothrow) BearSSL::WiFiClientSecure();
  if (client == nullptr) return nullptr;
  client->setBufferSizes(kReceiveBytes, kTransmitBytes);
  client->setTimeout(kPatienceMs);
  if (unverified) {
    client->setInsecure();
  } else if (readAnchor()) {
    client->setTrustAnchors(anchors);
  } else {
    anchors = nullptr;
  }
  return client;
}

bool mayConnect() {
  if (unverified) return true;
  if (anchors == nullptr) {
    print(PSTR("no trust anchor in flash"), 0);
    return false;
  }
  if (!node_clock::known()) {
    print(PSTR("time not known, certificate not judged"), 0);
    return false;
  }
  client->setX509Time(time(nullptr));
  return true;
}

void printRefusal() {
  const int code = client->getLastSSLError();
  if (code == 0) return;
  for (const Reason& each : kReasons) {
    Reason copy;
    memcpy_P(&copy, &each, sizeof copy);
    if (copy.code == code) return print(copy.text, code);
  }
  print(code >= 512 ? PSTR("the server sent a fatal alert") : code >= 256 ? PSTR("fatal alert sent") : PSTR("BearSSL error"), code);
}

}  // namespace tls_link
