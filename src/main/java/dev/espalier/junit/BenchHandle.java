package dev.espalier.junit;

import dev.espalier.bench.Bench;
import dev.espalier.bench.FirmwareUnderTest;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.LauncherSession;

/**
 * Where the bench of a test run is kept: in the store of the launcher session, so that it lives as
 * long as the run, is shared by all its classes, and is found without statics.
 */
public final class BenchHandle {

    private static final Namespace NAMESPACE = Namespace.create(BenchHandle.class);

    /** What is stored of a lent bench: not closeable itself, for a store closes what it can. */
    private record Lent(Bench bench) {
    }

    private BenchHandle() {
    }

    /** Lends {@code bench} to every test of {@code session}; whoever opened it closes it. */
    public static void lend(Bench bench, LauncherSession session) {
        session.getStore().put(
            org.junit.platform.engine.support.store.Namespace.create(NAMESPACE.getParts()), Lent.class, new Lent(bench));
    }

    /** Lends a firmware that no board is there for to every test of {@code session}. */
    public static void lend(FirmwareUnderTest subject, LauncherSession session) {
        session.getStore().put(
            org.junit.platform.engine.support.store.Namespace.create(NAMESPACE.getParts()), FirmwareUnderTest.class, subject);
    }

    /** The firmware that was lent to the session, with a bench or without. */
    public static Optional<FirmwareUnderTest> lentFirmware(ExtensionContext context) {
        FirmwareUnderTest alone = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
            .get(FirmwareUnderTest.class, FirmwareUnderTest.class);
        return Optional.ofNullable(alone).or(() -> lent(context).map(Bench::subject));
    }

    /** The bench that was lent to the session, if one was. */
    public static Optional<Bench> lent(ExtensionContext context) {
        Lent lent = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE).get(Lent.class, Lent.class);
        return Optional.ofNullable(lent).map(Lent::bench);
    }

    /** The session's bench, or a new one for {@code wish} that closes itself when the session ends. */
    static Bench in(ExtensionContext context, HilTest wish) {
        Optional<Bench> lent = lent(context);
        if (lent.isPresent()) {
            return lent.get();
        }
        Objects.requireNonNull(wish, "a parameter of the bench was asked for outside a class with @HilTest");
        BenchWish key = BenchWish.of(wish);
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE).getOrComputeIfAbsent(key, BenchWish::open, Bench.class);
    }
}
