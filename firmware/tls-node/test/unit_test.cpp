// Tests of the sketch's modules without hardware, on the host. Build and run: ./run
#include <stdio.h>
#include <stdlib.h>

#include "../config_page.h"
#include "../http_head.h"
#include "../mqtt_packet.h"
#include "../query.h"
#include "../settings.h"
#include "host_memory.h"

static int failures = 0;
static const char* current = "";

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) {                                                         \
      printf("%s: line %d: not so: %s\n", current, __LINE__, #condition);       \
      ++failures;                                                               \
    }                                                                           \
  } while (0)

static const uint8_t kMac[6] = {0x5C, 0xCF, 0x7F, 0x12, 0x34, 0x56};

// A small generator, the same everywhere, so that a failing fuzz case comes back.
static uint32_t seed = 1;
static uint32_t random32() {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed;
}

static bool applyQuery(const char* text, uint8_t* image, settings::Refusal& refusal) {
  char* copy = strdup(text);
  const char* path;
  query::Parameters form;
  const bool good = query::parse(copy, path, form) == query::Result::kOk && settings::apply(form, image, refusal);
  free(copy);
  return good;
}

static void defaults_are_those_of_the_map() {
  uint8_t image[settings::kImageSize];
  char text[settings::kMaxText + 1];

  settings::defaults(image, kMac);

  CHECK(settings::judge(image) == settings::State::kGood);
  settings::text(image, settings::kSsid, text);
  CHECK(strcmp(text, "YOUR_WIFI_SSID") == 0);
  settings::text(image, settings::kRxTopic, text);
  CHECK(strcmp(text, "mqtt_rx_5ccf7f123456") == 0);
  settings::text(image, settings::kTxTopic, text);
  CHECK(strcmp(text, "mqtt_tx_5ccf7f123456") == 0);
  CHECK(image[0x50] == 0x25 && image[0x51] == 0xE9);
  CHECK(image[0x100] == 0x01 && image[0x101] == 0xC2 && image[0x102] == 0x00);
  CHECK(image[0x40] == 192 && image[0x43] == 133 && image[0x4E] == 4);
  CHECK(memcmp(image + 0x170, "false", 6) == 0);
}

static void blank_zeroed_and_damaged_images_are_told_apart() {
  uint8_t image[settings::kImageSize];

  memset(image, 0xFF, sizeof image);
  CHECK(settings::judge(image) == settings::State::kBlank);
  memset(image, 0x00, sizeof image);
  CHECK(settings::judge(image) == settings::State::kBlank);
  CHECK(settings::serialBaud(image) == 115200);
  for (size_t at = 0; at < settings::kChecksum + 4; ++at) {
    settings::defaults(image, kMac);
    image[at] ^= 0x10;
    CHECK(settings::judge(image) != settings::State::kGood);
  }
}

static void sealAsLayout(uint8_t version, uint8_t* image) {
  image[settings::kVersion + 1] = version;
  const uint32_t crc = settings::crc32(image, settings::kChecksum);
  for (int i = 0; i < 4; ++i) image[settings::kChecksum + i] = static_cast<uint8_t>(crc >> (24 - 8 * i));
}

// The defaults as release 1 had them.
static void makeLayout0(uint8_t* image) {
  settings::defaults(image, kMac);
  memset(image + settings::kInsecure, 0, 8);
  sealAsLayout(0, image);
}

static void an_earlier_layout_is_upgraded_and_keeps_its_cells() {
  uint8_t image[settings::kImageSize], now[settings::kImageSize];
  settings::defaults(now, kMac);
  makeLayout0(image);
  CHECK(settings::judge(image) == settings::State::kOlder);

  settings::upgrade(image);

  CHECK(settings::judge(image) == settings::State::kGood);
  CHECK(memcmp(image, now, sizeof image) == 0);
}

static void a_damaged_earlier_and_a_later_layout_are_not_trusted() {
  uint8_t image[settings::kImageSize];
  makeLayout0(image);
  image[settings::kSsid] ^= 1;
  CHECK(settings::judge(image) == settings::State::kDamaged);
  settings::defaults(image, kMac);
  sealAsLayout(2, image);
  CHECK(settings::judge(image) == settings::State::kDamaged);
}

static void checksum_is_the_crc32_everyone_uses() {
  uint8_t image[settings::kImageSize];
  settings::defaults(image, kMac);
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < 0x1F8; ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      const uint32_t in = (image[i] >> bit & 1) ^ (crc & 1);
      crc = crc >> 1 ^ (in ? 0xEDB88320u : 0);
    }
  }
  crc = ~crc;
  CHECK(image[0x1F8] == (crc >> 24 & 255) && image[0x1F9] == (crc >> 16 & 255));
  CHECK(image[0x1FA] == (crc >> 8 & 255) && image[0x1FB] == (crc & 255));
}

static void a_form_changes_exactly_its_cells() {
  uint8_t image[settings::kImageSize], before[settings::kImageSize];
  settings::Refusal refusal;
  settings::defaults(image, kMac);
  memcpy(before, image, sizeof before);

  CHECK(applyQuery("/?ssid=my+net%26more&password=&ip_3=7&mqtt_ssl_en=true", image, refusal));

  char text[settings::kMaxText + 1];
  settings::text(image, settings::kSsid, text);
  CHECK(strcmp(text, "my net&more") == 0);
  CHECK(image[0x43] == 7);
  CHECK(settings::flag(image, settings::kTlsEnabled) && !settings::flag(image, settings::kMqttEnabled));
  CHECK(memcmp(image + 0x30, before + 0x30, 0x13) == 0);
  CHECK(memcmp(image + 0x44, before + 0x44, 0x160 - 0x44) == 0);
  CHECK(settings::judge(image) == settings::State::kGood);
}

static void full_cells_do_not_spill() {
  uint8_t image[settings::kImageSize];
  char text[settings::kMaxText + 1];
  settings::Refusal refusal;
  settings::defaults(image, kMac);

  CHECK(applyQuery("/?ssid=12345678901234567890123456789012&password=1234567890123456"
                   "&mqtt_bk=abcdefghijklmnopqrstuvwxyz012345", image, refusal));

  settings::text(image, settings::kSsid, text);
  CHECK(strlen(text) == 32);
  settings::text(image, settings::kPassword, text);
  CHECK(strcmp(text, "1234567890123456") == 0);
  CHECK(image[0x40] == 192);
  settings::text(image, settings::kMqttUser, text);
  CHECK(strcmp(text, "mqtt_username") == 0);
}

static void bad_values_are_refused_by_name() {
  static const char* const cases[][2] = {
      {"/?svrport=0", "svrport"},          {"/?svrport=65536", "svrport"},
      {"/?svrport=", "svrport"},           {"/?svrport=12a", "svrport"},
      {"/?svrport=4294967297", "svrport"}, {"/?ip_0=256", "ip_0"},
      {"/?ip_1=-1", "ip_1"},               {"/?nm_3=1", "nm_3"},
      {"/?ssid=", "ssid"},                 {"/?ssid=123456789012345678901234567890123", "ssid"},
      {"/?password=12345678901234567", "password"},
      {"/?mqtt_bk=a+b", "mqtt_bk"},        {"/?mqtt_rt=up/%23", "mqtt_rt"},
      {"/?mqtt_tt=", "mqtt_tt"},           {"/?ser_baud=0", "ser_baud"},
      {"/?ser_baud=16777215", "ser_baud"}, {"/?mqtt_cl_en=yes", "mqtt_cl_en"},
      {"/?stranger=1", "stranger"},        {"/?ssid=a&ssid=b", "ssid"},
      {"/?a_name_longer_than_any_field=1", "a_name_long"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    uint8_t image[settings::kImageSize];
    settings::Refusal refusal;
    settings::defaults(image, kMac);
    CHECK(!applyQuery(cases[i][0], image, refusal));
    CHECK(strcmp(refusal.field, cases[i][1]) == 0);
    CHECK(refusal.wanted != nullptr);
  }
}

static void a_minus_sign_clears_a_secret() {
  uint8_t image[settings::kImageSize];
  char text[settings::kMaxText + 1];
  settings::Refusal refusal;
  settings::defaults(image, kMac);
  CHECK(applyQuery("/?mqtt_pw=-", image, refusal));
  settings::text(image, settings::kMqttPassword, text);
  CHECK(text[0] == '\0');
}

static void all_33_parameters_fit() {
  uint8_t image[settings::kImageSize];
  char target[4096] = "/?", value[settings::kMaxText + 1];
  settings::Refusal refusal;
  settings::defaults(image, kMac);
  for (size_t i = 0; i < settings::kFieldCount; ++i) {
    const settings::Field each = settings::field(i);
    settings::shown(image, each, value);
    if (each.kind == settings::Kind::kFlag) strcpy(value, "true");
    snprintf(target + strlen(target), sizeof target - strlen(target), "%s%s=%s", i ? "&" : "", each.name, value);
  }
  CHECK(applyQuery(target, image, refusal));
  settings::text(image, settings::kSsid, value);
  CHECK(strcmp(value, "YOUR_WIFI_SSID") == 0);
  CHECK(settings::flag(image, settings::kSerialServer) && settings::flag(image, settings::kMqttAuth));
}

static void queries_that_make_no_sense_are_malformed() {
  static const char* const bad[] = {"/?a", "/?=b", "/?a=%", "/?a=%4", "/?a=%zz", "/?a=%00", "/?a=%0a", "/%"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
    char* copy = strdup(bad[i]);
    const char* path;
    query::Parameters into;
    CHECK(query::parse(copy, path, into) == query::Result::kMalformed);
    free(copy);
  }
  char many[1024] = "/?";
  for (int i = 0; i < 41; ++i) strcat(many, "a=b&");
  const char* path;
  query::Parameters into;
  CHECK(query::parse(many, path, into) == query::Result::kTooMany);
  CHECK(strcmp(path, "/") == 0);
}

static void a_head_may_come_in_any_pieces() {
  const char request[] = "GET /?request=LedOn HTTP/1.1\r\nHost: a\r\nReferer: http://x/?b&c\r\n\r\n";
  const size_t length = sizeof request - 1;
  for (size_t step = 1; step <= length; ++step) {
    http::Head head;
    head.begin();
    http::Progress seen = http::Progress::kMore;
    for (size_t at = 0; at < length && seen == http::Progress::kMore; at += step) {
      seen = head.feed(request + at, length - at < step ? length - at : step);
    }
    CHECK(seen == http::Progress::kComplete);
    CHECK(strcmp(head.method(), "GET") == 0 && strcmp(head.target(), "/?request=LedOn") == 0);
    head.release();
  }
  CHECK(host_memory::blocks == 0);
}

static http::Progress feedAll(const char* text, size_t length) {
  http::Head head;
  head.begin();
  const http::Progress seen = head.feed(text, length);
  head.release();
  return seen;
}

static void heads_beyond_the_limits_are_refused() {
  static char big[10000];
  memset(big, 'a', sizeof big);
  memcpy(big, "GET /", 5);
  CHECK(feedAll(big, sizeof big) == http::Progress::kTooLarge);
  memcpy(big, "GET / HTTP/1.0\nX", 16);
  CHECK(feedAll(big, sizeof big) == http::Progress::kTooLarge);
  CHECK(feedAll("nonsense\r\n\r\n", 12) == http::Progress::kMalformed);
  CHECK(feedAll("GET /\r\n\r\n", 9) == http::Progress::kMalformed);
  host_memory::limit = 100;
  CHECK(feedAll("GET / HTTP/1.0\r\n\r\n", 18) == http::Progress::kNoMemory);
  host_memory::limit = static_cast<size_t>(-1);
  CHECK(host_memory::blocks == 0);
}

static void the_page_is_the_same_through_any_window() {
  uint8_t image[settings::kImageSize];
  settings::Refusal refusal;
  settings::defaults(image, kMac);
  CHECK(applyQuery("/?ssid=%3Cb%3E%22%27%26set_pt", image, refusal));
  const size_t length = config_page::length(image);
  char* whole = static_cast<char*>(malloc(length + 1));
  CHECK(config_page::render(image, 0, whole, length + 1) == length);
  whole[length] = '\0';

  for (size_t step = 1; step < 1500; step += 97) {
    char part[1500];
    size_t at = 0;
    for (size_t got; (got = config_page::render(image, at, part, step)) != 0; at += got) {
      CHECK(memcmp(whole + at, part, got) == 0);
    }
    CHECK(at == length);
  }
  CHECK(strstr(whole, "value=\"&lt;b&gt;&quot;&#39;&amp;set_pt\"") != nullptr);
  CHECK(strstr(whole, "mqtt_password") == nullptr);
  CHECK(strstr(whole, "YOUR_WIFI_PW") == nullptr);
  CHECK(strstr(whole, "</html>") != nullptr);
  for (size_t i = 0; i < settings::kFieldCount; ++i) {
    char name[32];
    snprintf(name, sizeof name, " name=\"%s\"", settings::field(i).name);
    char* first = strstr(whole, name);
    CHECK(first != nullptr && strstr(first + 1, name) == nullptr);
  }
  free(whole);
}

static void mqtt_packets_are_those_of_the_standard() {
  uint8_t out[64];
  const mqtt::Identity who = {"id", "u", "pw"};
  static const uint8_t connect[] = {0x10, 21, 0, 4, 'M', 'Q', 'T', 'T', 4,   0xC2, 0, 15,
                                    0,    2,  'i', 'd', 0, 1, 'u', 0,  2,   'p',  'w'};
  CHECK(mqtt::connectPacket(out, sizeof out, who, 15) == sizeof connect);
  CHECK(memcmp(out, connect, sizeof connect) == 0);
  static const uint8_t subscribe[] = {0x82, 6, 0, 7, 0, 1, 't', 0};
  CHECK(mqtt::subscribePacket(out, sizeof out, 7, "t") == sizeof subscribe);
  CHECK(memcmp(out, subscribe, sizeof subscribe) == 0);
  static const uint8_t publish[] = {0x30, 5, 0, 1, 't', 'h', 'i'};
  CHECK(mqtt::publishPacket(out, sizeof out, "t", "hi", 2) == sizeof publish);
  CHECK(memcmp(out, publish, sizeof publish) == 0);
  CHECK(mqtt::publishPacket(out, 6, "t", "hi", 2) == 0);
  CHECK(mqtt::emptyPacket(out, sizeof out, mqtt::kPingreq) == 2 && out[0] == 0xC0 && out[1] == 0);
}

static void mqtt_packets_are_read_back() {
  static uint8_t out[mqtt::kMaxPacket];
  char body[300];
  memset(body, 'x', sizeof body);
  const size_t length = mqtt::publishPacket(out, sizeof out, "topic", body, sizeof body);
  CHECK(length == 3 + 7 + 300);
  mqtt::Reader reader;
  reader.begin();
  for (size_t i = 0; i < length; ++i) {
    CHECK(reader.feed(out[i]) == (i + 1 == length ? mqtt::Taken::kPacket : mqtt::Taken::kMore));
  }
  char *topic, *payload;
  size_t payloadLength;
  CHECK(mqtt::publication(reader, topic, payload, payloadLength));
  CHECK(strcmp(topic, "topic") == 0 && payloadLength == 300 && strlen(payload) == 300);
}

static void a_packet_too_long_is_skipped_and_the_next_one_read() {
  mqtt::Reader reader;
  reader.begin();
  CHECK(reader.feed(0x30) == mqtt::Taken::kMore);
  CHECK(reader.feed(0x81) == mqtt::Taken::kMore);
  CHECK(reader.feed(0x04) == mqtt::Taken::kMore);  // 513
  for (int i = 0; i < 512; ++i) CHECK(reader.feed(0) == mqtt::Taken::kMore);
  CHECK(reader.feed(0) == mqtt::Taken::kSkipped);
  CHECK(reader.feed(0xD0) == mqtt::Taken::kMore);
  CHECK(reader.feed(0x00) == mqtt::Taken::kPacket);
  CHECK(reader.type() == mqtt::kPingresp && reader.length() == 0);
  reader.begin();
  reader.feed(0x30);
  for (int i = 0; i < 3; ++i) CHECK(reader.feed(0xFF) == mqtt::Taken::kMore);
  CHECK(reader.feed(0xFF) == mqtt::Taken::kMalformed);
}

static void any_bytes_to_the_mqtt_reader_stay_within_bounds() {
  mqtt::Reader* reader = static_cast<mqtt::Reader*>(malloc(sizeof(mqtt::Reader)));
  size_t packets = 0;
  for (int round = 0; round < 20000; ++round) {
    reader->begin();
    const size_t length = random32() % 40;
    for (size_t i = 0; i < length; ++i) {
      uint8_t byte = static_cast<uint8_t>(random32());
      if (i == 0) byte = 0x30 | (byte & 0x0F);
      if (i == 1) byte &= 0x1F;
      if (i == 2) byte = 0;
      const mqtt::Taken taken = reader->feed(byte);
      char *topic, *payload;
      size_t payloadLength;
      if (taken == mqtt::Taken::kMalformed) break;
      if (taken != mqtt::Taken::kPacket) continue;
      ++packets;
      if (mqtt::publication(*reader, topic, payload, payloadLength)) {
        CHECK(payload[payloadLength] == 0);
        CHECK(strlen(topic) + payloadLength <= mqtt::kMaxPacket);
      }
    }
  }
  CHECK(packets > 1000);
  free(reader);
}

static void any_request_is_answered_within_bounds() {
  static const char* const parts[] = {"GET ", "/", "?", "&", "=", "%", "%4", "%41", "+", "ssid", "ssid=reset",
                                      "ip_0=", "255", "HTTP/1.1", "\r\n", "\r\n\r\n", " ", "nm_3=1", "\xFF", "a"};
  uint8_t image[settings::kImageSize];
  size_t complete = 0, accepted = 0;
  for (int round = 0; round < 30000; ++round) {
    char text[512] = "";
    const unsigned count = random32() % 16;
    if (random32() % 4) strcat(text, "GET /?");
    for (unsigned i = 0; i < count; ++i) strcat(text, parts[random32() % (sizeof parts / sizeof parts[0])]);
    if (random32() % 4) strcat(text, " HTTP/1.1\r\n\r\n");
    http::Head head;
    head.begin();
    char* exact = strdup(text);
    if (head.feed(exact, strlen(exact)) == http::Progress::kComplete) {
      ++complete;
      const char* path;
      query::Parameters form;
      settings::Refusal refusal;
      settings::defaults(image, kMac);
      if (query::parse(head.target(), path, form) == query::Result::kOk &&
          settings::apply(form, image, refusal)) {
        ++accepted;
        CHECK(settings::judge(image) == settings::State::kGood);
      }
    }
    free(exact);
    head.release();
  }
  CHECK(complete > 1000);
  CHECK(accepted > 10);
  CHECK(host_memory::blocks == 0);
}

int main() {
  static const struct {
    const char* name;
    void (*run)();
  } tests[] = {
#define TEST(name) {#name, name}
      TEST(defaults_are_those_of_the_map),
      TEST(blank_zeroed_and_damaged_images_are_told_apart),
      TEST(an_earlier_layout_is_upgraded_and_keeps_its_cells),
      TEST(a_damaged_earlier_and_a_later_layout_are_not_trusted),
      TEST(checksum_is_the_crc32_everyone_uses),
      TEST(a_form_changes_exactly_its_cells),
      TEST(full_cells_do_not_spill),
      TEST(bad_values_are_refused_by_name),
      TEST(a_minus_sign_clears_a_secret),
      TEST(all_33_parameters_fit),
      TEST(queries_that_make_no_sense_are_malformed),
      TEST(a_head_may_come_in_any_pieces),
      TEST(heads_beyond_the_limits_are_refused),
      TEST(the_page_is_the_same_through_any_window),
      TEST(mqtt_packets_are_those_of_the_standard),
      TEST(mqtt_packets_are_read_back),
      TEST(a_packet_too_long_is_skipped_and_the_next_one_read),
      TEST(any_bytes_to_the_mqtt_reader_stay_within_bounds),
      TEST(any_request_is_answered_within_bounds),
#undef TEST
  };
  for (const auto& test : tests) {
    current = test.name;
    const int before = failures;
    test.run();
    printf("%s %s\n", failures == before ? "ok  " : "FAIL", test.name);
  }
  printf("%zu tests, %d failures\n", sizeof tests / sizeof tests[0], failures);
  return failures == 0 ? 0 : 1;
}
