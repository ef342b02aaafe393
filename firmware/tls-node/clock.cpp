#include "clock.h"

#include "console.h"

#include <ESP8266WiFi.h>
#include <time.h>

namespace node_clock {
namespace {

constexpr int kWaitSeconds = 10;
// Any later time is one the network gave: 2020-09-13.
constexpr time_t kNeverBefore = 1600000000;

bool announced = false;
char gatewayServer[16];

// Www Mmm dd hh:mm:ss yyyy
void printGmt(time_t now) {
  struct tm utc;
  char text[32];
  gmtime_r(&now, &utc);
  strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y", &utc);
  console::log().print(F("Current GMT: "));
  console::log().print(text);
  console::log().println(F("\n"));
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
