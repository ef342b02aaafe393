package dev.espalier.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MdnsQuestionTest {

    private static final MdnsQuestion NODE = new MdnsQuestion("node.local");
    private static final MdnsQuestion SERVICE = new MdnsQuestion("_http._tcp.local");

    private static final byte[] ADDRESS = bytes("0000 8400 0000 0001 0000 0000"
        + "04 4e4f4445 05 6c6f63616c 00 0001 8001 00000078 0004 c0a80064");
    /** The pointer's own name ends in a pointer to the owner's; the address record comes as an extra. */
    private static final byte[] INSTANCE = bytes("0000 8400 0000 0001 0000 0001"
        + "05 5f68747470 04 5f746370 05 6c6f63616c 00 000c 0001 00001194 0007 04 6e6f6465 c00c"
        + "04 6e6f6465 c017 0001 8001 00000078 0004 c0a80064");

    @Test
    void a_question_for_an_address_is_a_message_with_one_question() {
        assertThat(NODE.message()).containsExactly(bytes("0000 0000 0001 0000 0000 0000 04 6e6f6465 05 6c6f63616c 00 0001 0001"));
    }

    @Test
    void a_question_for_a_service_asks_for_pointers() {
        assertThat(SERVICE.message()).endsWith(bytes("05 6c6f63616c 00 000c 0001"));
    }

    @Test
    void an_address_is_found_whatever_the_case_of_the_name() {
        assertThat(NODE.answersIn(ADDRESS)).containsExactly("192.168.0.100");
    }

    @Test
    void an_instance_is_found_through_compressed_names_and_an_extra_record_answers_the_other_question() {
        assertThat(SERVICE.answersIn(INSTANCE)).containsExactly("node._http._tcp.local");
        assertThat(NODE.answersIn(INSTANCE)).containsExactly("192.168.0.100");
    }

    @Test
    void questions_and_answers_to_other_questions_are_no_answers() {
        assertThat(NODE.answersIn(NODE.message())).isEmpty();
        assertThat(new MdnsQuestion("other.local").answersIn(ADDRESS)).isEmpty();
    }

    @Test
    void a_message_cut_short_answers_what_came_whole() {
        for (int length = 0; length < ADDRESS.length; length++) {
            assertThat(NODE.answersIn(Arrays.copyOf(ADDRESS, length))).as("%d bytes", length).isEmpty();
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
