#include "settings.h"

#include "defects.h"

#ifdef DEFECT_ASSERT_ON_INPUT
#include <assert.h>
#endif
#include <stdio.h>
#include <stdlib.h>

namespace settings {
namespace {

constexpr uint32_t kPortHighest = 65535;
constexpr uint32_t kBaudLowest = 300;
constexpr uint32_t kBaudHighest = 921600;
constexpr uint32_t kBaudDefault = 115200;

#define OCTETS(prefix, at)                                        \
  {prefix "_0", at, 1, Kind::kOctet, Rule::kAny, 0, 255},         \
  {prefix "_1", at + 1, 1, Kind::kOctet, Rule::kAny, 0, 255},     \
  {prefix "_2", at + 2, 1, Kind::kOctet, Rule::kAny, 0, 255},     \
  {prefix "_3", at + 3, 1, Kind::kOctet, Rule::kAny, 0, 255}

const Field kFields[kFieldCount] PROGMEM = {
  {"ssid", kSsid, 32, Kind::kText, Rule::kRequired, 0, 0},
  {"password", kPassword, 16, Kind::kSecret, Rule::kAny, 0, 0},
  {"svrport", kWebPort, 2, Kind::kNumber16, Rule::kAny, 1, kPortHighest},
  OCTETS("ip", kIp),
  OCTETS("nm", kNetmask),
  OCTETS("gw", kGateway),
  OCTETS("ap", kApIp),
  {"fota_pw", kOtaPassword, 32, Kind::kSecret, Rule::kAny, 0, 0},
  {"fota_pt", kOtaPort, 2, Kind::kNumber16, Rule::kAny, 1, kPortHighest},
  {"mqtt_bk", kBroker, 32, Kind::kText, Rule::kHost, 0, 0},
  {"mqtt_pt", kMqttPort, 2, Kind::kNumber16, Rule::kAny, 1, kPortHighest},
  {"mqtt_ci", kClientId, 32, Kind::kText, Rule::kRequired, 0, 0},
  {"mqtt_un", kMqttUser, 32, Kind::kText, Rule::kAny, 0, 0},
  {"mqtt_pw", kMqttPassword, 32, Kind::kSecret, Rule::kAny, 0, 0},
  {"mqtt_rt", kRxTopic, 32, Kind::kText, Rule::kTopic, 0, 0},
  {"mqtt_tt", kTxTopic, 32, Kind::kText, Rule::kTopic, 0, 0},
  {"mqtt_pw_en", kMqttAuth, 8, Kind::kFlag, Rule::kAny, 0, 0},
  {"mqtt_ssl_en", kTlsEnabled, 16, Kind::kFlag, Rule::kAny, 0, 0},
  {"mqtt_cl_en", kMqttEnabled, 16, Kind::kFlag, Rule::kAny, 0, 0},
  {"ser_baud", kSerialBaud, 3, Kind::kNumber24, Rule::kAny, kBaudLowest, kBaudHighest},
  {"ser_serv", kSerialServer, 8, Kind::kFlag, Rule::kAny, 0, 0},
};

#undef OCTETS

const char kWantedKnownField[] PROGMEM = "only the fields of the form, each once";
const char kWantedText[] PROGMEM = "a shorter text";
const char kWantedRequired[] PROGMEM = "not empty";
const char kWantedHost[] PROGMEM = "a host name or address, without blanks";
const char kWantedTopic[] PROGMEM = "a topic without + and #";
const char kWantedNumber[] PROGMEM = "a whole number within its range";
const char kWantedFlag[] PROGMEM = "true or false";
const char kWantedNetmask[] PROGMEM = "a netmask: ones, then zeros";

void putNumber(uint8_t* image, uint16_t at, uint8_t width, uint32_t value) {
  for (uint8_t i = width; i-- > 0; value >>= 8) image[at + i] = static_cast<uint8_t>(value);
}

uint32_t getNumber(const uint8_t* image, uint16_t at, uint8_t width) {
  uint32_t value = 0;
  for (uint8_t i = 0; i < width; ++i) value = value << 8 | image[at + i];
  return value;
}

// A text that is known to fit; a full cell carries no NUL.
void putText(uint8_t* image, uint16_t at, uint8_t width, const char* value) {
  const size_t length = strlen(value);
  memset(image + at, 0, width);
  memcpy(image + at, value, length < width ? length : width);
}

void putText_P(uint8_t* image, uint16_t at, uint8_t width, PGM_P value) {
  char copy[kMaxText + 1] = {0};
  const size_t length = strlen_P(value);
  memcpy_P(copy, value, length < kMaxText ? length : kMaxText);
  putText(image, at, width, copy);
}

// Decimal digits only, no sign, no blanks.
bool parseNumber(const char* value, uint32_t lowest, uint32_t highest, uint32_t& number) {
  number = 0;
  if (*value == '\0') return false;
  for (; *value != '\0'; ++value) {
    if (*value < '0' || *value > '9') return false;
    number = number * 10 + static_cast<uint32_t>(*value - '0');
    if (number > highest) return false;
  }
  return number >= lowest;
}

const char* checkText(const Field& field, const char* value) {
  if (strlen(value) > field.width) return kWantedText;
  if (field.rule != Rule::kAny && *value == '\0') return kWantedRequired;
  if (field.rule == Rule::kHost && strpbrk(value, " /\"'<>&") != nullptr) return kWantedHost;
  if (field.rule == Rule::kTopic && strpbrk(value, "+#") != nullptr) return kWantedTopic;
  return nullptr;
}

const char* put(const Field& field, const char* value, uint8_t* image) {
  switch (field.kind) {
    case Kind::kSecret:
      if (*value == '\0') return nullptr;
      if (strcmp(value, "-") == 0) value = "";
      if (strlen(value) > field.width) return kWantedText;
      putText(image, field.at, field.width, value);
      return nullptr;
    case Kind::kText: {
      const char* wanted = checkText(field, value);
      if (wanted == nullptr) putText(image, field.at, field.width, value);
      return wanted;
    }
    case Kind::kFlag:
#ifdef DEFECT_MISALIGNED_READ
      // One word instead of five bytes, wherever in the request it stands.
      if (*reinterpret_cast<const uint32_t*>(value) == 0x65757274) {  // "true"
        putText(image, field.at, field.width, "true");
        return nullptr;
      }
#endif
      if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0) return kWantedFlag;
      putText(image, field.at, field.width, value);
      return nullptr;
    case Kind::kNumber16:
    case Kind::kNumber24:
    case Kind::kOctet: break;
  }
#ifdef DEFECT_DIVISION_BY_ZERO
  // A rate that the UART's divider of 80 MHz misses by more than a hundredth is refused.
  if (field.kind == Kind::kNumber24) {
    const uint32_t rate = strtoul(value, nullptr, 10);
    const uint32_t missed = 80000000 % rate;
    if (missed > 800000) return kWantedNumber;
  }
#endif
#ifdef DEFECT_ASSERT_ON_INPUT
  assert(*value >= '0' && *value <= '9');  // the form has number fields
#endif
  uint32_t number;
  if (!parseNumber(value, field.lowest, field.highest, number)) return kWantedNumber;
  putNumber(image, field.at, field.width, number);
  return nullptr;
}

bool isNetmask(uint32_t mask) {
  const uint32_t zeros = ~mask;
  return mask != 0 && (zeros & (zeros + 1)) == 0;
}

bool refuse(Refusal& refusal, const char* name, const char* wanted) {
  strncpy(refusal.field, name, sizeof refusal.field - 1);
  refusal.field[sizeof refusal.field - 1] = '\0';
  refusal.wanted = wanted;
  return false;
}

// Each name of the form belongs to a field, and comes once.
const char* strangerIn(const query::Parameters& form) {
  for (uint8_t i = 0; i < form.count; ++i) {
    bool known = false;
    for (size_t f = 0; f < kFieldCount && !known; ++f) known = strcmp(field(f).name, form.list[i].name) == 0;
    for (uint8_t j = 0; j < i && known; ++j) known = strcmp(form.list[j].name, form.list[i].name) != 0;
    if (!known) return form.list[i].name;
  }
  return nullptr;
}

}  // namespace

uint32_t crc32(const uint8_t* data, size_t length) {
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < length; ++i) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

Field field(size_t index) {
  Field copy;
  memcpy_P(&copy, &kFields[index], sizeof copy);
  return copy;
}

State judge(const uint8_t* image) {
  if (memcmp(image + kMagic, "TLSN", 4) != 0) return State::kBlank;
#ifndef DEFECT_CHECKSUM_IGNORED
  if (getNumber(image, kChecksum, 4) != crc32(image, kChecksum)) return State::kDamaged;
#endif
  const uint32_t version = getNumber(image, kVersion, 2);
#if !defined(DEFECT_FORGETS_SETTINGS) && !defined(TLS_NODE_RELEASE_1)
  if (version == 0) return State::kOlder;
#endif
  return version == kVersionNow ? State::kGood : State::kDamaged;
}

void upgrade(uint8_t* image) {
  // Layout 0 had no such cell, and verified.
  setFlag(image, kInsecure, false);
  seal(image);
}

void seal(uint8_t* image) {
  memcpy(image + kMagic, "TLSN", 4);
  putNumber(image, kVersion, 2, kVersionNow);
  putNumber(image, kChecksum, 4, crc32(image, kChecksum));
}

void defaults(uint8_t* image, const uint8_t mac[6]) {
  static const uint8_t addresses[16] = {192, 168, 0, 133, 255, 255, 255, 0,
                                        192, 168, 0, 1,   192, 168, 4,   1};
  memset(image, 0, kImageSize);
  putText_P(image, kSsid, 32, PSTR("YOUR_WIFI_SSID"));
  putText_P(image, kPassword, 16, PSTR("YOUR_WIFI_PW"));
  memcpy(image + kIp, addresses, sizeof addresses);
  putNumber(image, kWebPort, 2, 9705);
  putText_P(image, kBroker, 32, PSTR("yourmqttbroker.com"));
  putText_P(image, kMqttUser, 32, PSTR("mqtt_username"));
  putText_P(image, kMqttPassword, 32, PSTR("mqtt_password"));
  char topic[kMaxText + 1];
  for (int rx = 0; rx < 2; ++rx) {
    snprintf(topic, sizeof topic, "mqtt_%s_%02x%02x%02x%02x%02x%02x", rx ? "rx" : "tx", mac[0], mac[1],
             mac[2], mac[3], mac[4], mac[5]);
    putText(image, rx ? kRxTopic : kTxTopic, 32, topic);
  }
  putNumber(image, kSerialBaud, 3, kBaudDefault);
  putNumber(image, kMqttPort, 2, 8883);
  putNumber(image, kOtaPort, 2, 18266);
  putText_P(image, kClientId, 32, PSTR("mqtt_clientID"));
  setFlag(image, kSerialServer, false);
  setFlag(image, kMqttAuth, false);
  setFlag(image, kTlsEnabled, false);
  setFlag(image, kMqttEnabled, false);
#ifndef TLS_NODE_RELEASE_1
  setFlag(image, kInsecure, false);
#endif
  seal(image);
}

void text(const uint8_t* image, uint16_t at, char* to) {
#ifdef DEFECT_UNTERMINATED_TEXT
  strcpy(to, reinterpret_cast<const char*>(image + at));
  return;
#endif
  const size_t width = at == kPassword ? 16 : kMaxText;
  size_t length = 0;
  while (length < width && image[at + length] != 0) ++length;
  memcpy(to, image + at, length);
  to[length] = '\0';
}

uint16_t number16(const uint8_t* image, uint16_t at) {
  return static_cast<uint16_t>(getNumber(image, at, 2));
}

uint32_t serialBaud(const uint8_t* image) {
  const uint32_t baud = getNumber(image, kSerialBaud, 3);
  return baud >= kBaudLowest && baud <= kBaudHighest ? baud : kBaudDefault;
}

bool flag(const uint8_t* image, uint16_t at) {
  return memcmp(image + at, "true", 5) == 0;
}

void setFlag(uint8_t* image, uint16_t at, bool value) {
  const uint8_t width = at == kTlsEnabled || at == kMqttEnabled ? 16 : 8;
  putText(image, at, width, value ? "true" : "false");
}

size_t shown(const uint8_t* image, const Field& field, char* to) {
  to[0] = '\0';
  switch (field.kind) {
    case Kind::kSecret:
#ifdef DEFECT_SHOWS_PASSWORD
      text(image, field.at, to);
#endif
      break;
    case Kind::kText: text(image, field.at, to); break;
    case Kind::kFlag: strcpy(to, flag(image, field.at) ? "true" : "false"); break;
    case Kind::kNumber16:
    case Kind::kNumber24:
    case Kind::kOctet:
      snprintf(to, kMaxText + 1, "%lu", static_cast<unsigned long>(getNumber(image, field.at, field.width)));
      break;
  }
  return strlen(to);
}

bool apply(const query::Parameters& form, uint8_t* image, Refusal& refusal) {
  refusal.field[0] = '\0';
  refusal.wanted = nullptr;
  const char* stranger = strangerIn(form);
  if (stranger != nullptr) return refuse(refusal, stranger, kWantedKnownField);
  for (size_t i = 0; i < kFieldCount; ++i) {
    const Field each = field(i);
    const char* value = form.value(each.name);
    if (value == nullptr && each.kind == Kind::kFlag) value = "false";
    if (value == nullptr) continue;
    const char* wanted = put(each, value, image);
    if (wanted != nullptr) return refuse(refusal, each.name, wanted);
  }
  if (!isNetmask(getNumber(image, kNetmask, 4))) return refuse(refusal, "nm_3", kWantedNetmask);
  seal(image);
  return true;
}

}  // namespace settings
