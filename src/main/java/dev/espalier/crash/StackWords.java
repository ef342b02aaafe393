package dev.espalier.crash;

import dev.espalier.transcript.Crash;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The words of all dumped stacks by their addresses. */
final class StackWords {

    private final List<Crash.Stack> stacks;
    private final TreeMap<Integer, Integer> words = new TreeMap<>();

    StackWords(List<Crash.Stack> stacks) {
        this.stacks = stacks.stream().filter(stack -> !stack.memory().isEmpty()).toList();
        this.stacks.forEach(stack -> stack.memory().forEach(word -> words.put(word.address(), word.value())));
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** How many stacks were dumped. */
    int count() {
        return stacks.size();
    }

    /** The address of a stack's first word: the stack pointer at the fault, as far as the report's author knew. */
    int first(int stack) {
        return stacks.get(stack).memory().get(0).address();
    }

    /** The word at an address, if it was dumped. */
    OptionalInt at(int address) {
        Integer word = words.get(address);
        return word == null ? OptionalInt.empty() : OptionalInt.of(word);
    }

    /** The words of one stack from an address on, lowest first. */
    List<Crash.Word> from(int stack, int address) {
        return stacks.get(stack).memory().stream().filter(word -> Integer.compareUnsigned(word.address(), address) >= 0).toList();
    }

    /** All words, lowest first. */
    Iterable<Map.Entry<Integer, Integer>> all() {
        return words.entrySet();
    }
}
