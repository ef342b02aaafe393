// TLS to the broker: the trust anchor, the policy about time, and why it was refused.
#pragma once

#include "platform.h"

#include <Client.h>

namespace tls_link {

// Takes the memory TLS needs and reads the trust anchor. nullptr when there is none
// to have.
Client* begin(bool insecure);

// Whether a handshake may be tried now: a certificate is not judged before the time
// is known, and never without a trust anchor.
bool mayConnect();

// Prints `TLS refused: <reason> (<code>)` when it was TLS that kept us from connecting:
// BearSSL's error number, or 0 when no handshake was tried.
void printRefusal();

}  // namespace tls_link
