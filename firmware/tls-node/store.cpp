#include "store.h"

#include "defects.h"
#include "memory.h"
#include "settings.h"

#include <EEPROM.h>
#include <ESP8266WiFi.h>

namespace store {
namespace {

uint32_t saves = 0;

bool commit(const uint8_t* sealed) {
  memcpy(EEPROM.getDataPtr(), sealed, settings::kImageSize);
  return EEPROM.commit();
}

// The journal's image in a block of its own, nullptr when there is none.
uint8_t* journal() {
#ifdef DEFECT_JOURNAL_IGNORED
  return nullptr;
#endif
  uint8_t* copy = static_cast<uint8_t*>(memory::take(settings::kImageSize));
  if (copy == nullptr) return nullptr;
  ESP.flashRead(kJournal, reinterpret_cast<uint32_t*>(copy), settings::kImageSize);
  switch (settings::judge(copy)) {
    case settings::State::kOlder: settings::upgrade(copy); return copy;
    case settings::State::kGood: return copy;
    default: memory::give(copy); return nullptr;
  }
}

bool writeJournal(const uint8_t* sealed) {
  uint32_t* words = reinterpret_cast<uint32_t*>(const_cast<uint8_t*>(sealed));
  return ESP.flashEraseSector(kJournal / kSector) && ESP.flashWrite(kJournal, words, settings::kImageSize);
}

}  // namespace

Found load() {
  EEPROM.begin(settings::kImageSize);
#ifdef DEFECT_BLANK_EEPROM
  return Found::kGood;
#endif
#ifdef DEFECT_EEPROM_WEAR
  EEPROM.getDataPtr();  // marks it as changed
  EEPROM.commit();
#endif
  const settings::State state = settings::judge(image());
  if (state == settings::State::kGood) return Found::kGood;
  if (state == settings::State::kOlder) {
    settings::upgrade(EEPROM.getDataPtr());
    writeJournal(image());
    EEPROM.commit();
    return Found::kUpgraded;
  }
  uint8_t* saved = journal();
  if (saved != nullptr) {
    commit(saved);
    memory::give(saved);
    return Found::kRestored;
  }
  initialise();
  return state == settings::State::kBlank ? Found::kBlank : Found::kDamaged;
}

void initialise() {
  uint8_t mac[6];
  WiFi.macAddress(mac);
  settings::defaults(EEPROM.getDataPtr(), mac);
  EEPROM.commit();
}

const uint8_t* image() { return EEPROM.getConstDataPtr(); }

uint32_t revision() { return saves; }

bool save(const uint8_t* sealed) {
  if (!writeJournal(sealed)) return false;
  ++saves;
#ifdef DEFECT_SAVE_FORGOTTEN
  memcpy(EEPROM.getDataPtr(), sealed, settings::kImageSize);  // shown from now on, and lost with the next reset
  return true;
#endif
  return commit(sealed);
}

uint8_t* trustAnchor(size_t& length) {
  uint32_t header[2];
  if (!ESP.flashRead(kTrustAnchor, header, sizeof header)) return nullptr;
  if (header[0] == 0 || header[0] > kSector - sizeof header) return nullptr;
  const size_t whole = (header[0] + 3) & ~3u;
  uint8_t* der = static_cast<uint8_t*>(memory::take(whole));
  if (der == nullptr) return nullptr;
  if (!ESP.flashRead(kTrustAnchor + sizeof header, reinterpret_cast<uint32_t*>(der), whole) ||
      settings::crc32(der, header[0]) != header[1]) {
    memory::give(der);
    return nullptr;
  }
  length = header[0];
  return der;
}

}  // namespace store
