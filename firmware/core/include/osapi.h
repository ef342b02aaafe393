// The vendor's names for memory, string, print and timer functions.
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ets_sys.h"
#include "mem.h"

#define os_bzero(p, n) memset((p), 0, (n))
#define os_delay_us ets_delay_us
#define os_memcmp memcmp
#define os_memcpy memcpy
#define os_memmove memmove
#define os_memset memset
#define os_strcat strcat
#define os_strchr strchr
#define os_strcmp strcmp
#define os_strcpy strcpy
#define os_strlen strlen
#define os_strncmp strncmp
#define os_strncpy strncpy
#define os_strstr strstr
#define os_sprintf sprintf
#define os_snprintf snprintf
#define os_printf ets_printf
#define os_random espalier_random
#define os_get_random espalier_get_random

#define os_timer_setfn ets_timer_setfn
#define os_timer_disarm ets_timer_disarm
#define os_timer_arm(timer, ms, repeat) ets_timer_arm_new((timer), (ms), (repeat), true)
#define os_timer_arm_us(timer, us, repeat) ets_timer_arm_new((timer), (us), (repeat), false)

#ifdef __cplusplus
extern "C" {
#endif
// Random numbers of the hardware register 0x3FF20E44.
unsigned long espalier_random(void);
int espalier_get_random(unsigned char *buffer, size_t length);
#ifdef __cplusplus
}
#endif
