// TLS 1.2 client on BearSSL.
#pragma once
#include <time.h>
#include "WiFiClient.h"

namespace BearSSL {

struct TrustAnchors;
struct TlsSession;

// Certificates that a server's chain may end in.
class X509List {
public:
    X509List();
    // DER of one certificate; PEM text is taken too. A certificate that cannot be read adds nothing.
    explicit X509List(const char *pem);
    X509List(const uint8_t *der, size_t length);
    ~X509List();
    bool append(const char *pem);
    bool append(const uint8_t *der, size_t length);
    size_t getCount() const;
    const TrustAnchors *anchors() const { return anchors_; }

    X509List(const X509List &) = delete;
    X509List &operator=(const X509List &) = delete;

private:
    TrustAnchors *anchors_;
};

class WiFiClientSecure : public WiFiClient {
public:
    WiFiClientSecure();
    ~WiFiClientSecure() override;
    WiFiClientSecure(const WiFiClientSecure &) = delete;
    WiFiClientSecure &operator=(const WiFiClientSecure &) = delete;

    // The list is not copied and must outlive the connection.
    void setTrustAnchors(const X509List *anchors) { anchors_ = anchors; insecure_ = false; }
    // No check of the server's certificate at all.
    void setInsecure() { insecure_ = true; anchors_ = nullptr; }
    // Bytes of record payload per direction, 512..16384; below 16384 the server is asked for smaller fragments.
    void setBufferSizes(int receive, int transmit);
    // Seconds since 1970 used to judge certificates; 0 = the system clock.
    void setX509Time(time_t now) { x509_time_ = now; }
    // BearSSL's error number of the last failure, 0 when none.
    int getLastSSLError(char *destination = nullptr, size_t length = 0);

    // The host name is sent (SNI) and compared with the certificate. 1 when the handshake is done.
    int connect(const char *host, uint16_t port) override;
    int connect(const String &host, uint16_t port) override;
    int connect(IPAddress ip, uint16_t port) override;
    size_t write(uint8_t c) override;
    size_t write(const uint8_t *buffer, size_t size) override;
    using Print::write;
    int available() override;
    int read() override;
    int read(uint8_t *buffer, size_t size) override;
    int peek() override;
    int availableForWrite() override;
    void flush() override;
    bool stop(unsigned int max_wait_ms) override;
    using WiFiClient::stop;
    uint8_t connected() override;

private:
    const X509List *anchors_ = nullptr;
    TlsSession *session_ = nullptr;
    time_t x509_time_ = 0;
    int receive_size_ = 16384;
    int transmit_size_ = 512;
    int last_error_ = 0;
    bool insecure_ = false;

    int handshake(const char *host);
    bool untilSendable();
    bool sendRecord();
    bool receiveRecord();
    void freeSession();
};

}

using BearSSL::WiFiClientSecure;
