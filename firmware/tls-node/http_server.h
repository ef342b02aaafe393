// The web server, inside the network task's call-backs (espconn, context sys).
#pragma once

#include "platform.h"

namespace http_server {

// Listens on `port`, on the station's and the access point's address alike.
void begin(uint16_t port);

}  // namespace http_server
