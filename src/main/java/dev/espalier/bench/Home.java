package dev.espalier.bench;

import java.nio.file.Path;

/** Where Espalier's own files are: the folder of the launcher, or the current folder in a build. */
final class Home {

    private static final Path FOLDER = Path.of(System.getProperty("espalier.home", ""));

    private Home() {
    }

    /** The folder of the bundled images. */
    static Path images() {
        return FOLDER.resolve("firmware/images");
    }

    static Path firmware() {
        return images().resolve("tls-node.bin");
    }

    static Path profile() {
        return FOLDER.resolve("fixtures/profiles/tls-node.yaml");
    }

    static Path certificates() {
        return FOLDER.resolve("broker-certs");
    }

    static Path report() {
        return FOLDER.resolve("target/espalier/gate");
    }

    /** The flash of the virtual board that {@code flash} and {@code monitor} share. */
    static Path virtualFlash() {
        return FOLDER.resolve("target/espalier/virtual-board.flash");
    }
}
