// The time of day, from the network.
#pragma once

#include "platform.h"

namespace node_clock {

// Asks for the time and waits a bounded while; without an answer the node goes on.
void begin();

// Whether the time has come yet.
bool known();

// Says so when the time comes later than begin() could wait; from loop().
void step();

}  // namespace node_clock
