package dev.espalier.flasher;

/**
 * The chip that answered.
 *
 * @param mac station MAC, {@code "5c:cf:7f:12:34:56"}
 * @param chipId the SDK's chip id: the last three octets of the MAC
 * @param flashId JEDEC id: manufacturer in the low byte, then type, then size code
 * @param flashBytes size of the flash, 0 when the size code is not known
 * @param baud that the loader was synced at
 */
public record ChipInfo(String mac, int chipId, int flashId, int flashBytes, int baud) {

    /** Size codes are powers of two, from 256 KB to 16 MB (facts 1.7). */
    static int flashBytesOf(int flashId) {
        int code = flashId >> 16 & 0xFF;
        return code >= 0x12 && code <= 0x18 ? 1 << code : 0;
    }

    /** The MAC in the eFuse words at 0x3FF00050, 54 and 5C (facts 1.6). */
    static String macOf(int mac0, int mac1, int mac3) {
        int oui;
        if (mac3 != 0) {
            oui = mac3 & 0xFFFFFF;
        } else {
            oui = (mac1 >> 16 & 0xFF) == 0 ? 0x18FE34 : 0xACD074;
        }
        return "%02x:%02x:%02x:%02x:%02x:%02x".formatted(oui >> 16 & 0xFF, oui >> 8 & 0xFF, oui & 0xFF,
            mac1 >> 8 & 0xFF, mac1 & 0xFF, mac0 >>> 24);
    }

    static int chipIdOf(int mac0, int mac1) {
        return mac0 >>> 24 | (mac1 & 0xFFFFFF) << 8;
    }
}
