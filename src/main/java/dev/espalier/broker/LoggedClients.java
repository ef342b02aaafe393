package dev.espalier.broker;

import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptConnectMessage;
import io.moquette.interception.messages.InterceptConnectionLostMessage;
import io.moquette.interception.messages.InterceptDisconnectMessage;
import io.moquette.interception.messages.InterceptSubscribeMessage;

/** Writes the comings and goings at the embedded broker to its log. */
final class LoggedClients extends AbstractInterceptHandler {

    private final BrokerLog log;

    LoggedClients(BrokerLog log) {
        this.log = log;
    }

    @Override
    public String getID() {
        return "espalier-log";
    }

    @Override
    public void onConnect(InterceptConnectMessage message) {
        log.add("client %s connected as %s".formatted(message.getClientID(), message.getUsername()));
    }

    @Override
    public void onSubscribe(InterceptSubscribeMessage message) {
        log.add("client %s subscribed to %s".formatted(message.getClientID(), message.getTopicFilter()));
    }

    @Override
    public void onDisconnect(InterceptDisconnectMessage message) {
        log.add("client %s disconnected".formatted(message.getClientID()));
    }

    @Override
    public void onConnectionLost(InterceptConnectionLostMessage message) {
        log.add("client %s lost".formatted(message.getClientID()));
    }

    @Override
    public void onSessionLoopError(Throwable error) {
        log.add("error " + error);
    }
}
