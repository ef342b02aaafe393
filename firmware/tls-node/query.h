// The query of a request: `/?name=value&name=value`, decoded in place.
#pragma once

#include "platform.h"

namespace query {

constexpr size_t kMaxParameters = 40;

struct Parameter {
  const char* name;
  const char* value;
};

struct Parameters {
  Parameter list[kMaxParameters];
  uint8_t count;

  // The value, or nullptr when there is no such parameter.
  const char* value(const char* name) const;
};

enum class Result : uint8_t { kOk, kTooMany, kMalformed };

// Splits and decodes `target` (percent escapes and '+'), which is changed and must
// outlive `into`. `path` becomes the part before '?'. Malformed: a parameter without
// '=', an unfinished escape, an escaped NUL or control character.
Result parse(char* target, const char*& path, Parameters& into);

}  // namespace query
