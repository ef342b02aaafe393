#include "led.h"

namespace led {
namespace {

constexpr uint8_t kPin = 16;
constexpr uint32_t kHalfMs = 500;

uint32_t halvesLeft = 0;
uint32_t changedAt = 0;
bool started = false;

}  // namespace

void begin() {
  pinMode(kPin, OUTPUT);
  digitalWrite(kPin, LOW);
}

void set(bool on) {
  if (started) Serial.println();
  halvesLeft = 0;
  started = false;
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
