// Trust anchors: name and key of certificates, decoded by BearSSL.
#include <stdlib.h>
#include <string.h>
#include "pgmspace.h"
#include "tls_session.h"

namespace BearSSL {

namespace {

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

}

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

}
