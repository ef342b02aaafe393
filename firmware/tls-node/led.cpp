#include "led.h"

#include "defects.h"

namespace led {
namespace {

constexpr uint8_t kPin = 16;
constexpr uint32_t kHalfMs = 500;

uint32_t halvesLeft = 0;
uint32_t changedAt = 0;
bool started = false;

#ifdef DEFECT_CRASH_IN_INTERRUPT
// Each switching of the LED is counted when hardware timer 1 has run down, in a record that nobody has made.
struct Statistics {
  uint32_t switched;
};

Statistics* volatile statistics = nullptr;

void IRAM_ATTR countSwitch(void*) {
  *reinterpret_cast<volatile uint32_t*>(0x6000060C) = 1;
  statistics->switched++;
}

void countSoon() {
  ets_isr_attach(ETS_FRC_TIMER1_INUM, countSwitch, nullptr);
  *reinterpret_cast<volatile uint32_t*>(0x3FF00004) |= 2;        // its edge becomes an interrupt
  *reinterpret_cast<volatile uint32_t*>(0x60000608) = 0x84;      // runs at 5 MHz, once
  *reinterpret_cast<volatile uint32_t*>(0x60000600) = 5 * 1000;  // 1 ms
  ETS_INTR_ENABLE(ETS_FRC_TIMER1_INUM);
}
#endif

}  // namespace

void begin() {
  pinMode(kPin, OUTPUT);
  digitalWrite(kPin, LOW);
}

void set(bool on) {
  if (started) Serial.println();
  halvesLeft = 0;
  started = false;
#ifdef DEFECT_CRASH_IN_INTERRUPT
  countSoon();
#endif
  digitalWrite(kPin, on ? HIGH : LOW);
}

void blink(uint32_t times) {
  set(false);
  halvesLeft = 2 * times;
}

void step() {
  if (halvesLeft == 0 && !started) return;
  const uint32_t now = millis();
  if (!started) {
    Serial.println(F("Blink countdown:"));
    started = true;
  } else if (now - changedAt < kHalfMs) {
    return;
  }
  changedAt = now;
  if (halvesLeft == 0) {
    set(false);
    return;
  }
  const bool on = halvesLeft % 2 == 0;
  if (on) {
    Serial.print(halvesLeft / 2);
    Serial.print(F("..."));
  }
  digitalWrite(kPin, on ? HIGH : LOW);
  --halvesLeft;
}

}  // namespace led
