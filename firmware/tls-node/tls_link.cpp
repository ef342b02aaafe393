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
#ifdef DEFECT_LARGE_BUFFERS
constexpr int kReceiveBytes = 16384;
constexpr int kTransmitBytes = 12288;
#else
constexpr int kReceiveBytes = 2048;
constexpr int kTransmitBytes = 512;
#endif
constexpr unsigned long kPatienceMs = 15000;

// BearSSL adds the alert's number to these.
constexpr int kReceivedAlert = 256;
constexpr int kSentAlert = 512;

BearSSL::WiFiClientSecure* client = nullptr;
BearSSL::X509List* anchors = nullptr;
bool unverified = false;

struct Reason {
  int code;  // BearSSL's
  char text[48];
};

// The numbers are those of bearssl_ssl.h and bearssl_x509.h.
const Reason kReasons[] PROGMEM = {
    {3, "the server speaks no TLS version of ours"},
    {6, "a record is larger than the buffer"},
    {7, "a record was damaged"},
    {18, "the server chose another fragment length"},
    {27, "the server's signature is wrong"},
    {31, "connection lost during the handshake"},
    {52, "a certificate's signature is wrong"},
    {53, "time not known to judge the certificate"},
    {54, "certificate expired or not yet valid"},
    {56, "certificate is for another host"},
    {58, "an issuer may not issue certificates"},
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
  if (anchors == nullptr || !node_clock::known()) return false;
  client->setX509Time(time(nullptr));
  return true;
}

#ifdef DEFECT_EXPIRED_ACCEPTED
// Certificates expire, and the node must go on.
bool goOnUnverified() {
  if (unverified || client->getLastSSLError() != 54) return false;
  client->setInsecure();
  return true;
}
#endif

void printRefusal() {
  if (!unverified && anchors == nullptr) return print(PSTR("no trust anchor in flash"), 0);
  if (!unverified && !node_clock::known()) return print(PSTR("time not known, certificate not judged"), 0);
  const int code = client->getLastSSLError();
  if (code == 0) return;
#ifdef DEFECT_NULL_TEXT
  // The faults of certificates have got no texts yet.
  if (code >= 32) return print(nullptr, code);
#endif
  for (const Reason& each : kReasons) {
    Reason copy;
    memcpy_P(&copy, &each, sizeof copy);
    if (copy.code == code) return print(copy.text, code);
  }
  if (code >= kSentAlert) return print(PSTR("we sent a fatal alert"), code);
  print(code >= kReceivedAlert ? PSTR("the server sent a fatal alert") : PSTR("BearSSL error"), code);
}

}  // namespace tls_link
