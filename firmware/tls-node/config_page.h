// The configuration page, rendered through a window: any part of it can be asked
// for, so it is never in memory as a whole.
#pragma once

#include "platform.h"

namespace config_page {

// Writes the bytes offset..offset+capacity-1 of the page and returns how many that
// were; fewer than `capacity` only at its end. The page depends on the image alone.
size_t render(const uint8_t* image, size_t offset, char* to, size_t capacity);

// Bytes of the whole page.
size_t length(const uint8_t* image);

}  // namespace config_page
