// What the modules without hardware need from their surroundings, so that they
// compile for the chip and, under test, for the host.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef TLS_NODE_HOST_TEST
#define PROGMEM
#define PGM_P const char*
#define PSTR(text) (text)
#define memcpy_P memcpy
#define strlen_P strlen
#define strcmp_P strcmp
#define pgm_read_byte(address) (*(const uint8_t*)(address))
#else
#include <Arduino.h>
#include <pgmspace.h>
#endif
