// The 512 bytes of EEPROM: where each setting lives, what it may be, and how the
// page's form becomes an image. Nothing here touches flash.
#pragma once

#include "platform.h"
#include "query.h"

namespace settings {

constexpr size_t kImageSize = 512;
constexpr size_t kMaxText = 32;

// Cells, as the article's firmware placed them.
constexpr uint16_t kSsid = 0x010;
constexpr uint16_t kPassword = 0x030;
constexpr uint16_t kIp = 0x040;
constexpr uint16_t kNetmask = 0x044;
constexpr uint16_t kGateway = 0x048;
constexpr uint16_t kApIp = 0x04C;
constexpr uint16_t kWebPort = 0x050;
constexpr uint16_t kBroker = 0x060;
constexpr uint16_t kMqttUser = 0x080;
constexpr uint16_t kMqttPassword = 0x0A0;
constexpr uint16_t kRxTopic = 0x0C0;
constexpr uint16_t kTxTopic = 0x0E0;
constexpr uint16_t kSerialBaud = 0x100;
constexpr uint16_t kSerialServer = 0x108;
constexpr uint16_t kMqttAuth = 0x110;
constexpr uint16_t kMqttPort = 0x118;
constexpr uint16_t kOtaPort = 0x11A;
constexpr uint16_t kOtaPassword = 0x120;
constexpr uint16_t kClientId = 0x140;
constexpr uint16_t kTlsEnabled = 0x160;
constexpr uint16_t kMqttEnabled = 0x170;
// Our additions, in what the article left unused.
constexpr uint16_t kMagic = 0x180;      // "TLSN"
constexpr uint16_t kVersion = 0x184;    // u16, of the layout
constexpr uint16_t kInsecure = 0x188;   // flag, 8 bytes, not on the page; since layout 1
constexpr uint16_t kChecksum = 0x1F8;   // CRC-32 over 0x000-0x1F7, big-endian
#ifdef TLS_NODE_RELEASE_1
constexpr uint16_t kVersionNow = 0;
#else
constexpr uint16_t kVersionNow = 1;
#endif

// CRC-32 of IEEE 802.3.
uint32_t crc32(const uint8_t* data, size_t length);

enum class Kind : uint8_t { kText, kSecret, kNumber16, kNumber24, kOctet, kFlag };

// What a text may hold beyond its length.
enum class Rule : uint8_t { kAny, kRequired, kHost, kTopic };

// One field of the config page. The name is the article's.
struct Field {
  char name[12];
  uint16_t at;
  uint8_t width;
  Kind kind;
  Rule rule;
  uint32_t lowest;
  uint32_t highest;
};

constexpr size_t kFieldCount = 33;

// The fields in the order of the form.
Field field(size_t index);

enum class State : uint8_t { kGood, kOlder, kBlank, kDamaged };

// kOlder: good, of an earlier layout. kBlank: the magic is missing. kDamaged: it is
// there, but the checksum is wrong or the layout a later one.
State judge(const uint8_t* image);

// Makes an image of an earlier layout one of this layout, valid; every cell is kept.
void upgrade(uint8_t* image);

// Writes magic, version and checksum over an image whose cells are final.
void seal(uint8_t* image);

// The defaults of the article; the topics carry the MAC.
void defaults(uint8_t* image, const uint8_t mac[6]);

// Copies a text cell, ends it with NUL; `to` holds kMaxText + 1 bytes.
void text(const uint8_t* image, uint16_t at, char* to);

uint16_t number16(const uint8_t* image, uint16_t at);

// The console's rate; 115200 when the cell holds none that a UART could keep.
uint32_t serialBaud(const uint8_t* image);

bool flag(const uint8_t* image, uint16_t at);
void setFlag(uint8_t* image, uint16_t at, bool value);

// A field as the page shows it, NUL-terminated; `to` holds kMaxText + 1 bytes.
// Secrets come out empty. Returns the length.
size_t shown(const uint8_t* image, const Field& field, char* to);

// Why a form was refused; the field is empty when no single one is to blame.
struct Refusal {
  char field[12];
  const char* wanted;  // PROGMEM, nullptr when the form was accepted
};

// Puts a whole form into the image, or refuses it and leaves the image undefined.
// A field not sent keeps its value, a check box not sent becomes "false"; an empty
// secret keeps the stored one and a single '-' clears it.
bool apply(const query::Parameters& form, uint8_t* image, Refusal& refusal);

}  // namespace settings
