// Eight analogue channels behind a multiplexer, one converter.
#pragma once

#include "platform.h"

namespace sensors {

constexpr uint8_t kChannels = 8;

void begin();

// Reads the next channel when its time has come; from loop().
void step();

// Hundredths of a volt at the channel's last reading, 0 before the first.
uint16_t centivolts(uint8_t channel);

}  // namespace sensors
