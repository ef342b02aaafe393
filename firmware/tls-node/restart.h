// A reset that leaves time for the answer to reach its reader.
#pragma once

namespace restart {

constexpr unsigned kDelayMs = 3000;

// Resets the chip in 3 s, whatever loop() does meanwhile.
void soon();

}  // namespace restart
