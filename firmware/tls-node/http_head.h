// The head of an HTTP request, taken in as the segments bring it. Only the request
// line is kept; header lines are counted and dropped, so that a half-sent request
// holds little memory and no header can disturb the parameters.
#pragma once

#include "platform.h"

namespace http {

constexpr size_t kMaxRequestLine = 2048;
constexpr size_t kMaxHead = 8192;

enum class Progress : uint8_t { kMore, kComplete, kTooLarge, kNoMemory, kMalformed };

class Head {
 public:
  // A Head is plain storage: begin() before use, release() after.
  void begin();
  void release();

  // Bytes after the end of the head are ignored.
  Progress feed(const char* data, size_t length);

  // After kComplete, both NUL-terminated within the line; the target may be changed.
  const char* method() const { return line_; }
  char* target() const { return target_; }

 private:
  bool keep(char c);
  bool split();

  char* line_;
  char* target_;
  uint16_t capacity_;
  uint16_t lineLength_;
  uint16_t headLength_;
  uint16_t currentLength_;
  bool inFirstLine_;
};

}  // namespace http
