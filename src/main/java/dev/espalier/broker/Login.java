package dev.espalier.broker;

import java.util.Objects;

/** The one user whom a broker lets in. */
public record Login(String user, String password) {

    /** Neither part may be empty or hold a colon or line end, which password files cannot carry. */
    public Login {
        Objects.requireNonNull(password, "password");
        if (user.isEmpty() || !user.matches("[^:\\r\\n]+")) {
            throw new IllegalArgumentException("user (%s) must be one line without a colon".formatted(user));
        }
    }

    @Override
    public String toString() {
        return "Login[user=" + user + "]";
    }
}
