/* Pointer chasing, sorting, matrices, a state machine, check sums: the mix of a core benchmark. */
#include "programs.h"

struct node {
    struct node *next;
    int16_t key;
    uint16_t value;
};

static struct node nodes[200];
static int16_t a[12][12], b[12][12];
static int32_t c[12][12];

static uint16_t crc16(uint16_t crc, uint8_t byte)
{
    for (int i = 0; i < 8; i++) {
        crc = (crc ^ byte) & 1 ? crc >> 1 ^ 0xA001 : crc >> 1;
        byte >>= 1;
    }
    return crc;
}

static struct node *merge(struct node *left, struct node *right)
{
    struct node head = {0}, *tail = &head;
    while (left && right) {
        struct node **smaller = left->key <= right->key ? &left : &right;
        tail = tail->next = *smaller;
        *smaller = (*smaller)->next;
    }
    tail->next = left ? left : right;
    return head.next;
}

static struct node *sort(struct node *list)
{
    if (!list || !list->next) {
        return list;
    }
    struct node *slow = list, *fast = list->next;
    while (fast && fast->next) {
        slow = slow->next;
        fast = fast->next->next;
    }
    struct node *half = slow->next;
    slow->next = NULL;
    return merge(sort(list), sort(half));
}

static void lists(void)
{
    uint16_t crc = 0;
    for (int i = 0; i < 200; i++) {
        nodes[i] = (struct node) {i < 199 ? &nodes[i + 1] : NULL, (int16_t)next_random(), (uint16_t)i};
    }
    for (struct node *at = sort(nodes); at; at = at->next) {
        crc = crc16(crc16(crc, at->key & 0xFF), at->value & 0xFF);
        put((uint32_t)(int32_t)at->key);
    }
    put(crc);
}

static void matrices(void)
{
    for (int i = 0; i < 12; i++) {
        for (int j = 0; j < 12; j++) {
            a[i][j] = (int16_t)next_random();
            b[i][j] = (int16_t)(next_random() >> 20);
        }
    }
    for (int i = 0; i < 12; i++) {
        for (int j = 0; j < 12; j++) {
            int32_t sum = 0;
            for (int k = 0; k < 12; k++) {
                sum += a[i][k] * b[k][j];
            }
            c[i][j] = sum;
            put((uint32_t)sum);
        }
    }
}

static int state_of(const char *number)
{
    enum { START, SIGN, DIGITS, POINT, FRACTION, BAD } state = START;
    for (; *number; number++) {
        char ch = *number;
        switch (state) {
        case START: state = ch == '-' || ch == '+' ? SIGN : ch >= '0' && ch <= '9' ? DIGITS : ch == '.' ? POINT : BAD; break;
        case SIGN: state = ch >= '0' && ch <= '9' ? DIGITS : ch == '.' ? POINT : BAD; break;
        case DIGITS: state = ch >= '0' && ch <= '9' ? DIGITS : ch == '.' ? FRACTION : BAD; break;
        case POINT:
        case FRACTION: state = ch >= '0' && ch <= '9' ? FRACTION : BAD; break;
        case BAD: return BAD;
        }
    }
    return state;
}

void lists_and_matrices(void)
{
    static const char *const numbers[] = {"123", "-4.5", "+.25", "7.", "1e5", "-", "", "0012.500", "--1", "."};
    lists();
    matrices();
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        put((uint32_t)state_of(numbers[i]));
    }
}
