// The core's own test sketch: one command per line at the serial port, answers, then "done"
// when it is ready for the next. CoreTest drives it; "faults" below end in a post-mortem on purpose.
#include <Arduino.h>
#include <EEPROM.h>
#include <ESP8266WiFi.h>
#include <assert.h>
extern "C" {
#include "espconn.h"
#include "mem.h"
#include "osapi.h"
#include "user_interface.h"
}

namespace {

constexpr uint32_t kAnchorAddress = 0x3F9000;
constexpr uint16_t kEchoPort = 7;
constexpr size_t kBlocks = 8;
constexpr time_t kPlausible = 1600000000;

void *blocks[kBlocks];
void *volatile nothing;
const char flash_text[] PROGMEM = "constants in flash are read by bytes";

typedef void *(*RomMemset)(void *, int, size_t);
const RomMemset rom_memset = reinterpret_cast<RomMemset>(0x4000e190);

void heap() {
    Serial.printf("heap free=%u max=%u frag=%u stack=%u\n", ESP.getFreeHeap(), ESP.getMaxFreeBlockSize(),
                  ESP.getHeapFragmentation(), ESP.getFreeContStack());
}

void resetReason() {
    Serial.println(ESP.getResetReason());
    Serial.println(ESP.getResetInfo());
}

// --- memory

void take(int slot, int bytes) {
    blocks[slot % kBlocks] = malloc(bytes);
    Serial.printf("took %d\n", blocks[slot % kBlocks] != nullptr);
}

void give(int slot) {
    free(blocks[slot % kBlocks]);
    blocks[slot % kBlocks] = nullptr;
    Serial.println("gave");
}

void grow(int slot, int bytes) {
    void *larger = realloc(blocks[slot % kBlocks], bytes);
    if (larger) {
        blocks[slot % kBlocks] = larger;
    }
    Serial.printf("grew %d\n", larger != nullptr);
}

// --- EEPROM

void peek(int address) { Serial.printf("eeprom %d\n", EEPROM.read(address)); }

void poke(int address, int value) {
    EEPROM.write(address, value);
    Serial.printf("commit %d\n", EEPROM.commit());
}

// --- faults

// Deeper until there is no room for another call, then one more.
void __attribute__((noinline)) recurse(bool last) {
    volatile uint32_t room[32];
    for (volatile uint32_t &word : room) {
        word = 1;
    }
    if (!last) {
        recurse(ESP.getFreeContStack() < sizeof room);
    }
    room[0] = room[1];
}

void unchecked() { rom_memset(os_malloc(60000), 0, 60000); }

void stuckBehindMask() {
    ets_intr_lock();
    for (;;) {
    }
}

int (*volatile divide)(int, int) = [](int a, int b) { return a / b; };

struct Fault {
    const char *name;
    void (*cause)();
};

const Fault faults[] = {
    {"load", [] { Serial.println(*static_cast<volatile int *>(nothing)); }},
    {"store", [] { *static_cast<volatile int *>(nothing) = 1; }},
    {"illegal", [] { __asm__ volatile("ill"); }},
    {"divide", [] { Serial.println(divide(1, reinterpret_cast<int>(nothing))); }},
    {"jump", [] { reinterpret_cast<void (*)()>(nothing)(); }},
    {"unaligned", [] { Serial.println(*reinterpret_cast<volatile int *>(0x3ffe8001)); }},
    {"narrow-store", [] { *reinterpret_cast<volatile char *>(0x40100000) = 1; }},
    {"unchecked", unchecked},
    {"abort", [] { abort(); }},
    {"panic", [] { panic(); }},
    {"assert", [] { assert(nothing != nullptr); }},
    {"new", [] { Serial.println(reinterpret_cast<uint32_t>(new char[70000])); }},
    {"overflow", [] { recurse(false); }},
    {"stuck", [] { for (;;) { } }},
    {"stuck-masked", stuckBehindMask},
    {"restart", [] { ESP.restart(); }},
};

const Fault *find(const char *name) {
    for (const Fault &fault : faults) {
        if (strcmp(fault.name, name) == 0) {
            return &fault;
        }
    }
    return nullptr;
}

void fail(const char *name) {
    const Fault *fault = find(name);
    if (fault) {
        fault->cause();
    }
    Serial.println(fault ? "survived" : "no such fault");
}

// The same in the system task.
void failInSystem(const char *name) {
    static ETSTimer timer;
    os_timer_setfn(&timer, [](void *fault) { static_cast<const Fault *>(fault)->cause(); },
                   const_cast<Fault *>(find(name)));
    os_timer_arm(&timer, 1, false);
    delay(100);
}

// --- network

void join(const char *ssid, const char *password) {
    WiFi.mode(WIFI_STA);
    WiFi.begin(ssid, password);
    for (int i = 0; i < 100 && WiFi.status() != WL_CONNECTED && WiFi.status() != WL_WRONG_PASSWORD
                    && WiFi.status() != WL_NO_SSID_AVAIL; i++) {
        delay(100);
    }
    Serial.printf("wifi %d %s rssi %d\n", WiFi.status(), WiFi.localIP().toString().c_str(), WiFi.RSSI());
}

void lookUp(const char *host) {
    IPAddress address;
    int found = WiFi.hostByName(host, address, 3000);
    Serial.printf("host %d %s\n", found, address.toString().c_str());
}

void clockFromNetwork() {
    configTime(0, 0, "pool.ntp.org");
    for (int i = 0; i < 100 && time(nullptr) < kPlausible; i++) {
        delay(50);
    }
    Serial.printf("time %ld\n", static_cast<long>(time(nullptr)));
}

void talk(WiFiClient &client, const char *host, int port, const char *text) {
    int connected = client.connect(host, port);
    Serial.printf("connect %d\n", connected);
    if (connected) {
        client.println(text);
        Serial.printf("answer %s\n", client.readStringUntil('\r').c_str());
    }
    client.stop();
}

void plain(const char *host, int port, const char *text) {
    WiFiClient client;
    talk(client, host, port, text);
}

// With the trust anchor at kAnchorAddress (length, CRC-32, DER), or believing everyone.
void secure(const char *host, int port, const char *text, bool insecure) {
    static uint32_t sector[512];
    ESP.flashRead(kAnchorAddress, sector, sizeof sector);
    BearSSL::X509List anchors(reinterpret_cast<uint8_t *>(sector + 2), sector[0] < sizeof sector ? sector[0] : 0);
    BearSSL::WiFiClientSecure client;
    if (insecure) {
        client.setInsecure();
    } else {
        client.setTrustAnchors(&anchors);
    }
    client.setBufferSizes(2048, 512);
    talk(client, host, port, text);
    Serial.printf("tls error %d\n", client.getLastSSLError());
}

espconn listener;
esp_tcp listener_tcp;

void echo(void *arg, char *data, unsigned short length) {
    auto *connection = static_cast<espconn *>(arg);
    auto *copy = static_cast<uint8 *>(os_malloc(length));
    if (!copy) {
        espconn_disconnect(connection);
        return;
    }
    memcpy(copy, data, length);
    os_free(connection->reverse);
    connection->reverse = copy;
    bool farewell = length == 3 && memcmp(data, "bye", 3) == 0;
    if (espconn_send(connection, copy, length) != ESPCONN_OK || farewell) {
        espconn_disconnect(connection);
    }
}

void gone(void *arg) { os_free(static_cast<espconn *>(arg)->reverse); }

void serve() {
    listener_tcp.local_port = kEchoPort;
    listener.type = ESPCONN_TCP;
    listener.proto.tcp = &listener_tcp;
    espconn_regist_recvcb(&listener, echo);
    espconn_regist_disconcb(&listener, gone);
    espconn_regist_reconcb(&listener, [](void *arg, sint8) { gone(arg); });
    Serial.printf("echo %d\n", espconn_accept(&listener));
}

// --- commands

struct Words {
    String line;
    String next() {
        int blank = line.indexOf(' ');
        String word = blank < 0 ? line : line.substring(0, blank);
        line = blank < 0 ? String() : line.substring(blank + 1);
        return word;
    }
    int number() { return next().toInt(); }
};

void systemCommand(const String &name, Words &words) {
    if (name == "heap") {
        heap();
    } else if (name == "reason") {
        resetReason();
    } else if (name == "take") {
        int slot = words.number();
        take(slot, words.number());
    } else if (name == "give") {
        give(words.number());
    } else if (name == "grow") {
        int slot = words.number();
        grow(slot, words.number());
    } else if (name == "peek") {
        peek(words.number());
    } else if (name == "poke") {
        int address = words.number();
        poke(address, words.number());
    } else if (name == "fault") {
        fail(words.next().c_str());
    } else if (name == "fault-sys") {
        failInSystem(words.next().c_str());
    } else if (name == "flash") {
        Serial.printf("%s, %c\n", flash_text, reinterpret_cast<volatile const char *>(flash_text)[3]);
    } else if (name == "numbers") {
        Serial.printf("%.3f %lld %d\n", 3.14159, 123456789012345LL, divide(-7, 2));
    } else {
        Serial.println("no such command");
    }
}

bool networkCommand(const String &name, Words &words) {
    if (name == "join") {
        String ssid = words.next();
        join(ssid.c_str(), words.next().c_str());
    } else if (name == "host") {
        lookUp(words.next().c_str());
    } else if (name == "time") {
        clockFromNetwork();
    } else if (name == "serve") {
        serve();
    } else if (name == "most") {
        Serial.printf("most %d\n", espconn_tcp_set_max_con(words.number()));
    } else if (name == "allow") {
        Serial.printf("allow %d\n", espconn_tcp_set_max_con_allow(&listener, words.number()));
    } else if (name == "tcp") {
        String host = words.next();
        int port = words.number();
        plain(host.c_str(), port, words.next().c_str());
    } else if (name == "tls" || name == "tls-insecure") {
        String host = words.next();
        int port = words.number();
        secure(host.c_str(), port, words.next().c_str(), name == "tls-insecure");
    } else {
        return false;
    }
    return true;
}

}

void setup() {
    Serial.begin(115200);
    EEPROM.begin(64);
    Serial.setTimeout(60000);
    Serial.print("\nprobe ready\n");
}

void loop() {
    if (!Serial.available()) {
        delay(1);
        return;
    }
    Words words{Serial.readStringUntil('\n')};
    String name = words.next();
    if (!networkCommand(name, words)) {
        systemCommand(name, words);
    }
    Serial.print("done\n");
}
