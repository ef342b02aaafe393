// The node as an MQTT server: requests come on the Rx topic, answers go to the Tx topic.
#pragma once

namespace mqtt_link {

// Plain or TLS, by the settings.
void begin();

// Connects when it is time to, serves what has come; from loop(). One call is bounded
// by the time-outs of one connection attempt.
void step();

}  // namespace mqtt_link
