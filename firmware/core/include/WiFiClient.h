// A TCP connection. Copies share one connection, which is closed when the last copy goes.
#pragma once
#include "Client.h"

class TcpConnection;
class WiFiServer;

class WiFiClient : public Client {
public:
    WiFiClient();
    WiFiClient(const WiFiClient &other);
    WiFiClient &operator=(const WiFiClient &other);
    ~WiFiClient() override;

    int connect(IPAddress ip, uint16_t port) override;
    int connect(const char *host, uint16_t port) override;
    virtual int connect(const String &host, uint16_t port);
    size_t write(uint8_t c) override;
    // Returns the bytes handed to TCP; fewer than size when the peer is gone or the time-out passed.
    size_t write(const uint8_t *buffer, size_t size) override;
    using Print::write;
    int available() override;
    int read() override;
    int read(uint8_t *buffer, size_t size) override;
    int peek() override;
    size_t peekBytes(uint8_t *buffer, size_t size);
    int availableForWrite() override;
    void flush() override { flush(0); }
    bool flush(unsigned int max_wait_ms);
    void stop() override { stop(0); }
    virtual bool stop(unsigned int max_wait_ms);
    uint8_t connected() override;
    uint8_t status();
    operator bool() override { return connected(); }
    IPAddress remoteIP();
    uint16_t remotePort();
    IPAddress localIP();
    uint16_t localPort();
    void setNoDelay(bool on);
    bool getNoDelay() const;
    void keepAlive(uint16_t idle_sec = 7200, uint16_t interval_sec = 75, uint8_t count = 9);

protected:
    friend class WiFiServer;
    explicit WiFiClient(TcpConnection *connection);
    TcpConnection *connection_ = nullptr;
};
