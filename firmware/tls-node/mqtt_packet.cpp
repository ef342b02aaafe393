#include "mqtt_packet.h"

namespace mqtt {
namespace {

constexpr uint8_t kLevel311 = 4;
constexpr uint8_t kCleanSession = 0x02;
constexpr uint8_t kHasPassword = 0x40;
constexpr uint8_t kHasUser = 0x80;
constexpr uint32_t kLongest = 268435455;

// Writes within bounds and remembers whether everything fitted.
class Writer {
 public:
  Writer(uint8_t* to, size_t capacity) : to_(to), capacity_(capacity) {}

  void byte(uint8_t value) { bytes(&value, 1); }

  void word(uint16_t value) {
    byte(static_cast<uint8_t>(value >> 8));
    byte(static_cast<uint8_t>(value));
  }

  void bytes(const void* data, size_t length) {
    if (length > capacity_ - used_) {
      fits_ = false;
      return;
    }
    memcpy(to_ + used_, data, length);
    used_ += length;
  }

  void text(const char* value) {
    const size_t length = strlen(value);
    if (length > 0xFFFF) {
      fits_ = false;
      return;
    }
    word(static_cast<uint16_t>(length));
    bytes(value, length);
  }

  void head(uint8_t first, size_t remaining) {
    if (remaining > kLongest) fits_ = false;
    byte(first);
    do {
      const uint8_t low = remaining & 0x7F;
      remaining >>= 7;
      byte(remaining != 0 ? low | 0x80 : low);
    } while (remaining != 0);
  }

  size_t done() const { return fits_ ? used_ : 0; }

 private:
  uint8_t* to_;
  size_t capacity_;
  size_t used_ = 0;
  bool fits_ = true;
};

size_t textSize(const char* value) { return 2 + strlen(value); }

}  // namespace

size_t connectPacket(uint8_t* to, size_t capacity, const Identity& who, uint16_t keepAliveSeconds) {
  const bool withUser = who.user != nullptr;
  uint8_t flags = kCleanSession;
  size_t remaining = 10 + textSize(who.clientId);
  if (withUser) {
    flags |= kHasUser | kHasPassword;
    remaining += textSize(who.user) + textSize(who.password);
  }
  Writer out(to, capacity);
  out.head(kConnect << 4, remaining);
  out.text("MQTT");
  out.byte(kLevel311);
  out.byte(flags);
  out.word(keepAliveSeconds);
  out.text(who.clientId);
  if (withUser) {
    out.text(who.user);
    out.text(who.password);
  }
  return out.done();
}

size_t subscribePacket(uint8_t* to, size_t capacity, uint16_t id, const char* topic) {
  Writer out(to, capacity);
  out.head(kSubscribe << 4 | 0x02, 2 + textSize(topic) + 1);
  out.word(id);
  out.text(topic);
  out.byte(0);
  return out.done();
}

size_t publishPacket(uint8_t* to, size_t capacity, const char* topic, const char* payload, size_t length) {
  Writer out(to, capacity);
  out.head(kPublish << 4, textSize(topic) + length);
  out.text(topic);
  out.bytes(payload, length);
  return out.done();
}

size_t emptyPacket(uint8_t* to, size_t capacity, Type type) {
  Writer out(to, capacity);
  out.head(static_cast<uint8_t>(type << 4), 0);
  return out.done();
}

void Reader::begin() {
  wants_ = Wants::kFirst;
  first_ = 0;
  lengthBytes_ = 0;
  length_ = 0;
  seen_ = 0;
}

Taken Reader::finish() {
  wants_ = Wants::kFirst;
  if (length_ > kMaxPacket) return Taken::kSkipped;
  body_[length_] = 0;
  return Taken::kPacket;
}

Taken Reader::feed(uint8_t byte) {
  switch (wants_) {
    case Wants::kFirst:
      first_ = byte;
      length_ = 0;
      lengthBytes_ = 0;
      seen_ = 0;
      wants_ = Wants::kLength;
      return Taken::kMore;
    case Wants::kLength:
      if (lengthBytes_ == 4) return Taken::kMalformed;
      length_ |= static_cast<uint32_t>(byte & 0x7F) << 7 * lengthBytes_++;
      if (byte & 0x80) return lengthBytes_ == 4 ? Taken::kMalformed : Taken::kMore;
      wants_ = Wants::kBody;
      return length_ == 0 ? finish() : Taken::kMore;
    case Wants::kBody: break;
  }
  if (length_ <= kMaxPacket) body_[seen_] = byte;
  return ++seen_ == length_ ? finish() : Taken::kMore;
}

bool publication(Reader& packet, char*& topic, char*& payload, size_t& payloadLength) {
  uint8_t* body = packet.body_;
  const size_t length = packet.length_;
  if (packet.type() != kPublish || length < 2) return false;
  const size_t topicLength = static_cast<size_t>(body[0]) << 8 | body[1];
  const uint8_t qos = packet.flags() >> 1 & 3;
  const size_t idLength = qos == 0 ? 0 : 2;
  if (qos == 3 || 2 + topicLength + idLength > length) return false;
  // The length field makes room for the topic's NUL: the topic moves down by two.
  memmove(body, body + 2, topicLength);
  body[topicLength] = 0;
  topic = reinterpret_cast<char*>(body);
  payload = reinterpret_cast<char*>(body + 2 + topicLength + idLength);
  payloadLength = length - 2 - topicLength - idLength;
  return true;
}

}  // namespace mqtt
