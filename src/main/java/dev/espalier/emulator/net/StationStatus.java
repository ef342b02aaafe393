package dev.espalier.emulator.net;

/**
 * The board as a Wi-Fi station, as the air around it sees it.
 *
 * @param attempts     how often it has looked for an access point or tried to join one since power-on
 * @param ssid         the name it asked for last, empty before the first attempt
 * @param refusal      why the last attempt that has ended failed; {@link Refusal#NONE} when none has, or it succeeded
 * @param associations how often it has joined one
 * @param associated   whether it is in now
 * @param frames       frames it has sent since it last joined
 */
public record StationStatus(int attempts, String ssid, Refusal refusal, int associations, boolean associated, long frames) {

    static final StationStatus OFF = new StationStatus(0, "", Refusal.NONE, 0, false, 0);

    /** Why an access point did not let the board in. */
    public enum Refusal {
        /** It was not refused. */
        NONE,
        /** No access point of that name is heard. */
        NO_SUCH_NAME,
        /** The access point of that name has another password. */
        WRONG_PASSWORD
    }
}
