package dev.espalier.transcript;

import java.util.Map;

/** Names of EXCCAUSE values (facts 2.6). */
public final class ExceptionCause {

    private static final Map<Integer, String> NAMES = Map.ofEntries(
        Map.entry(0, "IllegalInstruction"), Map.entry(1, "Syscall"), Map.entry(2, "InstructionFetchError"),
        Map.entry(3, "LoadStoreError"), Map.entry(4, "Level1Interrupt"), Map.entry(5, "Alloca"),
        Map.entry(6, "IntegerDivideByZero"), Map.entry(8, "Privileged"), Map.entry(9, "LoadStoreAlignment"),
        Map.entry(12, "InstrPIFDataError"), Map.entry(13, "LoadStorePIFDataError"),
        Map.entry(14, "InstrPIFAddrError"), Map.entry(15, "LoadStorePIFAddrError"),
        Map.entry(16, "InstTLBMiss"), Map.entry(17, "InstTLBMultiHit"), Map.entry(18, "InstFetchPrivilege"),
        Map.entry(20, "InstFetchProhibited"), Map.entry(24, "LoadStoreTLBMiss"),
        Map.entry(25, "LoadStoreTLBMultiHit"), Map.entry(26, "LoadStorePrivilege"),
        Map.entry(28, "LoadProhibited"), Map.entry(29, "StoreProhibited"));

    private ExceptionCause() {
    }

    /** The name of a cause, {@code "reserved"} for one that has none. */
    public static String name(int cause) {
        return NAMES.getOrDefault(cause, cause >= 32 && cause < 40 ? "Coprocessor%dDisabled".formatted(cause - 32)
            : "reserved");
    }
}
