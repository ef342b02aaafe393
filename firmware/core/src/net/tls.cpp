// TLS 1.2 client: BearSSL's engine on a second stack, its records over the TCP connection.
#include <new>
#include <stdio.h>
#include <stdlib.h>
#include "Arduino.h"
#include "ESP8266WiFi.h"
#include "bearssl.h"
#include "chip.h"
#include "cont.h"
#include "core.h"
#include "tcp_connection.h"

namespace BearSSL {

struct TrustAnchors {
    br_x509_trust_anchor *items;
    size_t count;
};

namespace {

constexpr size_t kTlsStackBytes = 6208;
constexpr unsigned long kHandshakeTimeoutMs = 15000;
// What BearSSL adds to a record's payload, per direction.
constexpr size_t kReceiveOverhead = 325;
constexpr size_t kTransmitOverhead = 85;
constexpr uint32_t kDaysToEpoch = 719528;
constexpr uint32_t kSecondsPerDay = 86400;

// Bytes appended while BearSSL's decoders report them.
struct Buffer {
    uint8_t *data = nullptr;
    size_t length = 0;
    bool failed = false;

    void append(const void *bytes, size_t n) {
        auto *larger = failed ? nullptr : static_cast<uint8_t *>(realloc(data, length + n));
        if (!larger) {
            failed = true;
            return;
        }
        data = larger;
        memcpy(data + length, bytes, n);
        length += n;
    }
};

void appendTo(void *context, const void *bytes, size_t n) { static_cast<Buffer *>(context)->append(bytes, n); }

uint8_t *copyOf(const uint8_t *bytes, size_t n) {
    auto *copy = static_cast<uint8_t *>(malloc(n));
    if (copy) {
        memcpy(copy, bytes, n);
    }
    return copy;
}

bool copyKey(const br_x509_pkey *from, br_x509_pkey *to) {
    to->key_type = from->key_type;
    if (from->key_type == BR_KEYTYPE_RSA) {
        to->key.rsa.n = copyOf(from->key.rsa.n, from->key.rsa.nlen);
        to->key.rsa.nlen = from->key.rsa.nlen;
        to->key.rsa.e = copyOf(from->key.rsa.e, from->key.rsa.elen);
        to->key.rsa.elen = from->key.rsa.elen;
        return to->key.rsa.n && to->key.rsa.e;
    }
    to->key.ec.curve = from->key.ec.curve;
    to->key.ec.q = copyOf(from->key.ec.q, from->key.ec.qlen);
    to->key.ec.qlen = from->key.ec.qlen;
    return to->key.ec.q;
}

void freeAnchor(br_x509_trust_anchor *anchor) {
    free(anchor->dn.data);
    if (anchor->pkey.key_type == BR_KEYTYPE_RSA) {
        free(anchor->pkey.key.rsa.n);
        free(anchor->pkey.key.rsa.e);
    } else {
        free(anchor->pkey.key.ec.q);
    }
}

// Name and key of a certificate.
bool decodeAnchor(const uint8_t *der, size_t length, br_x509_trust_anchor *anchor) {
    auto *decoder = static_cast<br_x509_decoder_context *>(malloc(sizeof(br_x509_decoder_context)));
    if (!decoder) {
        return false;
    }
    Buffer name;
    br_x509_decoder_init(decoder, appendTo, &name);
    br_x509_decoder_push(decoder, der, length);
    const br_x509_pkey *key = br_x509_decoder_get_pkey(decoder);
    *anchor = {};
    anchor->dn.data = name.data;
    anchor->dn.len = name.length;
    anchor->flags = br_x509_decoder_isCA(decoder) ? BR_X509_TA_CA : 0;
    bool good = key && !name.failed && copyKey(key, &anchor->pkey);
    if (!good) {
        freeAnchor(anchor);
    }
    free(decoder);
    return good;
}

// A validator that believes every chain: it only takes the key out of the first certificate.
struct BelievingX509 {
    const br_x509_class *vtable;
    br_x509_decoder_context decoder;
    bool first;
    bool done;
};

void believeStart(const br_x509_class **context, const char *) {
    auto *self = reinterpret_cast<BelievingX509 *>(context);
    br_x509_decoder_init(&self->decoder, nullptr, nullptr);
    self->first = true;
    self->done = false;
}

void believeStartCertificate(const br_x509_class **, uint32_t) {}

void believeAppend(const br_x509_class **context, const unsigned char *bytes, size_t n) {
    auto *self = reinterpret_cast<BelievingX509 *>(context);
    if (self->first) {
        br_x509_decoder_push(&self->decoder, bytes, n);
    }
}

void believeEndCertificate(const br_x509_class **context) { reinterpret_cast<BelievingX509 *>(context)->first = false; }

unsigned believeEnd(const br_x509_class **context) {
    auto *self = reinterpret_cast<BelievingX509 *>(context);
    return br_x509_decoder_get_pkey(&self->decoder) ? 0 : BR_ERR_X509_EMPTY_CHAIN;
}

const br_x509_pkey *believeKey(const br_x509_class *const *context, unsigned *usages) {
    auto *self = reinterpret_cast<const BelievingX509 *>(context);
    if (usages) {
        *usages = BR_KEYTYPE_KEYX | BR_KEYTYPE_SIGN;
    }
    return br_x509_decoder_get_pkey(const_cast<br_x509_decoder_context *>(&self->decoder));
}

const br_x509_class believing_class = {sizeof(BelievingX509), believeStart, believeStartCertificate, believeAppend,
                                       believeEndCertificate, believeEnd, believeKey};

// Only X25519 is offered for the key exchange: a third of P-256's work. Certificates may still use P-256,
// P-384 and P-521.
uint32_t verifyEcdsa(const br_ec_impl *, const void *hash, size_t hash_length, const br_ec_public_key *key,
                     const void *signature, size_t length) {
    return br_ecdsa_i15_vrfy_asn1(&br_ec_all_m15, hash, hash_length, key, signature, length);
}

const uint16_t suites[] = {
    BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,       BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,       BR_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
};

int tls_stack_users;

bool takeTlsStack() {
    if (!tls_stack_users) {
        auto *stack = static_cast<uint32_t *>(malloc(kTlsStackBytes + 16));
        if (!stack) {
            return false;
        }
        tls_stack_start = reinterpret_cast<uint32_t *>((reinterpret_cast<uint32_t>(stack) + 15) & ~15u);
        tls_stack_end = tls_stack_start + kTlsStackBytes / 4;
        tls_stack_block = stack;
        for (uint32_t *p = tls_stack_start; p < tls_stack_end; p++) {
            *p = CONT_GUARD;
        }
    }
    tls_stack_users++;
    return true;
}

void releaseTlsStack() {
    if (--tls_stack_users == 0) {
        free(tls_stack_block);
        tls_stack_block = tls_stack_start = tls_stack_end = nullptr;
    }
}

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

struct TlsSession {
    br_ssl_client_context client;
    union {
        br_x509_minimal_context minimal;
        BelievingX509 believing;
    } x509;
    uint8_t *receive_buffer = nullptr;
    uint8_t *transmit_buffer = nullptr;

    ~TlsSession() {
        free(receive_buffer);
        free(transmit_buffer);
    }
    br_ssl_engine_context *engine() { return &client.eng; }
};

X509List::X509List() : anchors_(new TrustAnchors{nullptr, 0}) {}
X509List::X509List(const char *pem) : X509List() { append(pem); }
X509List::X509List(const uint8_t *der, size_t length) : X509List() { append(der, length); }

X509List::~X509List() {
    for (size_t i = 0; i < anchors_->count; i++) {
        freeAnchor(&anchors_->items[i]);
    }
    free(anchors_->items);
    delete anchors_;
}

size_t X509List::getCount() const { return anchors_->count; }

bool X509List::append(const char *pem) {
    auto *context = static_cast<br_pem_decoder_context *>(malloc(sizeof(br_pem_decoder_context)));
    if (!context) {
        return false;
    }
    Buffer der;
    bool added = false;
    size_t left = strlen_P(pem);
    br_pem_decoder_init(context);
    while (left) {
        char c = static_cast<char>(pgm_read_byte(pem));
        if (br_pem_decoder_push(context, &c, 1)) {
            pem++;
            left--;
        }
        int event = br_pem_decoder_event(context);
        if (event == BR_PEM_BEGIN_OBJ) {
            br_pem_decoder_setdest(context, appendTo, &der);
        } else if (event == BR_PEM_END_OBJ) {
            added |= !der.failed && append(der.data, der.length);
            der.length = 0;
        } else if (event == BR_PEM_ERROR) {
            break;
        }
    }
    free(der.data);
    free(context);
    return added;
}

bool X509List::append(const uint8_t *der, size_t length) {
    auto *larger = static_cast<br_x509_trust_anchor *>(
        realloc(anchors_->items, (anchors_->count + 1) * sizeof(br_x509_trust_anchor)));
    if (!larger) {
        return false;
    }
    anchors_->items = larger;
    if (!decodeAnchor(der, length, &larger[anchors_->count])) {
        return false;
    }
    anchors_->count++;
    return true;
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

namespace {

void setUpEngine(br_ssl_client_context *client) {
    br_ssl_engine_context *engine = &client->eng;
    br_ssl_client_zero(client);
    br_ssl_engine_set_versions(engine, BR_TLS12, BR_TLS12);
    br_ssl_engine_set_suites(engine, suites, sizeof suites / sizeof suites[0]);
    br_ssl_client_set_rsapub(client, br_rsa_i15_public);
    br_ssl_engine_set_rsavrfy(engine, br_rsa_i15_pkcs1_vrfy);
    br_ssl_engine_set_ec(engine, &br_ec_c25519_m15);
    br_ssl_engine_set_ecdsa(engine, verifyEcdsa);
    br_ssl_engine_set_hash(engine, br_sha256_ID, &br_sha256_vtable);
    br_ssl_engine_set_hash(engine, br_sha384_ID, &br_sha384_vtable);
    br_ssl_engine_set_hash(engine, br_sha512_ID, &br_sha512_vtable);
    br_ssl_engine_set_prf_sha256(engine, br_tls12_sha256_prf);
    br_ssl_engine_set_prf_sha384(engine, br_tls12_sha384_prf);
    br_ssl_engine_set_gcm(engine, &br_sslrec_in_gcm_vtable, &br_sslrec_out_gcm_vtable);
    br_ssl_engine_set_aes_ctr(engine, &br_aes_ct_ctr_vtable);
    br_ssl_engine_set_ghash(engine, br_ghash_ctmul32);
    br_ssl_engine_set_chapol(engine, &br_sslrec_in_chapol_vtable, &br_sslrec_out_chapol_vtable);
    br_ssl_engine_set_chacha20(engine, br_chacha20_ct_run);
    br_ssl_engine_set_poly1305(engine, br_poly1305_ctmul32_run);
}

void setUpValidator(TlsSession *session, const TrustAnchors *anchors, time_t now) {
    br_x509_minimal_context *x509 = &session->x509.minimal;
    br_x509_minimal_init(x509, &br_sha256_vtable, anchors ? anchors->items : nullptr, anchors ? anchors->count : 0);
    br_x509_minimal_set_rsa(x509, br_rsa_i15_pkcs1_vrfy);
    br_x509_minimal_set_ecdsa(x509, &br_ec_all_m15, br_ecdsa_i15_vrfy_asn1);
    br_x509_minimal_set_hash(x509, br_sha256_ID, &br_sha256_vtable);
    br_x509_minimal_set_hash(x509, br_sha384_ID, &br_sha384_vtable);
    br_x509_minimal_set_hash(x509, br_sha512_ID, &br_sha512_vtable);
    br_x509_minimal_set_time(x509, kDaysToEpoch + now / kSecondsPerDay, now % kSecondsPerDay);
    br_ssl_engine_set_x509(session->engine(), &x509->vtable);
}

void seed(br_ssl_engine_context *engine) {
    uint32_t entropy[8];
    for (uint32_t &word : entropy) {
        word = WDEV_RANDOM;
    }
    br_ssl_engine_inject_entropy(engine, entropy, sizeof entropy);
}

}

int WiFiClientSecure::handshake(const char *host) {
    last_error_ = BR_ERR_BAD_STATE;
    session_ = tls_stack_start ? new (std::nothrow) TlsSession : nullptr;
    if (!session_) {
        WiFiClient::stop(0);
        return 0;
    }
    session_->receive_buffer = static_cast<uint8_t *>(malloc(receive_size_ + kReceiveOverhead));
    session_->transmit_buffer = static_cast<uint8_t *>(malloc(transmit_size_ + kTransmitOverhead));
    if (!session_->receive_buffer || !session_->transmit_buffer) {
        stop(0);
        return 0;
    }
    setUpEngine(&session_->client);
    if (insecure_) {
        session_->x509.believing.vtable = &believing_class;
        br_ssl_engine_set_x509(session_->engine(), &session_->x509.believing.vtable);
    } else {
        setUpValidator(session_, anchors_ ? anchors_->anchors() : nullptr, x509_time_ ? x509_time_ : time(nullptr));
    }
    br_ssl_engine_set_buffers_bidi(session_->engine(), session_->receive_buffer, receive_size_ + kReceiveOverhead,
                                   session_->transmit_buffer, transmit_size_ + kTransmitOverhead);
    seed(session_->engine());
    last_error_ = 0;
    if (!ON_TLS_STACK(br_ssl_client_reset, &session_->client, host, 0) || !runUntil(BR_SSL_SENDAPP)) {
        last_error_ = br_ssl_engine_last_error(session_->engine());
        if (!last_error_) {
            last_error_ = BR_ERR_IO;
        }
        stop(0);
        return 0;
    }
    return 1;
}

// Moves records between engine and connection until the engine is in one of the target states.
// False: the engine or the connection is closed, or nothing moved for the time-out.
bool WiFiClientSecure::runUntil(unsigned target) {
    br_ssl_engine_context *engine = session_->engine();
    unsigned long limit = (target & BR_SSL_SENDAPP) && _timeout < kHandshakeTimeoutMs ? kHandshakeTimeoutMs : _timeout;
    unsigned long progress = millis();
    for (;;) {
        unsigned state = br_ssl_engine_current_state(engine);
        if (state & BR_SSL_CLOSED) {
            return false;
        }
        if (state & BR_SSL_SENDREC) {
            size_t length;
            const unsigned char *record = br_ssl_engine_sendrec_buf(engine, &length);
            size_t sent = WiFiClient::write(record, length);
            if (!sent) {
                return false;
            }
            ON_TLS_STACK(br_ssl_engine_sendrec_ack, engine, sent);
            progress = millis();
            continue;
        }
        if (state & target) {
            return true;
        }
        // Decrypted data in the engine stops further records: only its reader can go on.
        if (state & BR_SSL_RECVAPP) {
            return false;
        }
        if ((state & BR_SSL_RECVREC) && WiFiClient::available()) {
            size_t length;
            unsigned char *record = br_ssl_engine_recvrec_buf(engine, &length);
            int received = WiFiClient::read(record, length);
            ON_TLS_STACK(br_ssl_engine_recvrec_ack, engine, received);
            progress = millis();
            continue;
        }
        if (!WiFiClient::connected() || millis() - progress >= limit) {
            return false;
        }
        sketch_wait(limit - (millis() - progress));
    }
}

int WiFiClientSecure::connect(IPAddress ip, uint16_t port) {
    stop(0);
    return WiFiClient::connect(ip, port) ? handshake(nullptr) : 0;
}

int WiFiClientSecure::connect(const char *host, uint16_t port) {
    stop(0);
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
    while (session_ && written < size && runUntil(BR_SSL_SENDAPP)) {
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
        while (br_ssl_engine_current_state(session_->engine()) & BR_SSL_SENDREC) {
            size_t length;
            const unsigned char *record = br_ssl_engine_sendrec_buf(session_->engine(), &length);
            size_t sent = WiFiClient::write(record, length);
            if (!sent) {
                return;
            }
            ON_TLS_STACK(br_ssl_engine_sendrec_ack, session_->engine(), sent);
        }
    }
}

int WiFiClientSecure::available() {
    if (!session_) {
        return 0;
    }
    br_ssl_engine_context *engine = session_->engine();
    while (br_ssl_engine_current_state(engine) & BR_SSL_RECVREC && WiFiClient::available()) {
        size_t length;
        unsigned char *record = br_ssl_engine_recvrec_buf(engine, &length);
        int received = WiFiClient::read(record, length);
        ON_TLS_STACK(br_ssl_engine_recvrec_ack, engine, received);
    }
    if (!(br_ssl_engine_current_state(engine) & BR_SSL_RECVAPP)) {
        return 0;
    }
    size_t length;
    br_ssl_engine_recvapp_buf(engine, &length);
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
