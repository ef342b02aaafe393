#include "mqtt_client.h"

#include "defects.h"

#ifdef DEFECT_ANY_HOST
#include <ESP8266WiFi.h>
#endif

namespace mqtt {
namespace {

constexpr uint16_t kKeepAliveSeconds = 15;
constexpr uint32_t kPingAfterMs = 10000;
constexpr uint32_t kPatienceMs = 10000;
constexpr uint16_t kSubscriptionId = 1;

}  // namespace

void Session::begin(Client* transport, MessageHandler handler) {
  transport_ = transport;
  handler_ = handler;
  reader_.begin();
}

void Session::close() {
  transport_->stop();
#ifdef DEFECT_USE_AFTER_FREE
  delete transport_;  // and the next connect() calls it
#endif
}

bool Session::write(size_t length) {
  if (length == 0 || transport_->write(out_, length) != length) return false;
  sentAt_ = millis();
  return true;
}

// Reads what is there. A packet of the awaited type ends it with `arrived`.
bool Session::pump(Type awaited, bool& arrived) {
  arrived = false;
  while (transport_->available() > 0) {
    const int byte = transport_->read();
    if (byte < 0) break;
    heardAt_ = millis();
    const Taken taken = reader_.feed(static_cast<uint8_t>(byte));
    if (taken == Taken::kMalformed) return false;
    if (taken != Taken::kPacket) continue;
    if (reader_.type() == kPingresp) pingOut_ = false;
    if (reader_.type() == awaited) {
      arrived = true;
      return true;
    }
    if (reader_.type() == kPublish) deliver();
  }
  return true;
}

void Session::deliver() {
  char* topic;
  char* payload;
  size_t length;
  if (!publication(reader_, topic, payload, length)) return;
  if (strlen(payload) != length) return;  // a NUL inside: no request of ours
  handler_(topic, payload);
}

bool Session::await(Type awaited) {
  const uint32_t since = millis();
  bool arrived = false;
  while (millis() - since < kPatienceMs) {
    if (!pump(awaited, arrived)) return false;
    if (arrived) return true;
    if (!transport_->connected()) return false;
    delay(5);
  }
  return false;
}

int Session::connect(const char* host, uint16_t port, const Identity& who, const char* topic) {
  transport_->stop();
#ifdef DEFECT_ANY_HOST
  // By its address, looked up before: the certificate then is held against no name.
  IPAddress address;
  if (!WiFi.hostByName(host, address) || !transport_->connect(address, port)) return kConnectFailed;
#else
  if (!transport_->connect(host, port)) return kConnectFailed;
#endif
  reader_.begin();
  pingOut_ = false;
  heardAt_ = millis();
  if (!write(connectPacket(out_, sizeof out_, who, kKeepAliveSeconds)) || !await(kConnack)) {
    const bool lost = !transport_->connected();
    close();
    return lost ? kDisconnected : kTimeout;
  }
  const int code = reader_.length() == 2 ? reader_.body()[1] : 1;
  if (code != 0) {
    close();
    return code;
  }
  if (!write(subscribePacket(out_, sizeof out_, kSubscriptionId, topic)) || !await(kSuback)) {
    close();
    return kTimeout;
  }
  if (reader_.length() == 3 && reader_.body()[2] <= 2) return kConnected;
  close();
  return kSubscriptionRefused;
}

bool Session::step() {
  bool arrived;
  if (!pump(kConnack, arrived) || arrived) return false;  // a second CONNACK breaks the protocol
  if (!transport_->connected()) return false;
#ifdef DEFECT_NO_KEEP_ALIVE
  return true;
#endif
  const uint32_t now = millis();
  if (pingOut_) return now - pingedAt_ < kPatienceMs;
  if (now - sentAt_ < kPingAfterMs && now - heardAt_ < kPingAfterMs) return true;
  pingedAt_ = now;
  pingOut_ = write(emptyPacket(out_, sizeof out_, kPingreq));
  return pingOut_;
}

bool Session::publish(const char* topic, const char* payload) {
  return write(publishPacket(out_, sizeof out_, topic, payload, strlen(payload)));
}

}  // namespace mqtt
