// The Arduino API of this core: the part of the ESP8266 Arduino core that the sketches here use,
// under the same names, so that one sketch compiles with either.
#pragma once
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "c_types.h"
#include "pgmspace.h"

#define ESPALIER_CORE 1
#define ESP8266 1
#define ARDUINO_ARCH_ESP8266 1
#ifndef ARDUINO
#define ARDUINO 10819
#endif

#define HIGH 0x1
#define LOW 0x0
#define INPUT 0x00
#define INPUT_PULLUP 0x02
#define OUTPUT 0x01
#define A0 17
#define LED_BUILTIN 2
#define LSBFIRST 0
#define MSBFIRST 1
#define PI 3.1415926535897932384626433832795

#define bit(b) (1UL << (b))
#define bitRead(value, b) (((value) >> (b)) & 1)
#define lowByte(w) ((uint8_t)((w) & 0xff))
#define highByte(w) ((uint8_t)((w) >> 8))
#define constrain(x, low, high) ((x) < (low) ? (low) : ((x) > (high) ? (high) : (x)))

typedef bool boolean;
typedef uint8_t byte;
typedef uint16_t word;

#ifdef __cplusplus
extern "C" {
#endif

void setup(void);
void loop(void);

// Time since boot. micros() wraps after 71 minutes, millis() after 49 days.
unsigned long millis(void);
unsigned long micros(void);
uint64_t micros64(void);
void delay(unsigned long milliseconds);
void delayMicroseconds(unsigned int microseconds);
// Lets the system task run; from the sketch's context only.
void yield(void);
void optimistic_yield(uint32_t interval_us);
void esp_yield(void);
void esp_schedule(void);

void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
int digitalRead(uint8_t pin);
int analogRead(uint8_t pin);

long random_between(long low, long high);
void randomSeed(unsigned long seed);

// Ends the sketch with "Panic file:line function" and a post-mortem.
void __panic_func(const char *file, int line, const char *function) __attribute__((noreturn));
#define panic() __panic_func(PSTR(__FILE__), __LINE__, __func__)

// Starts SNTP against up to three servers. Offsets in seconds east of UTC.
void configTime(int timezone_sec, int daylight_offset_sec, const char *server1, const char *server2, const char *server3);

#define noInterrupts() ets_intr_lock()
#define interrupts() ets_intr_unlock()

#ifdef __cplusplus
}

inline void configTime(int timezone_sec, int daylight_offset_sec, const char *server1) {
    configTime(timezone_sec, daylight_offset_sec, server1, nullptr, nullptr);
}
inline void configTime(int timezone_sec, int daylight_offset_sec, const char *server1, const char *server2) {
    configTime(timezone_sec, daylight_offset_sec, server1, server2, nullptr);
}
inline long random(long high) { return random_between(0, high); }
inline long random(long low, long high) { return random_between(low, high); }

template <typename A, typename B> inline auto min(A a, B b) -> decltype(a < b ? a : b) { return a < b ? a : b; }
template <typename A, typename B> inline auto max(A a, B b) -> decltype(a > b ? a : b) { return a > b ? a : b; }

#include "WString.h"
#include "HardwareSerial.h"
#include "Esp.h"
#endif

#include "ets_sys.h"
