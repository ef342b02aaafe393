// What a TLS connection keeps beside its TCP connection, and the stack that BearSSL runs on.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include "WiFiClientSecure.h"
#include "bearssl.h"
#include "cont.h"
#include "core.h"

namespace BearSSL {

struct TrustAnchors {
    br_x509_trust_anchor *items;
    size_t count;
};

// A validator that believes every chain: it only takes the key out of the first certificate.
struct BelievingX509 {
    const br_x509_class *vtable;
    br_x509_decoder_context decoder;
    bool first;
};

struct TlsSession {
    br_ssl_client_context client;
    union {
        br_x509_minimal_context minimal;
        BelievingX509 believing;
    } x509;
    uint8_t *receive_buffer = nullptr;
    uint8_t *transmit_buffer = nullptr;
    size_t receive_bytes = 0;
    size_t transmit_bytes = 0;

    ~TlsSession();
    br_ssl_engine_context *engine() { return &client.eng; }
    // Payload bytes per direction; false when there is no memory.
    bool allocateBuffers(size_t receive, size_t transmit);
    // Algorithms, buffers and random seed.
    void setUp();
    // After setUp(). anchors == nullptr: no chain is accepted; now: seconds since 1970.
    void judgeBy(const TrustAnchors *anchors, time_t now);
    void believeEveryone();
};

// The second stack exists while somebody uses it. False when there is no memory for it.
bool takeTlsStack();
void releaseTlsStack();

// Runs a BearSSL function on the TLS stack.
template <typename... A> uint32_t onTlsStack(void *function, A... arguments) {
    uint32_t a[3] = {(uint32_t)arguments...};
    uint32_t result = stack_call(function, a[0], a[1], a[2], tls_stack_end);
    if (*tls_stack_start != CONT_GUARD) {
        stack_overflow_detected();
    }
    return result;
}

#define ON_TLS_STACK(function, ...) onTlsStack(reinterpret_cast<void *>(&(function)), ##__VA_ARGS__)

}
