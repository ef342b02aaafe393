package dev.espalier.demangle;

import java.util.HashMap;
import java.util.Map;

/** The two-letter codes of operators. */
final class Operators {

    private static final Map<String, String> SIGNS = new HashMap<>();

    static {
        String[] rows = {
            "nw new", "na new[]", "dl delete", "da delete[]", "aw co_await", "ps +", "ng -", "ad &", "de *", "co ~",
            "pl +", "mi -", "ml *", "dv /", "rm %", "an &", "or |", "eo ^", "aS =", "pL +=", "mI -=", "mL *=", "dV /=",
            "rM %=", "aN &=", "oR |=", "eO ^=", "ls <<", "rs >>", "lS <<=", "rS >>=", "eq ==", "ne !=", "lt <", "gt >",
            "le <=", "ge >=", "ss <=>", "nt !", "aa &&", "oo ||", "pp ++", "mm --", "cm ,", "pm ->*", "pt ->", "cl ()",
            "ix []", "qu ?",
        };
        for (String row : rows) {
            SIGNS.put(row.substring(0, 2), row.substring(3));
        }
    }

    private Operators() {
    }

    /** The sign that a code stands for, or null. */
    static String sign(String code) {
        return SIGNS.get(code);
    }
}
