// Settings and trust anchor in flash.
#pragma once

#include "platform.h"

namespace store {

constexpr uint32_t kJournal = 0x3FA000;
constexpr uint32_t kTrustAnchor = 0x3F9000;
constexpr uint32_t kSector = 4096;

enum class Found : uint8_t { kGood, kUpgraded, kRestored, kBlank, kDamaged };

// Reads the EEPROM. Settings of an earlier layout become this layout's. What cannot be
// trusted is replaced, in flash too: by the save journal, or else by the defaults.
Found load();

// Writes the article's defaults over everything.
void initialise();

// The 512 bytes now in force.
const uint8_t* image();

// Counts the saves since boot: whoever shows the image can tell that it changed.
uint32_t revision();

// Journal first, then the EEPROM: a save cut short at any moment leaves one of the two
// whole. `sealed` is a whole image, word-aligned. False when flash did not take it.
bool save(const uint8_t* sealed);

// The trust anchor's DER in a block of its own (free it with memory::give) or nullptr
// when the sector holds none that its checksum confirms, or the heap is short.
uint8_t* trustAnchor(size_t& length);

}  // namespace store
