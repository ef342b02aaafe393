// Short integer names and section attributes as the vendor's headers spell them.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t uint8;
typedef uint8_t u8;
typedef int8_t sint8;
typedef int8_t int8;
typedef uint16_t uint16;
typedef int16_t sint16;
typedef int16_t int16;
typedef uint32_t uint32;
typedef int32_t sint32;
typedef int32_t int32;

#ifndef LOCAL
#define LOCAL static
#endif

#define IRAM_ATTR __attribute__((section(".iram.text")))
#define ICACHE_RAM_ATTR IRAM_ATTR
#define ICACHE_FLASH_ATTR
#define ICACHE_RODATA_ATTR
#define DRAM_ATTR __attribute__((section(".data")))
#define STORE_ATTR __attribute__((aligned(4)))
