// The LED at GPIO16.
#pragma once

#include "platform.h"

namespace led {

constexpr uint32_t kMaxBlinks = 60;

void begin();

// Ends a blinking under way.
void set(bool on);

// Blinks once a second, `times` times, with the countdown on the serial port.
void blink(uint32_t times);

// Takes the blinking further; from loop().
void step();

}  // namespace led
