#include "clock.h"

#include "console.h"

#include <ESP8266WiFi.h>
#include <time.h>

// The SDK's (sntp.h); a second call does nothing.
extern "C" void sntp_init(void);

namespace node_clock {
namespace {

constexpr int kWaitSeconds = 10;
// Any later time is one the network gave: 2020-09-13.
constexpr time_t kNeverBefore = 1600000000;

bool announced = false;
char gatewayServer[16];

// Three letters out of a row of names.
void printName(PGM_P names, int index) {
  char name[4] = {0};
  memcpy_P(name, names + 3 * index, 3);
  console::log().print(name);
}

// Www Mmm dd hh:mm:ss yyyy, the form of ctime()
void printGmt(time_t now) {
  struct tm utc;
  char text[32];
  gmtime_r(&now, &utc);
  console::log().print(F("Current GMT: "));
  printName(PSTR("SunMonTueWedThuFriSat"), utc.tm_wday);
  console::log().print(' ');
  printName(PSTR("JanFebMarAprMayJunJulAugSepOctNovDec"), utc.tm_mon);
  snprintf_P(text, sizeof text, PSTR(" %2d %02d:%02d:%02d %d\n"), utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
             1900 + utc.tm_year);
  console::log().println(text);
}

void announce() {
  announced = true;
  console::log().println(F("\r\nTime has been acquired from internet time service"));
  printGmt(time(nullptr));
}

}  // namespace

bool known() { return time(nullptr) > kNeverBefore; }

void begin() {
  strncpy(gatewayServer, WiFi.gatewayIP().toString().c_str(), sizeof gatewayServer - 1);
  configTime(0, 0, "pool.ntp.org", "time.nist.gov", gatewayServer);
  // With lwIP 1.4 core 2.7.4 has taken note of the servers by now, but asks none of them.
  sntp_init();
  console::log().print(F("\nWaiting for time"));
  for (int second = 0; second < kWaitSeconds && !known(); ++second) {
    for (int tenth = 0; tenth < 10 && !known(); ++tenth) delay(100);
    console::log().print('.');
  }
  if (known()) {
    announce();
  } else {
    console::log().println(F("\r\nNo time yet, going on without"));
  }
}

void step() {
  if (!announced && known()) announce();
}

}  // namespace node_clock
