package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.SpecialRegister;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Makes translations for one core. Code once generated is shared by every core of the process whose
 * memory holds the same words at the same addresses: boards come and go, firmware stays.
 */
final class TranslationShop {

    /** So many instructions seldom pass HotSpot's limit; when they do, half of them. */
    private static final int MOST_INSTRUCTIONS = 160;
    private static final int LEAST_INSTRUCTIONS = 8;
    private static final int MOST_SHARED = 4_000;

    private static final Map<Key, List<Shared>> SHARED = new ConcurrentHashMap<>();

    /** The instruction words a translation was made from, LITBASE, where control is redirected, and where watches end it. */
    private record Key(int entry, int litbase, Redirects redirects, Set<Integer> watches, Map<Integer, Integer> words) {
    }

    /** Generated code and the literals folded into it. */
    private record Shared(TranslatedCode code, Map<Integer, Integer> literals) {
    }

    private final CpuState state;
    private final CodeCache cache;

    TranslationShop(CpuState state, CodeCache cache) {
        this.state = state;
        this.cache = cache;
    }

    /** The translation that begins at an instruction; null when there can be none. */
    Translation make(int pc, CodePage.Entry entry) {
        int litbase = state.get(SpecialRegister.LITBASE);
        for (int limit = MOST_INSTRUCTIONS; limit >= LEAST_INSTRUCTIONS; limit /= 2) {
            Set<Integer> watches = new TreeSet<>();
            Optional<Blueprint> blueprint = Blueprint.collect(pc, limit, address -> unwatched(address, watches));
            if (blueprint.isEmpty()) {
                return null;
            }
            Key key = new Key(pc, litbase, cache.redirects(), watches, instructionWords(blueprint.get()));
            Shared shared = sharedOrNew(key, blueprint.get());
            if (shared != null) {
                Translation translation = new Translation(shared.code, entry, addresses(key, shared));
                cache.register(translation);
                return translation;
            }
        }
        return null;
    }

    /** The instruction at {@code pc}, unless it is watched: that is the walker's, and noted in {@code met}. */
    private Optional<Instruction> unwatched(int pc, Set<Integer> met) {
        if (cache.watched(pc)) {
            met.add(pc);
            return Optional.empty();
        }
        return cache.instruction(pc);
    }

    private Shared sharedOrNew(Key key, Blueprint blueprint) {
        for (Shared candidate : SHARED.getOrDefault(key, List.of())) {
            if (candidate.literals.entrySet().stream().allMatch(literal -> literal.getValue().equals(literal(literal.getKey())))) {
                return candidate;
            }
        }
        Map<Integer, Integer> literals = new TreeMap<>();
        TranslatedCode code = Translator.translate(blueprint, recording(key.litbase, literals));
        if (code == null) {
            return null;
        }
        Shared made = new Shared(code, literals);
        if (SHARED.size() >= MOST_SHARED) {
            SHARED.clear();
        }
        SHARED.computeIfAbsent(key, missing -> new CopyOnWriteArrayList<>()).add(made);
        return made;
    }

    private Literals recording(int litbase, Map<Integer, Integer> literals) {
        return new Literals() {
            @Override
            public int litbase() {
                return litbase;
            }

            @Override
            public Integer word(int address) {
                Integer word = literal(address);
                if (word != null) {
                    literals.put(address, word);
                }
                return word;
            }
        };
    }

    /** The word, when it can be fetched; data that cannot is loaded each time. */
    private Integer literal(int address) {
        try {
            return (address & 3) == 0 ? (Integer) cache.word(address, address) : null;
        } catch (GuestException unreadable) {
            return null;
        }
    }

    private Map<Integer, Integer> instructionWords(Blueprint blueprint) {
        Map<Integer, Integer> words = new TreeMap<>();
        for (List<Instruction> block : blueprint.blocks().values()) {
            for (Instruction instruction : block) {
                cache.wordsOf(instruction).forEach(at -> words.computeIfAbsent(at, address -> cache.word(address, address)));
            }
        }
        return words;
    }

    private static int[] addresses(Key key, Shared shared) {
        TreeMap<Integer, Integer> all = new TreeMap<>(key.words);
        all.putAll(shared.literals);
        return all.keySet().stream().mapToInt(Integer::intValue).toArray();
    }
}
