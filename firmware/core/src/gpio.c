// Digital pins 0-16 and the analog input.
#include "Arduino.h"
#include "chip.h"
#include "osapi.h"

#define PINS 16

// Offset of each pin's multiplexer register (ESP8266 facts 3.2), and which function number is GPIO.
static const uint32_t mux_offset[PINS] = {0x34, 0x18, 0x38, 0x14, 0x3C, 0x40, 0x1C, 0x20,
                                          0x24, 0x28, 0x2C, 0x30, 0x04, 0x08, 0x0C, 0x10};

static uint32_t gpio_function(uint8_t pin) {
    return pin == 0 || pin == 2 || pin == 4 || pin == 5 ? 0 : 3;
}

void pinMode(uint8_t pin, uint8_t mode) {
    if (pin < PINS) {
        IOMUX(mux_offset[pin]) = IOMUX_FUNCTION(gpio_function(pin)) | (mode == INPUT_PULLUP ? IOMUX_PULLUP : 0);
        if (mode == OUTPUT) {
            GPIO_ENABLE_W1TS = 1u << pin;
        } else {
            GPIO_ENABLE_W1TC = 1u << pin;
        }
    } else if (pin == 16) {
        GPIO16_FUNCTION = 1;
        GPIO16_CONF = 0;
        GPIO16_ENABLE = mode == OUTPUT ? GPIO16_ENABLE | 1 : GPIO16_ENABLE & ~1u;
    }
}

void digitalWrite(uint8_t pin, uint8_t value) {
    if (pin < PINS) {
        if (value) {
            GPIO_OUT_W1TS = 1u << pin;
        } else {
            GPIO_OUT_W1TC = 1u << pin;
        }
    } else if (pin == 16) {
        GPIO16_OUT = value ? GPIO16_OUT | 1 : GPIO16_OUT & ~1u;
    }
}

int digitalRead(uint8_t pin) {
    if (pin < PINS) {
        return (GPIO_IN >> pin) & 1;
    }
    return pin == 16 ? GPIO16_IN & 1 : 0;
}

// The converter's latest sample, 0..1023.
uint16 system_adc_read(void) {
    return ADC_SAMPLE & 0x3ff;
}

int analogRead(uint8_t pin) {
    return pin == A0 ? system_adc_read() : 0;
}

unsigned long espalier_random(void) {
    return WDEV_RANDOM;
}

int espalier_get_random(unsigned char *buffer, size_t length) {
    for (size_t i = 0; i < length; i++) {
        buffer[i] = WDEV_RANDOM;
    }
    return 0;
}

static bool seeded;

void randomSeed(unsigned long seed) {
    seeded = seed != 0;
    srand(seed);
}

long random_between(long low, long high) {
    if (low >= high) {
        return low;
    }
    unsigned long value = seeded ? (unsigned long)rand() : WDEV_RANDOM;
    return low + value % (unsigned long)(high - low);
}
