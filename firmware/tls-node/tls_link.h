// TLS to the broker: the trust anchor, the policy about time, and why it was refused.
#pragma once

#include "platform.h"

#include <Client.h>

namespace tls_link {

// Takes the memory TLS needs and reads the trust anchor. nullptr when there is none
// to have.
Client* begin(bool insecure);

// Whether a handshake may be tried now: a certificate is not judged before the time
// is known, and never without a trust anchor. Says so on the serial port if not.
bool mayConnect();

// Prints `TLS refused: <reason> (<code>)` when the last connection failed in TLS.
void printRefusal();

}  // namespace tls_link
