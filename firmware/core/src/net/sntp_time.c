// configTime(): the wall clock from SNTP.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "Arduino.h"
#include "lwip/apps/sntp.h"

static void set_zone(int east_sec) {
    char zone[24];
    int west = east_sec > 0 ? east_sec : -east_sec;
    snprintf(zone, sizeof zone, "UTC%c%d:%02d:%02d", east_sec > 0 ? '-' : '+', west / 3600, west / 60 % 60, west % 60);
    setenv("TZ", zone, 1);
    tzset();
}

void configTime(int timezone_sec, int daylight_offset_sec, const char *server1, const char *server2,
                const char *server3) {
    const char *servers[] = {server1, server2, server3};
    sntp_stop();
    for (int i = 0; i < 3; i++) {
        sntp_setservername(i, servers[i]);
    }
    if (timezone_sec + daylight_offset_sec) {
        set_zone(timezone_sec + daylight_offset_sec);
    }
    sntp_setoperatingmode(SNTP_OPMODE_POLL);
    sntp_init();
}
