package dev.espalier.transcript;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Replaces secrets in text. For text that arrives in pieces it holds back the shortest tail that may
 * turn out to be the beginning of a secret.
 */
public final class SecretMask {

    /** What stands in place of a secret. */
    public static final String MASK = "***";
    /** Shorter values are common words and digits: masking them would make logs unreadable. */
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    private SecretMask(List<String> secrets) {
        this.secrets = secrets;
    }

    /** Masks nothing. */
    public static SecretMask none() {
        return new SecretMask(List.of());
    }

    /** Masks these values; those shorter than four characters are left alone. */
    public static SecretMask of(Collection<String> secrets) {
        return new SecretMask(secrets.stream().filter(s -> s.length() >= SHORTEST).distinct()
            .sorted((a, b) -> b.length() - a.length()).toList());
    }

    /** This mask and more secrets. */
    public SecretMask with(Collection<String> more) {
        return of(Stream.concat(secrets.stream(), more.stream()).toList());
    }

    /** {@code text} with every secret replaced. */
    public String apply(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    /** Length of the longest tail of {@code text} that is the beginning of a secret, without being one. */
    public int undecidedTail(String text) {
        int longest = 0;
        for (String secret : secrets) {
            for (int length = Math.min(secret.length() - 1, text.length()); length > longest; length--) {
                if (secret.startsWith(text.substring(text.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
