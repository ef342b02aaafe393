#include "restart.h"

#include "platform.h"

extern "C" {
#include "osapi.h"
#include "os_type.h"
}

namespace restart {
namespace {

os_timer_t timer;

void now(void*) { ESP.restart(); }

}  // namespace

void soon() {
  os_timer_disarm(&timer);
  os_timer_setfn(&timer, now, nullptr);
  os_timer_arm(&timer, kDelayMs, 0);
}

}  // namespace restart
