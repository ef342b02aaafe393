#include "query.h"

namespace query {
namespace {

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Decodes a NUL-terminated text onto itself.
bool decode(char* text) {
  char* to = text;
  for (const char* from = text; *from != '\0'; ++from) {
    char c = *from;
    if (c == '+') {
      c = ' ';
    } else if (c == '%') {
      const int high = hexDigit(from[1]);
      const int low = high < 0 ? -1 : hexDigit(from[2]);
      if (low < 0) return false;
      c = static_cast<char>(high << 4 | low);
      from += 2;
    }
    const uint8_t byte = static_cast<uint8_t>(c);
    if (byte < 0x20 || byte == 0x7F) return false;
    *to++ = c;
  }
  *to = '\0';
  return true;
}

}  // namespace

const char* Parameters::value(const char* name) const {
  for (uint8_t i = 0; i < count; ++i) {
    if (strcmp(list[i].name, name) == 0) return list[i].value;
  }
  return nullptr;
}

Result parse(char* target, const char*& path, Parameters& into) {
  into.count = 0;
  path = target;
  char* next = strchr(target, '?');
  if (next != nullptr) *next++ = '\0';
  if (!decode(target)) return Result::kMalformed;
  while (next != nullptr && *next != '\0') {
    char* name = next;
    next = strchr(name, '&');
    if (next != nullptr) *next++ = '\0';
    char* value = strchr(name, '=');
    if (value == nullptr || value == name) return Result::kMalformed;
    *value++ = '\0';
    if (into.count == kMaxParameters) return Result::kTooMany;
    if (!decode(name) || !decode(value)) return Result::kMalformed;
    into.list[into.count++] = {name, value};
  }
  return Result::kOk;
}

}  // namespace query
