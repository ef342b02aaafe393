// The lines on the serial port.
#pragma once

#include "platform.h"

namespace console {

// As a serial server the port belongs to another device and most lines fall silent.
void setQuiet(bool quiet);
bool quiet();

// What Serial is for lines that may fall silent: Serial, or a sink that drops them.
Print& log();

// A line between two rules of 37 dashes.
void boxed(const __FlashStringHelper* line);

// `Reply Payload:` and the payload between two rules.
void reply(const char* payload);

void rule();

// heap <checkpoint> free=<bytes> max=<bytes> frag=<percent>
void heap(const __FlashStringHelper* checkpoint);

}  // namespace console
