#include "sensors.h"

namespace sensors {
namespace {

// Select inputs of the multiplexer, lowest bit first.
const uint8_t kSelect[3] = {12, 13, 14};
constexpr uint32_t kPeriodMs = 2500;
constexpr uint32_t kFullScale = 1023;
constexpr uint32_t kFullScaleCentivolts = 330;

uint16_t readings[kChannels];
uint8_t current = 0;
uint32_t selectedAt = 0;

void select(uint8_t channel) {
  for (uint8_t bit = 0; bit < 3; ++bit) digitalWrite(kSelect[bit], channel >> bit & 1);
  current = channel;
  selectedAt = millis();
}

}  // namespace

void begin() {
  for (uint8_t pin : kSelect) pinMode(pin, OUTPUT);
  select(0);
}

// The period between two channels is settling time enough.
void step() {
  if (millis() - selectedAt < kPeriodMs) return;
  const uint32_t raw = static_cast<uint32_t>(analogRead(A0));
  const uint32_t bounded = raw > kFullScale ? kFullScale : raw;
  readings[current] = static_cast<uint16_t>(bounded * kFullScaleCentivolts / kFullScale);
  select((current + 1) % kChannels);
}

uint16_t centivolts(uint8_t channel) { return channel < kChannels ? readings[channel] : 0; }

}  // namespace sensors
