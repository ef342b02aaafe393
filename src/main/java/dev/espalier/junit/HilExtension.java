package dev.espalier.junit;

import dev.espalier.bench.Bench;
import dev.espalier.bench.FirmwareUnderTest;
import dev.espalier.board.Board;
import dev.espalier.broker.TestPki;
import dev.espalier.broker.TlsBroker;
import dev.espalier.profile.Profile;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Resolves the parameters that {@link HilTest} promises and names each test in the board's transcript. */
final class HilExtension implements ParameterResolver, BeforeEachCallback {

    private static final Map<Class<?>, Function<Bench, Object>> PARTS = Map.of(
        Bench.class, bench -> bench,
        Board.class, Bench::board,
        TlsBroker.class, Bench::broker,
        TestPki.class, Bench::pki,
        Profile.class, Bench::profile,
        FirmwareUnderTest.class, Bench::subject);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARTS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Optional<FirmwareUnderTest> lent = type == FirmwareUnderTest.class ? BenchHandle.lentFirmware(context) : Optional.empty();
        return lent.isPresent() ? lent.get() : PARTS.get(type).apply(bench(context));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (BenchHandle.lent(context).isEmpty() && BenchHandle.lentFirmware(context).isPresent()) {
            return;
        }
        bench(context).beginTest(context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName());
    }

    private static Bench bench(ExtensionContext context) {
        Optional<HilTest> wish = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), HilTest.class);
        return BenchHandle.in(context, wish.orElse(null));
    }
}
