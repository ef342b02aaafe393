#include "config_page.h"

#include "defects.h"
#include "settings.h"

#include <stdio.h>

namespace config_page {
namespace {

const char kTop[] PROGMEM =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width\">"
    "<title>ESP8266 Configuration</title>\n<style>\n"
    "body{font-family:sans-serif;background:#eef1f4;color:#223;margin:1em auto;max-width:44em}\n"
    "h1{font-size:1.4em}\n"
    "table{border-collapse:collapse;width:100%;background:#fff}\n"
    "th,td{text-align:left;padding:.4em .6em;border-bottom:1px solid #d5dbe1;font-weight:normal}\n"
    "input{font:inherit;padding:.2em;border:1px solid #9ab}\n"
    "input[type=number]{width:5em}\n"
    ".do{display:inline-block;margin:1em 1em 1em 0;padding:.5em 1.5em;border:0;background:#246;"
    "color:#fff;font:inherit;text-decoration:none;cursor:pointer}\n"
    "</style></head>\n<body><h1>ESP8266 Configuration</h1>\n"
    "<p>Saved values are used after the next reset. Passwords are not shown: an empty one stays as it is, "
    "a single minus sign clears it. IP address 0.0.0.0 asks the network for one.</p>\n"
    "<form action=\"/\" method=\"get\" accept-charset=\"utf-8\"><table>\n";

const char kBottom[] PROGMEM =
    "</table>\n<button class=\"do\" type=\"submit\">SAVE</button>"
    "<a class=\"do\" href=\"/?ssid=reset\">RESET ESP8266</a></form>\n</body></html>\n";

// What stands before a field's row; empty: the field continues the row.
struct Label {
  char text[24];
};

const Label kLabels[settings::kFieldCount] PROGMEM = {
    {"Wi-Fi name (SSID)"}, {"Wi-Fi password"}, {"Web server port"},
    {"IP address"}, {""}, {""}, {""}, {"Netmask"}, {""}, {""}, {""},
    {"Gateway"}, {""}, {""}, {""}, {"Access point address"}, {""}, {""}, {""},
    {"OTA password"}, {"OTA port"}, {"MQTT broker"}, {"MQTT port"}, {"MQTT client id"},
    {"MQTT user"}, {"MQTT password"}, {"MQTT Rx topic"}, {"MQTT Tx topic"},
    {"MQTT with password"}, {"MQTT over TLS"}, {"MQTT at start"}, {"Serial baud"}, {"Serial server"},
};

// Counts everything, keeps what falls into the window.
class Window {
 public:
  Window(size_t offset, char* to, size_t capacity) : offset_(offset), to_(to), capacity_(capacity) {}

  void put(char c) {
    if (position_ >= offset_ && position_ - offset_ < capacity_) to_[position_ - offset_] = c;
    ++position_;
  }

  void put(const char* text) {
    while (*text != '\0') put(*text++);
  }

  void put_P(PGM_P text) {
    for (char c; (c = static_cast<char>(pgm_read_byte(text))) != '\0'; ++text) put(c);
  }

  void putEscaped(const char* text) {
    for (; *text != '\0'; ++text) {
      switch (*text) {
        case '&': put_P(PSTR("&amp;")); break;
        case '<': put_P(PSTR("&lt;")); break;
        case '>': put_P(PSTR("&gt;")); break;
        case '"': put_P(PSTR("&quot;")); break;
        case '\'': put_P(PSTR("&#39;")); break;
        default: put(*text);
      }
    }
  }

  bool full() const { return position_ >= offset_ + capacity_; }
  size_t position() const { return position_; }

 private:
  size_t offset_;
  char* to_;
  size_t capacity_;
  size_t position_ = 0;
};

void putInput(Window& out, const uint8_t* image, const settings::Field& field) {
  char value[settings::kMaxText + 1];
  char number[48];
  settings::shown(image, field, value);
  out.put_P(PSTR("<input name=\""));
  out.put(field.name);
  switch (field.kind) {
    case settings::Kind::kFlag:
      out.put_P(PSTR("\" type=\"checkbox\" value=\"true\""));
      if (strcmp(value, "true") == 0) out.put_P(PSTR(" checked"));
      break;
    case settings::Kind::kSecret:
#ifdef DEFECT_SHOWS_PASSWORD
      out.put_P(PSTR("\" type=\"password\" value=\""));
      out.putEscaped(value);
      out.put('"');
      break;
#endif
      out.put_P(PSTR("\" type=\"password\" value=\"\" autocomplete=\"off\" placeholder=\"unchanged\""));
      break;
    case settings::Kind::kText:
      out.put_P(PSTR("\" type=\"text\" value=\""));
      out.putEscaped(value);
      out.put('"');
      break;
    default:
      out.put_P(PSTR("\" type=\"number\" value=\""));
      out.put(value);
      snprintf(number, sizeof number, "\" min=\"%lu\" max=\"%lu\"", static_cast<unsigned long>(field.lowest),
               static_cast<unsigned long>(field.highest));
      out.put(number);
  }
  if (field.kind == settings::Kind::kText || field.kind == settings::Kind::kSecret) {
    snprintf(number, sizeof number, " maxlength=\"%u\"", static_cast<unsigned>(field.width));
    out.put(number);
  }
  out.put('>');
}

// The whole page, or as much of it as the window can still hold.
size_t write(Window& out, const uint8_t* image, bool whole) {
  size_t shownFields = settings::kFieldCount;
#ifdef DEFECT_PAGE_TRUNCATED
  shownFields -= 2;
#endif
  out.put_P(kTop);
  for (size_t i = 0; i < shownFields; ++i) {
    if (!whole && out.full()) return out.position();
    Label label;
    memcpy_P(&label, &kLabels[i], sizeof label);
    if (label.text[0] != '\0') {
      out.put_P(i == 0 ? PSTR("<tr><th>") : PSTR("</td></tr>\n<tr><th>"));
      out.put(label.text);
      out.put_P(PSTR("</th><td>"));
    }
    putInput(out, image, settings::field(i));
  }
#ifdef DEFECT_PAGE_TRUNCATED
  return out.position();
#endif
  out.put_P(PSTR("</td></tr>\n"));
  out.put_P(kBottom);
  return out.position();
}

}  // namespace

size_t render(const uint8_t* image, size_t offset, char* to, size_t capacity) {
  Window out(offset, to, capacity);
  const size_t reached = write(out, image, false);
  if (reached <= offset) return 0;
  return reached - offset < capacity ? reached - offset : capacity;
}

size_t length(const uint8_t* image) {
  Window out(0, nullptr, 0);
  return write(out, image, true);
}

}  // namespace config_page
