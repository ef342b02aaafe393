package dev.espalier.demangle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CxxNameTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "_Z4loopv|loop()",
        "_ZL4tickPv|tick(void*)",
        "_ZN4mqtt4loopEv|mqtt::loop()",
        "_ZN11http_server12_GLOBAL__N_14takeERNS0_10ConnectionE|http_server::(anonymous namespace)::take(http_server::(anonymous namespace)::Connection&)",
        "_ZNK6String5c_strEv|String::c_str() const",
        "_ZN6StringC2EPKc|String::String(char const*)",
        "_ZN6StringD1Ev|String::~String()",
        "_ZN6StringeqERKS_|String::operator==(String const&)",
        "_ZN6StringcvbEv|String::operator bool()",
        "_ZnwjRKSt9nothrow_t|operator new(unsigned int, std::nothrow_t const&)",
        "_ZN4nodeL5tableE|node::table",
        "_ZTV6Client|vtable for Client",
        "_ZTIN4mqtt6ClientE|typeinfo for mqtt::Client",
        "_ZThn8_N10WiFiClientD1Ev|non-virtual thunk to WiFiClient::~WiFiClient()",
        "_ZGVZ4loopvE4last|guard variable for loop()::last",
        "_GLOBAL__I__Z4loopv|global constructors keyed to loop()",
    })
    void functions_variables_and_what_the_compiler_makes_are_named_in_words(String symbol, String readable) {
        assertThat(CxxName.of(symbol)).isEqualTo(readable);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "_Z3runPFvPKciE|run(void (*)(char const*, int))",
        "_Z3runPFPFvvEiE|run(void (*(*)(int))())",
        "_Z3runRA4_KcPA2_A3_i|run(char const (&) [4], int (*) [2][3])",
        "_Z3runM4NodeKFvvEPS_i|run(void (Node::*)() const, Node*, int)",
        "_Z3runM4Nodeiz|run(int Node::*, ...)",
        "_Z3runVKhS_xydDnb|run(unsigned char const volatile, unsigned char const volatile, long long, unsigned long long, double, decltype(nullptr), bool)",
        "_ZN5Print7printlnIPKcEEjRKT_|unsigned int Print::println<char const*>(char const* const&)",
        "_ZN3BoxIiLj4EE3getEv|Box<int, 4u>::get()",
        "_ZN3BoxIS_IbEE3putIJicEEEvDpOT_|void Box<Box<bool> >::put<int, char>(int&&, char&&)",
        "_ZN3Box3putIJEEEvDpT_|void Box::put<>()",
        "_Z5firstIiEPFvT_EPFvvE|void (*first<int>(void (*)()))(int)",
        "_ZZ5setupvENKUliE_clEi|setup()::{lambda(int)#1}::operator()(int) const",
        "_ZZ5setupvENKUlT_E0_clIcEEDaS_|auto setup()::{lambda(auto:1)#2}::operator()<char>(char) const",
        "_ZN4node4findB5cxx11Ev|node::find[abi:cxx11]()",
        "_ZStlsRSoRKSs|std::operator<<(std::ostream&, std::string const&)",
        "_ZZ5setupvENKUlDpT_E1_clIJiclEEEDaS0_|auto setup()::{lambda((auto:1)...)#3}::operator()<int, char, long>(int, char, long) const",
        "_ZN4node3anyIJiPcEEEvDpRKT_|void node::any<int, char*>(int const&, char* const&)",
        "_ZN3BoxILb1ELin2EEC1Ev|Box<true, -2>::Box()",
        "_Z3anyINSt9enable_ifIXsrSt7is_voidIT_E5valueEvE4typeEEvv|_Z3anyINSt9enable_ifIXsrSt7is_voidIT_E5valueEvE4typeEEvv",
        "_Z4moveIiENSt9enable_ifIXntsrSt7is_voidIT_E5valueEiE4typeERS2_|std::enable_if<!std::is_void<int>::value, int>::type move<int>(int&)",
    })
    void types_templates_lambdas_and_references_back_are_written_out(String symbol, String readable) {
        assertThat(CxxName.of(symbol)).isEqualTo(readable);
    }

    @ParameterizedTest
    @CsvSource({
        "_ZN5Print5writeEPKc$isra$0, Print::write(char const*) [clone .isra.0]",
        "_ZN5Print5writeEPKc.part.1, Print::write(char const*) [clone .part.1]",
    })
    void a_copy_that_the_compiler_made_keeps_its_mark(String symbol, String readable) {
        assertThat(CxxName.of(symbol)).isEqualTo(readable);
    }

    @ParameterizedTest
    @CsvSource({"memset", "_Z9999", "_ZN", "_Z", "_Z1aS9_", "_ZZ", "_Z1aLi"})
    void anything_else_is_left_alone(String symbol) {
        assertThat(CxxName.of(symbol)).isEqualTo(symbol);
    }

    @Test
    void no_text_makes_it_throw_or_grow_without_end() {
        String alphabet = "NSTIJEPRKOFAMDLXZCUl_0123459abcdvzpt$.";
        Random random = new Random(29);

        for (int i = 0; i < 50_000; i++) {
            StringBuilder symbol = new StringBuilder("_Z");
            for (int length = random.nextInt(40); length > 0; length--) {
                symbol.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(CxxName.of(symbol.toString())).isNotNull();
        }
        String doubled = "_Z1aI1t" + "1bIS_S_E".repeat(1_000) + "P".repeat(100_000);
        assertThat(CxxName.of(doubled)).isEqualTo(doubled);
    }
}
