#include "arduino_link.h"

namespace arduino_link {
namespace {

constexpr uint32_t kPatienceMs = 5000;
constexpr size_t kMaxLine = 128;

char line[kMaxLine + 1];
size_t length = 0;
LineHandler waiting = nullptr;
void* waitingContext = nullptr;
uint32_t askedAt = 0;
LineHandler unasked = nullptr;

void deliver(const char* text) {
  const LineHandler handler = waiting;
  waiting = nullptr;
  if (handler != nullptr) {
    handler(waitingContext, text);
  } else if (unasked != nullptr) {
    unasked(nullptr, text);
  }
}

bool isChannel(const char* text) {
  return text != nullptr && text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9' && text[2] == '\0';
}

// The line for the Arduino is prefix, first and second; nullptr where there is none.
bool compose(const query::Parameters& parameters, const __FlashStringHelper*& prefix, const char*& first,
             const char*& second) {
  const char* what = parameters.value("arduino");
  const char* channel = parameters.value("chan");
  if (what == nullptr) return false;
  first = channel;
  second = "";
  if (strcmp_P(what, PSTR("SetDigital")) == 0) {
    prefix = F("Arduino_SD");
    second = parameters.value("state");
    return isChannel(channel) && second != nullptr && (strcmp(second, "0") == 0 || strcmp(second, "1") == 0);
  }
  if (strcmp_P(what, PSTR("GetDigital")) == 0) {
    prefix = F("Arduino_GD");
    return isChannel(channel);
  }
  if (strcmp_P(what, PSTR("GetAnalog")) == 0) {
    prefix = F("Arduino_GA");
    return isChannel(channel);
  }
  prefix = F("Arduino_SM");
  first = parameters.value("msg");
  return strcmp_P(what, PSTR("SendMsg")) == 0 && first != nullptr && strlen(first) < kMaxLine;
}

}  // namespace

bool ask(const query::Parameters& parameters, LineHandler answered, void* context) {
  const __FlashStringHelper* prefix;
  const char* first;
  const char* second;
  if (waiting != nullptr || !compose(parameters, prefix, first, second)) return false;
  Serial.print(prefix);
  Serial.print(first);
  Serial.println(second);
  waiting = answered;
  waitingContext = context;
  askedAt = millis();
  return true;
}

void onUnasked(LineHandler handler) { unasked = handler; }

void step() {
  while (Serial.available() > 0) {
    const int c = Serial.read();
    if (c == '\n' || c == '\r') {
      line[length] = '\0';
      if (length > 0) deliver(line);
      length = 0;
    } else if (c > 0 && length < kMaxLine) {
      line[length++] = static_cast<char>(c);
    }
  }
  if (waiting != nullptr && millis() - askedAt >= kPatienceMs) deliver("no arduino reply received");
}

}  // namespace arduino_link
