#include "http_head.h"

#include "memory.h"

namespace http {
namespace {

constexpr size_t kFirstCapacity = 128;

}  // namespace

void Head::begin() {
  line_ = nullptr;
  target_ = nullptr;
  capacity_ = 0;
  lineLength_ = 0;
  headLength_ = 0;
  currentLength_ = 0;
  inFirstLine_ = true;
}

void Head::release() {
  memory::give(line_);
  begin();
}

// Appends to the request line and keeps it NUL-terminated; grows by doubling.
bool Head::keep(char c) {
  if (lineLength_ + 1u >= capacity_) {
    const size_t wanted = capacity_ == 0 ? kFirstCapacity : capacity_ * 2u;
    char* grown = static_cast<char*>(memory::take(wanted));
    if (grown == nullptr) return false;
    if (line_ != nullptr) memcpy(grown, line_, lineLength_);
    memory::give(line_);
    line_ = grown;
    capacity_ = static_cast<uint16_t>(wanted);
  }
  line_[lineLength_++] = c;
  line_[lineLength_] = '\0';
  return true;
}

// METHOD SP target SP HTTP/x
bool Head::split() {
  char* blank = strchr(line_, ' ');
  if (blank == nullptr || blank == line_) return false;
  *blank = '\0';
  target_ = blank + 1;
  char* version = strchr(target_, ' ');
  if (version == nullptr || *target_ != '/') return false;
  *version++ = '\0';
  return strncmp(version, "HTTP/", 5) == 0;
}

Progress Head::feed(const char* data, size_t length) {
  for (size_t i = 0; i < length; ++i) {
    const char c = data[i];
    if (++headLength_ > kMaxHead) return Progress::kTooLarge;
    if (c == '\n') {
      const bool empty = currentLength_ == 0;
      currentLength_ = 0;
      if (inFirstLine_) {
        inFirstLine_ = empty;  // blank lines before the request are no request
      } else if (empty) {
        return split() ? Progress::kComplete : Progress::kMalformed;
      }
    } else if (c == '\0') {
      return Progress::kMalformed;
    } else if (c != '\r') {
      ++currentLength_;
      if (!inFirstLine_) continue;
      if (lineLength_ >= kMaxRequestLine - 1) return Progress::kTooLarge;
      if (!keep(c)) return Progress::kNoMemory;
    }
  }
  return Progress::kMore;
}

}  // namespace http
