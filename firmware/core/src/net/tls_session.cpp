#include "tls_session.h"
#include <stdlib.h>
#include "chip.h"

namespace BearSSL {

namespace {

// The deepest handshake step takes about 6 KB.
constexpr size_t kTlsStackBytes = 6208;
// What BearSSL adds to a record's payload, per direction.
constexpr size_t kReceiveOverhead = 325;
constexpr size_t kTransmitOverhead = 85;
constexpr uint32_t kDaysToEpoch = 719528;
constexpr uint32_t kSecondsPerDay = 86400;

void believeStart(const br_x509_class **context, const char *) {
    auto *self = reinterpret_cast<BelievingX509 *>(context);
    br_x509_decoder_init(&self->decoder, nullptr, nullptr);
    self->first = true;
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

const uint16_t suites[] = {
    BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,       BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,       BR_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
};

void seed(br_ssl_engine_context *engine) {
    uint32_t entropy[8];
    for (uint32_t &word : entropy) {
        word = WDEV_RANDOM;
    }
    br_ssl_engine_inject_entropy(engine, entropy, sizeof entropy);
}

int tls_stack_users;

}

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

TlsSession::~TlsSession() {
    free(receive_buffer);
    free(transmit_buffer);
}

bool TlsSession::allocateBuffers(size_t receive, size_t transmit) {
    receive_bytes = receive + kReceiveOverhead;
    transmit_bytes = transmit + kTransmitOverhead;
    receive_buffer = static_cast<uint8_t *>(malloc(receive_bytes));
    transmit_buffer = static_cast<uint8_t *>(malloc(transmit_bytes));
    return receive_buffer && transmit_buffer;
}

void TlsSession::setUp() {
    br_ssl_engine_context *engine = this->engine();
    br_ssl_client_zero(&client);
    br_ssl_engine_set_versions(engine, BR_TLS12, BR_TLS12);
    br_ssl_engine_set_suites(engine, suites, sizeof suites / sizeof suites[0]);
    br_ssl_client_set_rsapub(&client, br_rsa_i15_public);
    br_ssl_engine_set_rsavrfy(engine, br_rsa_i15_pkcs1_vrfy);
    br_ssl_engine_set_ec(engine, &br_ec_all_m15);
    br_ssl_engine_set_ecdsa(engine, br_ecdsa_i15_vrfy_asn1);
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
    br_ssl_engine_set_buffers_bidi(engine, receive_buffer, receive_bytes, transmit_buffer, transmit_bytes);
    seed(engine);
}

void TlsSession::judgeBy(const TrustAnchors *anchors, time_t now) {
    br_x509_minimal_context *minimal = &x509.minimal;
    br_x509_minimal_init(minimal, &br_sha256_vtable, anchors ? anchors->items : nullptr, anchors ? anchors->count : 0);
    br_x509_minimal_set_rsa(minimal, br_rsa_i15_pkcs1_vrfy);
    br_x509_minimal_set_ecdsa(minimal, &br_ec_all_m15, br_ecdsa_i15_vrfy_asn1);
    br_x509_minimal_set_hash(minimal, br_sha256_ID, &br_sha256_vtable);
    br_x509_minimal_set_hash(minimal, br_sha384_ID, &br_sha384_vtable);
    br_x509_minimal_set_hash(minimal, br_sha512_ID, &br_sha512_vtable);
    br_x509_minimal_set_time(minimal, kDaysToEpoch + now / kSecondsPerDay, now % kSecondsPerDay);
    br_ssl_engine_set_x509(engine(), &minimal->vtable);
}

void TlsSession::believeEveryone() {
    x509.believing.vtable = &believing_class;
    br_ssl_engine_set_x509(engine(), &x509.believing.vtable);
}

}
