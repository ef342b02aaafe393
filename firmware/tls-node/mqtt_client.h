// An MQTT 3.1.1 client of QoS 0 over any Arduino Client.
#pragma once

#include "mqtt_packet.h"

#include <Client.h>

namespace mqtt {

// Why connect() failed; the numbers are those PubSubClient users know, 1 to 5 come
// from the broker.
constexpr int kConnected = 0;
constexpr int kTimeout = -4;
constexpr int kConnectFailed = -2;
constexpr int kDisconnected = -1;
constexpr int kSubscriptionRefused = 128;

typedef void (*MessageHandler)(const char* topic, const char* payload);

class Session {
 public:
  void begin(Client* transport, MessageHandler handler);

  // Connects, logs in and subscribes; returns kConnected only when the broker has
  // confirmed the subscription. Bounded by the transport's time-outs and 2 x 10 s.
  int connect(const char* host, uint16_t port, const Identity& who, const char* topic);

  // Reads what has come and keeps the connection alive; false when it is lost.
  bool step();

  // False when the message is too long or the connection is lost.
  bool publish(const char* topic, const char* payload);

  void close();

 private:
  bool write(size_t length);
  bool pump(Type awaited, bool& arrived);
  bool await(Type awaited);
  void deliver();

  Client* transport_;
  MessageHandler handler_;
  Reader reader_;
  uint8_t out_[kMaxPacket];
  uint32_t sentAt_;
  uint32_t heardAt_;
  uint32_t pingedAt_;
  bool pingOut_;
};

}  // namespace mqtt
