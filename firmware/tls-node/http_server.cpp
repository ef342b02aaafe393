#include "http_server.h"

#include "config_page.h"
#include "console.h"
#include "defects.h"
#include "http_answer.h"
#include "http_head.h"
#include "memory.h"
#include "store.h"

// Of the real core: espconn.h does not stand alone there, it names an address type that this defines.
#include <IPAddress.h>

extern "C" {
#include "osapi.h"
#include "os_type.h"
#include "mem.h"
#include "espconn.h"
}

namespace http_server {
namespace {

// Connections served at a time; those beyond are turned away with 503.
constexpr size_t kServed = 6;
constexpr size_t kConnections = kServed + 2;
#ifdef DEFECT_OVERRUN
// What is shown of the config page at a time, with its NUL.
constexpr size_t kWindow = 1021;
#else
constexpr size_t kWindow = http::kPiece;
#endif
// Without a byte of progress for so long a connection is closed.
constexpr uint32_t kPatienceMs = 10000;
constexpr uint32_t kTickMs = 1000;

enum class Stage : uint8_t { kFree, kReading, kWaiting, kSending, kClosing };

struct Connection {
  Stage stage;
  uint8_t ip[4];
  int port;
  struct espconn* link;
  http::Head head;
  uint32_t progressAt;
  char* piece;         // what is being sent, kPiece bytes
  size_t pageOffset;   // of the config page, when it follows
  uint32_t revision;   // of the settings it shows
  bool pageFollows;
#ifdef DEFECT_NULL_CONFIG
  void* unchecked[7];
#endif
};

Connection connections[kConnections];
struct espconn listener;
esp_tcp listenerTcp;
os_timer_t tick;
os_timer_t closer;

// The vendor's stack may hand over another record for the same connection: it is
// known by the peer's address, not by its pointer.
Connection* find(struct espconn* link) {
  for (Connection& each : connections) {
    if (each.stage != Stage::kFree && each.port == link->proto.tcp->remote_port &&
        memcmp(each.ip, link->proto.tcp->remote_ip, sizeof each.ip) == 0) {
      each.link = link;
      return &each;
    }
  }
  return nullptr;
}

#ifdef DEFECT_NULL_CONFIG
// Clears what malloc gave, without a look at it.
void* clearedUnchecked(size_t bytes) {
  typedef void* (*RomMemset)(void*, int, size_t);
  void* block = os_malloc(bytes);
  reinterpret_cast<RomMemset>(0x4000e190)(block, 0, bytes);
  return block;
}

void takeUnchecked(Connection& connection, size_t first, size_t last, const size_t* sizes) {
  if (connection.unchecked[first] != nullptr) return;
  for (size_t i = first; i <= last; ++i) connection.unchecked[i] = clearedUnchecked(sizes[i - first]);
}

// As the article had it, at the first bytes of each connection: parameters and request,
// twice each.
void takeForRequest(Connection& connection) {
  static const size_t sizes[] = {2056, 2056, 1024, 1024};
  takeUnchecked(connection, 0, 3, sizes);
}

// And the page: out of flash, with its values filled in, with its head in front.
void takeForPage(Connection& connection) {
  static const size_t sizes[] = {8192, 8192, 8192};
  takeUnchecked(connection, 4, 6, sizes);
}

void giveUnchecked(Connection& connection) {
  for (void*& block : connection.unchecked) {
    if (block != nullptr) os_free(block);
    block = nullptr;
  }
}
#endif

void release(Connection& connection) {
  connection.head.release();
  memory::give(connection.piece);
  connection.piece = nullptr;
  connection.pageFollows = false;
#ifdef DEFECT_NULL_CONFIG
  giveUnchecked(connection);
#endif
}

// The vendor's server closes a connection by itself when the peer does, and tells of it
// later, from a task that nearly everything else goes before. In between lwIP may have
// freed its record, and neither espconn_disconnect nor espconn_send looks: both would work
// on freed memory. The state of the connection's own record tells.
bool gone(const Connection& connection) {
  return connection.link == nullptr || connection.link->state == ESPCONN_CLOSE;
}

// A connection must not be closed inside its own call-back: a timer does it. What is
// being sent stays until it has gone.
void closeSoon(Connection& connection) {
  connection.head.release();
  connection.stage = Stage::kClosing;
  connection.progressAt = millis();
  os_timer_disarm(&closer);
  os_timer_arm(&closer, 1, 0);
}

void closeAll(void*) {
  for (Connection& each : connections) {
    if (each.stage == Stage::kClosing && !gone(each)) {
      struct espconn* link = each.link;
      each.link = nullptr;
      espconn_disconnect(link);
    }
  }
}

void send(Connection& connection, const char* data, size_t length) {
  connection.stage = Stage::kSending;
  connection.progressAt = millis();
  if (gone(connection)) return closeSoon(connection);
  void* bytes = const_cast<char*>(data);
  if (espconn_send(connection.link, static_cast<uint8*>(bytes), static_cast<uint16>(length)) != ESPCONN_OK) {
    closeSoon(connection);
  }
}

void sendShort(Connection& connection, const char* answer) {
  release(connection);
  send(connection, answer, strlen(answer));
}

// The next piece of the config page; false when all of it has been sent.
bool sendPage(Connection& connection) {
  if (!connection.pageFollows) return false;
  if (connection.revision != store::revision()) return false;
  const size_t length = config_page::render(store::image(), connection.pageOffset, connection.piece, kWindow);
  if (length == 0) return false;
  connection.pageOffset += length;
  send(connection, connection.piece, length);
  return true;
}

// The Arduino has spoken, or has not in time; the asker may have gone meanwhile.
void arduinoAnswered(void* context, const char* line) {
  Connection& connection = *static_cast<Connection*>(context);
  if (connection.stage != Stage::kWaiting) return;
  send(connection, connection.piece, http::lineAnswer(line, connection.piece));
}

void serve(Connection& connection) {
  console::boxed(F("HTTP Message Rx: [Code: SDK API]"));
#if defined DEFECT_OVERRUN
  connection.piece = static_cast<char*>(memory::take(kWindow - 1));
#elif defined DEFECT_OUT_OF_MEMORY
  connection.piece = new char[12 * http::kPiece];  // never null: what cannot be had ends the program
#else
  connection.piece = static_cast<char*>(memory::take(http::kPiece));
#endif
  if (connection.piece == nullptr) return sendShort(connection, http::kUnavailable);
  http::Body follows;
  const http::Waiter waiter = {arduinoAnswered, &connection};
  const size_t length =
      http::answer(connection.head.method(), connection.head.target(), waiter, connection.piece, follows);
  connection.head.release();
  if (follows == http::Body::kLater) {
    connection.stage = Stage::kWaiting;
    return;
  }
  if (follows == http::Body::kConfigPage) {
#ifdef DEFECT_NULL_CONFIG
    takeForPage(connection);
#endif
    connection.pageFollows = true;
    connection.pageOffset = 0;
    connection.revision = store::revision();
  }
  send(connection, connection.piece, length);
}

void received(void* link, char* data, unsigned short length) {
  Connection* connection = find(static_cast<struct espconn*>(link));
  if (connection == nullptr || connection->stage != Stage::kReading) return;
  connection->progressAt = millis();
#ifdef DEFECT_NULL_CONFIG
  takeForRequest(*connection);
#endif
  switch (connection->head.feed(data, length)) {
#ifdef DEFECT_ONE_SEGMENT
    case http::Progress::kMore: return sendShort(*connection, http::kMalformed);  // a request comes in one piece
#else
    case http::Progress::kMore: return;
#endif
    case http::Progress::kComplete: return serve(*connection);
    case http::Progress::kTooLarge: return sendShort(*connection, http::kTooLarge);
    case http::Progress::kNoMemory: return sendShort(*connection, http::kUnavailable);
    case http::Progress::kMalformed: return sendShort(*connection, http::kMalformed);
  }
}

void sent(void* link) {
  Connection* connection = find(static_cast<struct espconn*>(link));
  if (connection == nullptr || connection->stage != Stage::kSending) return;
  const bool wasPage = connection->pageFollows;
  if (sendPage(*connection)) return;
  release(*connection);
  closeSoon(*connection);
  if (wasPage) console::heap(F("idle"));
}

void disconnected(void* link) {
  Connection* connection = find(static_cast<struct espconn*>(link));
  if (connection == nullptr) return;
  release(*connection);
  connection->stage = Stage::kFree;
}

void broken(void* link, sint8) { disconnected(link); }

size_t served() {
  size_t count = 0;
  for (const Connection& each : connections) {
    if (each.stage != Stage::kFree && each.stage != Stage::kClosing) ++count;
  }
  return count;
}

void connected(void* argument) {
  struct espconn* link = static_cast<struct espconn*>(argument);
  espconn_regist_recvcb(link, received);
  espconn_regist_sentcb(link, sent);
  espconn_regist_disconcb(link, disconnected);
  espconn_regist_reconcb(link, broken);
  const bool busy = served() >= kServed;
  for (Connection& each : connections) {
    if (each.stage != Stage::kFree) continue;
    memcpy(each.ip, link->proto.tcp->remote_ip, sizeof each.ip);
    each.port = link->proto.tcp->remote_port;
    each.link = link;
    each.head.begin();
    each.piece = nullptr;
    each.pageFollows = false;
    each.progressAt = millis();
    each.stage = Stage::kReading;
    if (busy) sendShort(each, http::kUnavailable);
    return;
  }
}

// Whoever makes no progress loses the connection.
void watch(void*) {
  const uint32_t now = millis();
  for (Connection& each : connections) {
    if (each.stage == Stage::kFree || now - each.progressAt < kPatienceMs) continue;
    if (each.stage == Stage::kReading) {
      sendShort(each, http::kTimeout);
    } else if (each.stage != Stage::kClosing) {
      closeSoon(each);
    } else {
      release(each);
      each.stage = Stage::kFree;
    }
  }
}

}  // namespace

void begin(uint16_t port) {
  for (Connection& each : connections) each.stage = Stage::kFree;
  os_timer_disarm(&closer);
  os_timer_setfn(&closer, closeAll, nullptr);
  os_timer_disarm(&tick);
  os_timer_setfn(&tick, watch, nullptr);
  os_timer_arm(&tick, kTickMs, 1);
  listener.type = ESPCONN_TCP;
  listener.state = ESPCONN_NONE;
  listenerTcp.local_port = port;
  listener.proto.tcp = &listenerTcp;
  espconn_regist_connectcb(&listener, connected);
  // The vendor's library allows five of all servers and clients together, unless told.
  espconn_tcp_set_max_con(kConnections + 1);
  espconn_accept(&listener);
  espconn_tcp_set_max_con_allow(&listener, kConnections);
}

}  // namespace http_server
