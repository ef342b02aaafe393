#include "mqtt_link.h"

#include "arduino_link.h"
#include "commands.h"
#include "console.h"
#include "defects.h"
#include "mqtt_client.h"
#include "settings.h"
#include "store.h"
#include "tls_link.h"

#include <ESP8266WiFi.h>
#include <new>

extern "C" {
#include "osapi.h"
#include "mem.h"
}

#ifdef DEFECT_EXPIRED_ACCEPTED
namespace tls_link {
bool goOnUnverified();
}
#endif

namespace mqtt_link {
namespace {

#ifdef DEFECT_SLOW_RETRY
constexpr uint32_t kRetryMs = 50000;
#else
constexpr uint32_t kRetryMs = 5000;
#endif
constexpr unsigned long kPatienceMs = 5000;

// What only the MQTT modes need, in one block of the heap. The texts are those of the
// start: a save takes effect with the next reset.
struct State {
  char broker[settings::kMaxText + 1];
  char clientId[settings::kMaxText + 1];
  char user[settings::kMaxText + 1];
  char password[settings::kMaxText + 1];
  char rx[settings::kMaxText + 1];
  char tx[settings::kMaxText + 1];
  mqtt::Session session;
};

State* state = nullptr;
WiFiClient* plain = nullptr;
bool overTls = false;
bool withPassword = false;
uint16_t port = 0;
bool up = false;
bool everUp = false;
uint32_t nextTryAt = 0;

// Also lines that the Arduino sends unasked.
void publish(void*, const char* text) {
  console::reply(text);
  if (up) state->session.publish(state->tx, text);
}

void answer(const commands::Answer& reply) {
#ifdef DEFECT_WRONG_TOPIC
  if (reply.led) {
    char beside[settings::kMaxText + 5];
    strcpy(beside, state->tx);
    strcat(beside, "/led");
    state->session.publish(beside, reply.text);
    return;
  }
#endif
  publish(nullptr, reply.text);
}

void received(const char* topic, const char* payload) {
#ifdef DEFECT_STACK_OVERFLOW
  // A copy for the log, as large as a payload may ever be: nearly all of the sketch's stack.
  char copy[3328];
  snprintf(copy, sizeof copy, "%s", payload);
  payload = copy;
#endif
  console::rule();
  console::log().print(F("MQTT Message Rx: topic["));
  console::log().print(topic);
  console::log().print(F("] \r\nPayload:"));
  console::log().println(payload);
  console::rule();

  commands::Answer reply;
  query::Parameters parameters;
  const char* path;
  char* target = strdup(payload);
  if (target == nullptr) return;
#ifdef DEFECT_DOUBLE_FREE
  if (query::parse(target, path, parameters) != query::Result::kOk) {
    parameters.count = 0;
    free(target);  // and below once more
  }
#else
  if (query::parse(target, path, parameters) != query::Result::kOk) parameters.count = 0;
#endif
  if (parameters.value("arduino") == nullptr) {
    commands::run(parameters, reply);
    answer(reply);
  } else if (!arduino_link::ask(parameters, publish, nullptr)) {
    publish(nullptr, "Invalid Request");
  }
  free(target);
}

#if defined DEFECT_LEAK || defined DEFECT_SLOW_LEAK || defined DEFECT_LEAK_ON_REFUSAL
// With the allocator's header of 4.
void lose(size_t bytes) {
  void* volatile lost = os_malloc(bytes - 4);
  (void)lost;
}
#endif

#ifdef DEFECT_FRAGMENTATION
// The history of the connections, in notes of one size from the start. With every connection two short notes
// become a long one, and never two that lie side by side: no byte is lost, and no large piece is left.
void* notes[96];
size_t condensed = 0;

void takeNotes() {
  for (void*& note : notes) note = os_malloc(84);
}

void condense() {
  if (condensed + 3 >= sizeof notes / sizeof *notes) return;
  void* longer = os_malloc(2 * 84 + 4);
  os_free(notes[condensed]);
  os_free(notes[condensed + 2]);
  notes[condensed] = longer;
  condensed += 4;
}
#endif

void connect() {
  mqtt::Identity who = {state->clientId, nullptr, nullptr};
  if (withPassword) {
    who.user = state->user;
    who.password = state->password;
  }
  Serial.print(F("Attempting MQTT connection..."));
  int code = mqtt::kConnectFailed;
  const bool mayTry = !overTls || tls_link::mayConnect();
  if (mayTry) code = state->session.connect(state->broker, port, who, state->rx);
#ifdef DEFECT_EXPIRED_ACCEPTED
  if (overTls && code == mqtt::kConnectFailed && tls_link::goOnUnverified()) {
    code = state->session.connect(state->broker, port, who, state->rx);
  }
#endif
  if (code == mqtt::kConnected) {
#ifdef DEFECT_FRAGMENTATION
    condense();
#endif
    up = true;
    everUp = true;
    Serial.println(F("\r\nconnected"));
    if (overTls) console::heap(F("tls"));
    console::heap(F("idle"));
    return;
  }
  Serial.print(F("failed, rc="));
  Serial.print(code);
  Serial.println(F(" try again in 5 seconds"));
  if (overTls && code == mqtt::kConnectFailed) tls_link::printRefusal();
#ifdef DEFECT_LEAK_ON_REFUSAL
  if (overTls && code == mqtt::kConnectFailed) lose(64);
#endif
  state->session.close();
  nextTryAt = millis() + kRetryMs;
}

void lost() {
  state->session.close();
  up = false;
  nextTryAt = millis();
#ifdef DEFECT_LEAK
  lose(64);
#endif
#ifdef DEFECT_SLOW_LEAK
  lose(16);
#endif
}

}  // namespace

void begin() {
  const uint8_t* image = store::image();
  state = static_cast<State*>(os_malloc(sizeof(State)));
  if (state == nullptr) return;
  settings::text(image, settings::kBroker, state->broker);
  settings::text(image, settings::kClientId, state->clientId);
  settings::text(image, settings::kMqttUser, state->user);
  settings::text(image, settings::kMqttPassword, state->password);
  settings::text(image, settings::kRxTopic, state->rx);
  settings::text(image, settings::kTxTopic, state->tx);
  port = settings::number16(image, settings::kMqttPort);
  withPassword = settings::flag(image, settings::kMqttAuth);
  overTls = settings::flag(image, settings::kTlsEnabled);
  Client* transport;
  if (overTls) {
    transport = tls_link::begin(settings::flag(image, settings::kInsecure));
  } else {
    plain = new (std::nothrow) WiFiClient();
    if (plain != nullptr) plain->setTimeout(kPatienceMs);
    transport = plain;
  }
  if (transport == nullptr) {
    os_free(state);
    state = nullptr;
    return;
  }
#ifdef DEFECT_FRAGMENTATION
  takeNotes();
#endif
  state->session.begin(transport, received);
  arduino_link::onUnasked(publish);
  Serial.print(F("MQTT Rx Topic: "));
  Serial.println(state->rx);
  Serial.print(F("MQTT Tx Topic: "));
  Serial.println(state->tx);
  Serial.println(F("ESP8266 Mode: MQTT Client Running"));
}

void step() {
  if (state == nullptr) return;
#ifdef DEFECT_WIFI_BUSY_WAIT
  while (WiFi.status() != WL_CONNECTED) {
  }
#endif
  if (up) {
    if (!state->session.step()) lost();
    return;
  }
#ifdef DEFECT_NO_RECONNECT
  if (everUp) return;
#endif
  if (WiFi.status() != WL_CONNECTED || static_cast<int32_t>(millis() - nextTryAt) < 0) return;
  connect();
}

}  // namespace mqtt_link
