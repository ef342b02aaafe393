// What the web server answers, as whole responses in one block.
#pragma once

#include "platform.h"
#include "arduino_link.h"
#include "query.h"

namespace http {

// Room for a head and a short body; the config page goes out in pieces of this size.
constexpr size_t kPiece = 1024;

enum class Body : uint8_t { kNone, kConfigPage, kLater };

// Whom to call when the Arduino has answered.
struct Waiter {
  arduino_link::LineHandler handler;
  void* context;
};

// Answers the request into `to` (kPiece bytes) and returns the length. kConfigPage: `to`
// holds the head alone and the page is to follow. kLater: nothing is to be sent until
// the waiter is called. `target` is changed.
size_t answer(const char* method, char* target, const Waiter& waiter, char* to, Body& follows);

// The answer for the Arduino's line.
size_t lineAnswer(const char* line, char* to);

// Answers that need no memory; NUL-terminated, in RAM.
extern const char kMalformed[];
extern const char kTimeout[];
extern const char kTooLarge[];
extern const char kUnavailable[];

}  // namespace http
