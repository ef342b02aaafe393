#include "http_answer.h"

#include "commands.h"
#include "config_page.h"
#include "console.h"
#include "defects.h"
#include "memory.h"
#include "restart.h"
#include "settings.h"
#include "store.h"

#include <stdio.h>

namespace http {

#define SHORT_ANSWER(status) "HTTP/1.0 " status "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
const char kMalformed[] = SHORT_ANSWER("400 Bad Request");
const char kTimeout[] = SHORT_ANSWER("408 Request Timeout");
const char kTooLarge[] = SHORT_ANSWER("431 Request Header Fields Too Large");
const char kUnavailable[] = "HTTP/1.0 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n";
#undef SHORT_ANSWER

namespace {

const char kHtml[] PROGMEM = "text/html; charset=utf-8";
const char kPlain[] PROGMEM = "text/plain; charset=utf-8";
const char kJson[] PROGMEM = "application/json";

// Head and body in one block.
size_t respond(char* to, PGM_P status, PGM_P type, PGM_P extraHeader, size_t bodyLength, const char* body) {
  char statusText[32];
  char typeText[28];
  char extraText[36];
  strcpy_P(statusText, status);
  strcpy_P(typeText, type);
  strcpy_P(extraText, extraHeader);
  const int head = snprintf_P(to, kPiece,
                              PSTR("HTTP/1.0 %s\r\nServer: tls-node\r\nConnection: close\r\nCache-Control: no-store\r\n"
                                   "%sContent-Type: %s\r\nContent-Length: %u\r\n\r\n"),
                              statusText, extraText, typeText, static_cast<unsigned>(bodyLength));
  if (body == nullptr) return static_cast<size_t>(head);
  memcpy(to + head, body, bodyLength);
  return static_cast<size_t>(head) + bodyLength;
}

// A page of one paragraph that leads back, at once or after some seconds.
size_t note(char* to, PGM_P status, PGM_P title, const char* text, PGM_P refresh) {
  char titleText[32];
  char refreshText[64];
  char body[512];
  strcpy_P(titleText, title);
  strcpy_P(refreshText, refresh);
  const int length = snprintf_P(body, sizeof body,
                                PSTR("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">%s<title>%s</title>"
                                     "</head><body><h1>%s</h1>\n<p>%s</p>\n<p><a href=\"/config\">Configuration</a></p>"
                                     "</body></html>\n"),
                                refreshText, titleText, titleText, text);
  const size_t bounded = static_cast<size_t>(length) < sizeof body ? static_cast<size_t>(length) : sizeof body - 1;
  return respond(to, status, kHtml, PSTR(""), bounded, body);
}

size_t resetPage(char* to, const char* text) {
  return note(to, PSTR("200 OK"), PSTR("ESP8266 resets"), text,
              PSTR("<meta http-equiv=\"refresh\" content=\"10; url=/config\">"));
}

size_t refused(char* to, settings::Refusal& refusal) {
  char wanted[64];
  char text[96];
  strcpy_P(wanted, refusal.wanted);
  for (char* c = refusal.field; *c != '\0'; ++c) {
    if (strchr("<>&\"'", *c) != nullptr) *c = '?';
  }
  snprintf_P(text, sizeof text, PSTR("%s: wanted %s. Nothing was stored."), refusal.field, wanted);
  return note(to, PSTR("400 Bad Request"), PSTR("Not saved"), text, PSTR(""));
}

size_t saveForm(const query::Parameters& form, char* to) {
  uint8_t* image = static_cast<uint8_t*>(memory::take(settings::kImageSize));
  if (image == nullptr) {
    strcpy(to, kUnavailable);
    return strlen(to);
  }
  settings::Refusal refusal;
  size_t length;
  memcpy(image, store::image(), settings::kImageSize);
  if (!settings::apply(form, image, refusal)) {
    length = refused(to, refusal);
  } else if (!store::save(image)) {
    length = note(to, PSTR("500 Internal Server Error"), PSTR("Not saved"), "The flash did not take the settings.", PSTR(""));
  } else {
    length = note(to, PSTR("200 OK"), PSTR("Settings saved"), "They are used after the next reset.",
                  PSTR("<meta http-equiv=\"refresh\" content=\"3; url=/config\">"));
  }
  memory::give(image);
  return length;
}

size_t runRequest(const query::Parameters& parameters, char* to) {
  commands::Answer answer;
  commands::run(parameters, answer);
  console::reply(answer.text);
  if (answer.resets) return resetPage(to, answer.text);
  return respond(to, PSTR("200 OK"), kJson, PSTR("Access-Control-Allow-Origin: *\r\n"), strlen(answer.text), answer.text);
}

size_t resetNow(char* to) {
#ifndef DEFECT_NO_RESET
  restart::soon();
#endif
  return resetPage(to, "It is back in some seconds.");
}

size_t configPage(char* to, Body& follows) {
  follows = Body::kConfigPage;
  return respond(to, PSTR("200 OK"), kHtml, PSTR("Pragma: no-cache\r\n"), config_page::length(store::image()), nullptr);
}

size_t askArduino(const query::Parameters& parameters, const Waiter& waiter, char* to, Body& follows) {
  if (!arduino_link::ask(parameters, waiter.handler, waiter.context)) return lineAnswer("Invalid Request", to);
  follows = Body::kLater;
  return 0;
}

}  // namespace

size_t lineAnswer(const char* line, char* to) {
  console::reply(line);
  return respond(to, PSTR("200 OK"), kPlain, PSTR(""), strlen(line), line);
}

size_t answer(const char* method, char* target, const Waiter& waiter, char* to, Body& follows) {
  follows = Body::kNone;
  if (strcmp_P(method, PSTR("GET")) != 0) {
    if (strcmp_P(method, PSTR("POST")) == 0) console::log().print(F("We have a POST request.\n"));
    return respond(to, PSTR("405 Method Not Allowed"), kHtml, PSTR("Allow: GET\r\n"), 0, nullptr);
  }
  const char* path;
  query::Parameters parameters;
  if (query::parse(target, path, parameters) != query::Result::kOk) {
    return note(to, PSTR("400 Bad Request"), PSTR("Bad request"), "The parameters make no sense.", PSTR(""));
  }
  if (strcmp_P(path, PSTR("/config")) == 0) return configPage(to, follows);
  if (strcmp_P(path, PSTR("/")) != 0) {
    return note(to, PSTR("404 Not Found"), PSTR("Not found"), "There is no such page.", PSTR(""));
  }
  if (parameters.count == 0) {
    return note(to, PSTR("200 OK"), PSTR("ESP8266"), "This board answers requests.", PSTR(""));
  }
  const char* first = parameters.list[0].name;
  if (strcmp_P(first, PSTR("request")) == 0) return runRequest(parameters, to);
  if (strcmp_P(first, PSTR("config")) == 0) return configPage(to, follows);
  if (strcmp_P(first, PSTR("test")) == 0) return resetNow(to);
  if (strcmp_P(first, PSTR("arduino")) == 0) return askArduino(parameters, waiter, to, follows);
  if (parameters.count == 1 && strcmp_P(first, PSTR("ssid")) == 0 &&
      strcmp_P(parameters.list[0].value, PSTR("reset")) == 0) {
    return resetNow(to);
  }
  return saveForm(parameters, to);
}

}  // namespace http
