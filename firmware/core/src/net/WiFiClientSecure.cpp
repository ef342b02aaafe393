// TLS 1.2 client: BearSSL's engine on a second stack, its records over the TCP connection.
#include <new>
#include <stdio.h>
#include "Arduino.h"
#include "ESP8266WiFi.h"
#include "tcp_connection.h"
#include "tls_session.h"

namespace BearSSL {

namespace {
constexpr unsigned long kHandshakeTimeoutMs = 15000;
}

WiFiClientSecure::WiFiClientSecure() {
    if (!takeTlsStack()) {
        last_error_ = BR_ERR_BAD_STATE;
    }
}

WiFiClientSecure::~WiFiClientSecure() {
    stop(0);
    releaseTlsStack();
}

void WiFiClientSecure::setBufferSizes(int receive, int transmit) {
    receive_size_ = constrain(receive, 512, 16384);
    transmit_size_ = constrain(transmit, 512, 16384);
}

int WiFiClientSecure::getLastSSLError(char *destination, size_t length) {
    if (destination && length) {
        snprintf(destination, length, "BearSSL error %d", last_error_);
    }
    return last_error_;
}

void WiFiClientSecure::freeSession() {
    delete session_;
    session_ = nullptr;
}

int WiFiClientSecure::handshake(const char *host) {
    last_error_ = BR_ERR_BAD_STATE;
    session_ = tls_stack_start ? new (std::nothrow) TlsSession : nullptr;
    if (!session_) {
        WiFiClient::stop(0);
        return 0;
    }
    if (!session_->allocateBuffers(receive_size_, transmit_size_)) {
        stop(0);
        return 0;
    }
    session_->setUp();
    if (insecure_) {
        session_->believeEveryone();
    } else {
        session_->judgeBy(anchors_ ? anchors_->anchors() : nullptr, x509_time_ ? x509_time_ : time(nullptr));
    }
    last_error_ = 0;
    if (!ON_TLS_STACK(br_ssl_client_reset, &session_->client, host, 0) || !untilSendable()) {
        last_error_ = br_ssl_engine_last_error(session_->engine());
        if (!last_error_) {
            last_error_ = BR_ERR_IO;
        }
        stop(0);
        return 0;
    }
    return 1;
}

// Hands one record to the connection. False when the connection took nothing.
bool WiFiClientSecure::sendRecord() {
    size_t length;
    const unsigned char *record = br_ssl_engine_sendrec_buf(session_->engine(), &length);
    size_t sent = WiFiClient::write(record, length);
    if (sent) {
        ON_TLS_STACK(br_ssl_engine_sendrec_ack, session_->engine(), sent);
    }
    return sent != 0;
}

// Gives the engine what has arrived. False when there is nothing, or decrypted data waits for its reader.
bool WiFiClientSecure::receiveRecord() {
    if (!(br_ssl_engine_current_state(session_->engine()) & BR_SSL_RECVREC) || !WiFiClient::available()) {
        return false;
    }
    size_t length;
    unsigned char *record = br_ssl_engine_recvrec_buf(session_->engine(), &length);
    int received = WiFiClient::read(record, length);
    ON_TLS_STACK(br_ssl_engine_recvrec_ack, session_->engine(), received);
    return true;
}

// Moves records between engine and connection until the engine can take payload.
// False: the engine or the connection is closed, or nothing moved for the time-out.
bool WiFiClientSecure::untilSendable() {
    unsigned long limit = _timeout < kHandshakeTimeoutMs ? kHandshakeTimeoutMs : _timeout;
    unsigned long progress = millis();
    for (;;) {
        unsigned state = br_ssl_engine_current_state(session_->engine());
        if (state & BR_SSL_CLOSED) {
            return false;
        }
        if (state & BR_SSL_SENDREC) {
            if (!sendRecord()) {
                return false;
            }
            progress = millis();
        } else if (state & BR_SSL_SENDAPP) {
            return true;
        } else if (receiveRecord()) {
            progress = millis();
        } else if (!WiFiClient::connected() || millis() - progress >= limit) {
            return false;
        } else {
            sketch_wait(limit - (millis() - progress));
        }
    }
}

int WiFiClientSecure::connect(IPAddress ip, uint16_t port) {
    stop(0);
    last_error_ = 0;
    return WiFiClient::connect(ip, port) ? handshake(nullptr) : 0;
}

int WiFiClientSecure::connect(const char *host, uint16_t port) {
    stop(0);
    last_error_ = 0;
    IPAddress ip;
    if (!WiFi.hostByName(host, ip, _timeout) || !WiFiClient::connect(ip, port)) {
        return 0;
    }
    return handshake(host);
}

int WiFiClientSecure::connect(const String &host, uint16_t port) { return connect(host.c_str(), port); }

size_t WiFiClientSecure::write(uint8_t c) { return write(&c, 1); }

size_t WiFiClientSecure::write(const uint8_t *buffer, size_t size) {
    size_t written = 0;
    while (session_ && written < size && untilSendable()) {
        size_t room;
        unsigned char *payload = br_ssl_engine_sendapp_buf(session_->engine(), &room);
        size_t n = size - written < room ? size - written : room;
        memcpy(payload, buffer + written, n);
        ON_TLS_STACK(br_ssl_engine_sendapp_ack, session_->engine(), n);
        written += n;
    }
    flush();
    return written;
}

void WiFiClientSecure::flush() {
    if (session_) {
        ON_TLS_STACK(br_ssl_engine_flush, session_->engine(), 0);
        while (br_ssl_engine_current_state(session_->engine()) & BR_SSL_SENDREC && sendRecord()) {
        }
    }
}

int WiFiClientSecure::available() {
    if (!session_) {
        return 0;
    }
    while (receiveRecord()) {
    }
    if (!(br_ssl_engine_current_state(session_->engine()) & BR_SSL_RECVAPP)) {
        return 0;
    }
    size_t length;
    br_ssl_engine_recvapp_buf(session_->engine(), &length);
    return length;
}

int WiFiClientSecure::read(uint8_t *buffer, size_t size) {
    size_t ready = available();
    size_t n = ready < size ? ready : size;
    if (n) {
        size_t length;
        memcpy(buffer, br_ssl_engine_recvapp_buf(session_->engine(), &length), n);
        ON_TLS_STACK(br_ssl_engine_recvapp_ack, session_->engine(), n);
    }
    return n;
}

int WiFiClientSecure::read() {
    uint8_t c;
    return read(&c, 1) == 1 ? c : -1;
}

int WiFiClientSecure::peek() {
    size_t length;
    return available() ? *br_ssl_engine_recvapp_buf(session_->engine(), &length) : -1;
}

int WiFiClientSecure::availableForWrite() {
    if (!session_ || !(br_ssl_engine_current_state(session_->engine()) & BR_SSL_SENDAPP)) {
        return 0;
    }
    size_t room;
    br_ssl_engine_sendapp_buf(session_->engine(), &room);
    return room;
}

uint8_t WiFiClientSecure::connected() {
    if (!session_) {
        return 0;
    }
    return available() > 0
           || (WiFiClient::connected() && !(br_ssl_engine_current_state(session_->engine()) & BR_SSL_CLOSED));
}

bool WiFiClientSecure::stop(unsigned int max_wait_ms) {
    if (session_ && WiFiClient::connected()) {
        ON_TLS_STACK(br_ssl_engine_close, session_->engine());
        flush();
    }
    bool sent = WiFiClient::stop(max_wait_ms);
    freeSession();
    return sent;
}

}
