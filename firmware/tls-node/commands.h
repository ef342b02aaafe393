// What `request=` asks for, the same over HTTP and MQTT.
#pragma once

#include "query.h"

namespace commands {

struct Answer {
  char text[256];
  bool resets;  // the chip restarts in 3 s
  bool led;     // about the LED
};

// Does what is asked and writes the answer. Unknown requests and parameters out of
// range are answered with `Invalid Request` and change nothing.
void run(const query::Parameters& parameters, Answer& answer);

}  // namespace commands
