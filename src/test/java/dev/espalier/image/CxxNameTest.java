package dev.espalier.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CxxNameTest {

    @ParameterizedTest
    @CsvSource({
        "memset, memset",
        "_Z4loopv, loop",
        "_ZL4tickPv, tick",
        "_ZN4mqtt4loopEv, mqtt::loop",
        "_ZN11http_server12_GLOBAL__N_113takeUncheckedERNS0_10ConnectionE, http_server::(anonymous)::takeUnchecked",
        "_ZNK6String5c_strEv, String::c_str",
        "_ZN6StringC2EPKc, String::String",
        "_ZN6StringD1Ev, String::~String",
        "_ZN1aIiE1bEv, _ZN1aIiE1bEv",
        "_ZN6StringeqERKS_, _ZN6StringeqERKS_",
        "_Z9999, _Z9999",
        "_ZN, _ZN",
        "_Z, _Z",
    })
    void scopes_and_names_are_read_and_anything_else_is_left_alone(String symbol, String readable) {
        assertThat(CxxName.of(symbol)).isEqualTo(readable);
    }
}
