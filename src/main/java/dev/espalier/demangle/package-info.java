/**
 * The names that C++ compilers give to symbols, as people write them. In: a symbol's name. Out: the
 * declaration it stands for, or the symbol itself when it is no such name.
 *
 * <p>Facts are from the Itanium C++ ABI, section "External Names"; how the words are put, from what
 * {@code c++filt} prints.
 *
 * <p>May use: nothing.
 */
package dev.espalier.demangle;
