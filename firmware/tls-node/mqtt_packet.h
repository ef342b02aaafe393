// MQTT 3.1.1 control packets, as far as a QoS 0 client needs them: bytes in, bytes out.
#pragma once

#include "platform.h"

namespace mqtt {

// No packet longer than this is sent; one received is skipped.
constexpr size_t kMaxPacket = 512;

enum Type : uint8_t {
  kConnect = 1,
  kConnack = 2,
  kPublish = 3,
  kSubscribe = 8,
  kSuback = 9,
  kPingreq = 12,
  kPingresp = 13,
  kDisconnect = 14,
};

struct Identity {
  const char* clientId;
  const char* user;      // nullptr: no user name, no password
  const char* password;
};

// Each writes one packet and returns its length, 0 when it does not fit.
size_t connectPacket(uint8_t* to, size_t capacity, const Identity& who, uint16_t keepAliveSeconds);
size_t subscribePacket(uint8_t* to, size_t capacity, uint16_t id, const char* topic);
size_t publishPacket(uint8_t* to, size_t capacity, const char* topic, const char* payload, size_t length);
size_t emptyPacket(uint8_t* to, size_t capacity, Type type);

enum class Taken : uint8_t { kMore, kPacket, kSkipped, kMalformed };

// Collects one packet after the other from a byte stream.
class Reader {
 public:
  void begin();

  // kPacket: type(), flags(), body() hold until the next byte is fed.
  // kSkipped: a packet too long for us has passed. kMalformed: the stream is lost.
  Taken feed(uint8_t byte);

  Type type() const { return static_cast<Type>(first_ >> 4); }
  uint8_t flags() const { return first_ & 0x0F; }
  const uint8_t* body() const { return body_; }
  size_t length() const { return length_; }

 private:
  friend bool publication(Reader& packet, char*& topic, char*& payload, size_t& payloadLength);

  enum class Wants : uint8_t { kFirst, kLength, kBody };

  Taken finish();

  Wants wants_;
  uint8_t first_;
  uint8_t lengthBytes_;
  uint32_t length_;
  uint32_t seen_;
  uint8_t body_[kMaxPacket + 1];
};

// Takes a PUBLISH apart; topic and payload become NUL-terminated inside the reader.
// False when its lengths contradict each other.
bool publication(Reader& packet, char*& topic, char*& payload, size_t& payloadLength);

}  // namespace mqtt
