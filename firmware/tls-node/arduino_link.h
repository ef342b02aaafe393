// The Arduino at the serial port: `arduino=` requests become lines to it, its lines
// become answers.
#pragma once

#include "query.h"

namespace arduino_link {

// Gets the answer of a request, or a line that nobody asked for.
typedef void (*LineHandler)(void* context, const char* line);

// Sends what `arduino=` asks for. `answered` is called once, from loop(), with the
// Arduino's line or after 5 s with `no arduino reply received`. False when the request
// makes no sense or another one is waiting: nothing is sent, nothing will be called.
bool ask(const query::Parameters& parameters, LineHandler answered, void* context);

// Gets the lines that nobody asked for; nullptr drops them.
void onUnasked(LineHandler handler);

// Reads what has come; from loop().
void step();

}  // namespace arduino_link
