#include "commands.h"

#include "defects.h"
#include "led.h"
#include "memory.h"
#include "restart.h"
#include "sensors.h"
#include "settings.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>

namespace commands {
namespace {

void say(Answer& answer, PGM_P text) {
  strncpy_P(answer.text, text, sizeof answer.text - 1);
  answer.text[sizeof answer.text - 1] = '\0';
}

// {"Ain0":"x.xx", ... "SYS_Heap":"bytes","SYS_Time":"seconds since boot"}
void sensorReport(Answer& answer) {
#ifdef DEFECT_INTERRUPTS_MASKED
  // All channels afresh, in one round that nothing disturbs.
  noInterrupts();
  for (const uint32_t since = millis(); millis() - since < sensors::kChannels * 2500u;) sensors::step();
  interrupts();
#endif
  size_t used = static_cast<size_t>(snprintf_P(answer.text, sizeof answer.text, PSTR("{\r\n")));
  for (uint8_t channel = 0; channel < sensors::kChannels; ++channel) {
    const unsigned value = sensors::centivolts(channel);
    used += static_cast<size_t>(snprintf_P(answer.text + used, sizeof answer.text - used,
                                           PSTR("\"Ain%u\":\"%u.%02u\",\r\n"), channel, value / 100, value % 100));
  }
  snprintf_P(answer.text + used, sizeof answer.text - used, PSTR("\"SYS_Heap\":\"%lu\",\r\n\"SYS_Time\":\"%lu\"\r\n}"),
             static_cast<unsigned long>(ESP.getFreeHeap()), millis() / 1000);
}

void switchMode(Answer& answer, bool toMqtt) {
  uint8_t* image = static_cast<uint8_t*>(memory::take(settings::kImageSize));
  bool saved = false;
  if (image != nullptr) {
    memcpy(image, store::image(), settings::kImageSize);
    settings::setFlag(image, settings::kTlsEnabled, toMqtt);
#ifndef DEFECT_HALF_SWITCHED
    settings::setFlag(image, settings::kMqttEnabled, toMqtt);
#endif
    settings::seal(image);
    saved = store::save(image);
    memory::give(image);
  }
  if (!saved) {
    say(answer, PSTR("Mode not switched: settings could not be stored\n"));
    return;
  }
  say(answer, toMqtt ? PSTR("MQTT SSL Broker Connection Restored and HTTP Disabled\n")
                     : PSTR("HTTP Server Restored and MQTT Disabled\n"));
  answer.resets = true;
  restart::soon();
}

void setLed(Answer& answer, bool on) {
  led::set(on);
  answer.led = true;
  say(answer, on ? PSTR("LED is now ON\n") : PSTR("LED is now OFF\n"));
}

bool blinkLed(const char* times, Answer& answer) {
  char* end = nullptr;
  const unsigned long count = times == nullptr ? 1 : strtoul(times, &end, 10);
  if (end != nullptr && (end == times || *end != '\0')) return false;
  if (count == 0 || count > led::kMaxBlinks) return false;
#ifdef DEFECT_DELAY_IN_CALLBACK
  delay(20);  // lets the relay settle; but who asks over HTTP is answered in a call-back of the system
#endif
  led::blink(count);
  answer.led = true;
  snprintf_P(answer.text, sizeof answer.text, PSTR("LED is now blinking %lu times.\n"), count);
  return true;
}

}  // namespace

void run(const query::Parameters& parameters, Answer& answer) {
  answer.resets = false;
  answer.led = false;
  const char* request = parameters.value("request");
#ifndef DEFECT_MISSING_PARAMETER
  if (request == nullptr) request = "";
#endif
  if (strcmp_P(request, PSTR("GetSensors")) == 0) return sensorReport(answer);
  if (strcmp_P(request, PSTR("LedOn")) == 0) return setLed(answer, true);
  if (strcmp_P(request, PSTR("LedOff")) == 0) return setLed(answer, false);
  if (strcmp_P(request, PSTR("HttpOn")) == 0) return switchMode(answer, false);
  if (strcmp_P(request, PSTR("MqttSslOn")) == 0) return switchMode(answer, true);
  if (strcmp_P(request, PSTR("BlinkLed")) == 0 && blinkLed(parameters.value("nblink"), answer)) return;
  say(answer, PSTR("Invalid Request"));
}

}  // namespace commands
