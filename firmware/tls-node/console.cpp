#include "console.h"

namespace console {
namespace {

class Nowhere : public Print {
 public:
  size_t write(uint8_t) override { return 1; }
  size_t write(const uint8_t*, size_t size) override { return size; }
};

Nowhere nowhere;
bool silent = false;

}  // namespace

void setQuiet(bool quiet) { silent = quiet; }

bool quiet() { return silent; }

Print& log() { return silent ? static_cast<Print&>(nowhere) : Serial; }

void rule() { log().println(F("-------------------------------------")); }

void boxed(const __FlashStringHelper* line) {
  rule();
  log().println(line);
  rule();
}

void reply(const char* payload) {
  rule();
  log().println(F("Reply Payload:"));
  log().println(payload);
  rule();
}

void heap(const __FlashStringHelper* checkpoint) {
  Print& out = log();
  out.print(F("heap "));
  out.print(checkpoint);
  out.print(F(" free="));
  out.print(ESP.getFreeHeap());
  out.print(F(" max="));
  out.print(ESP.getMaxFreeBlockSize());
  out.print(F(" frag="));
  out.println(ESP.getHeapFragmentation());
}

}  // namespace console
