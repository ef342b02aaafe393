/**
 * TLS MQTT brokers for the board to talk to, and the certificates they show. In: a folder for the
 * test PKI, the settings of {@link dev.espalier.broker.BrokerSettings}. Out: a running broker with a
 * plain and a TLS endpoint on loopback, its log, and a client that sees what the board publishes.
 *
 * <p>May use: time.
 */
package dev.espalier.broker;
