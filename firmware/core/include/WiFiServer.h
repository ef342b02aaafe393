// A listening TCP port whose connections are served from the sketch's context.
#pragma once
#include "WiFiClient.h"

struct tcp_pcb;

class WiFiServer {
public:
    explicit WiFiServer(uint16_t port) : port_(port) {}
    void begin();
    void begin(uint16_t port) { port_ = port; begin(); }
    void stop();
    void close() { stop(); }
    void setNoDelay(bool on) { no_delay_ = on; }
    bool hasClient() const { return waiting_ != nullptr; }
    // The next accepted connection; an unconnected client when there is none.
    WiFiClient available();
    WiFiClient accept() { return available(); }

private:
    uint16_t port_;
    bool no_delay_ = false;
    tcp_pcb *pcb_ = nullptr;
    TcpConnection *waiting_ = nullptr;
    static signed char accepted(void *arg, tcp_pcb *pcb, signed char error);
};
