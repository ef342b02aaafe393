/* printf of the ROM. Formats and texts may lie in flash, so they are read by whole words. */
#include "rom.h"

extern const char lower_digits[], upper_digits[], null_text[];

static void (*put1)(char);
static void (*put2)(char);

/* Printing into memory that somebody else owns: begin gives the room, end takes it back. */
static struct {
    void (*begin)(char **at, uint16_t *room, void **handle);
    void (*end)(void *handle);
    char *at;
    uint16_t room;
    void *handle;
} external;

void ets_install_putc1(void (*put)(char))
{
    put1 = put;
}

/* A second taker of everything that is printed. */
void ets_install_putc2(void (*put)(char))
{
    put2 = put;
}

/* LF becomes CR LF, CR is swallowed. */
void ets_uart_putc1(char c)
{
    if (c == '\n') {
        uart_tx_one_char('\r');
        uart_tx_one_char('\n');
    } else if (c != '\r') {
        uart_tx_one_char(c);
    }
}

void ets_install_uart_printf(void)
{
    ets_install_putc1(ets_uart_putc1);
}

void ets_write_char(char c)
{
    if (put1) {
        put1(c);
    }
    if (put2) {
        put2(c);
    }
}

/* What does not fit is dropped. */
static void put_external(char c)
{
    if (external.room) {
        external.room--;
        *external.at++ = c;
    }
}

void ets_install_external_printf(void (*begin)(char **, uint16_t *, void **), void (*put)(char), void (*end)(void *))
{
    external.begin = begin;
    external.end = end;
    ets_install_putc2(put ? put : put_external);
}

uint32_t est_get_printf_buf_remain_len(void)
{
    return external.room;
}

void est_reset_printf_buf_len(void)
{
    external.room = 0;
}

static void begin_external(void)
{
    if (external.begin) {
        external.begin(&external.at, &external.room, &external.handle);
    }
}

static void end_external(void)
{
    if (external.end) {
        external.end(external.handle);
    }
}

struct conversion {
    bool left;
    bool zero;
    bool alternate;
    char sign;
    int width;
    int precision;   /* -1: none */
    int longs;
};

struct output {
    void (*put)(char);
    int count;
};

static void put(struct output *out, char c)
{
    out->put(c);
    out->count++;
}

static void pad(struct output *out, char c, int count)
{
    for (; count > 0; count--) {
        put(out, c);
    }
}

static int length_of(const char *text, int limit)
{
    int n = 0;
    while (n != limit && byte_at(text + n)) {
        n++;
    }
    return n;
}

static void put_text(struct output *out, const struct conversion *how, const char *text)
{
    int length = length_of(text, how->precision);
    if (!how->left) {
        pad(out, ' ', how->width - length);
    }
    for (int i = 0; i < length; i++) {
        put(out, byte_at(text + i));
    }
    if (how->left) {
        pad(out, ' ', how->width - length);
    }
}

static void put_number(struct output *out, const struct conversion *how, uint64_t value, bool negative,
    unsigned base, const char *digits)
{
    char text[24];
    int length = 0;
    uint32_t low = value;
    if (value >> 32) {
        for (; value; value /= base) {
            text[length++] = digits[value % base];
        }
    } else {
        for (; low; low /= base) {
            text[length++] = digits[low % base];
        }
    }
    int least = how->precision < 0 ? 1 : how->precision;
    char sign = negative ? '-' : how->sign;
    int prefix = (sign != 0) + (how->alternate && base == 16 ? 2 : 0);
    int zeros = least > length ? least - length : 0;
    if (how->zero && !how->left && how->precision < 0 && how->width > prefix + length + zeros) {
        zeros = how->width - prefix - length;
    }
    int blanks = how->width - prefix - length - zeros;
    if (!how->left) {
        pad(out, ' ', blanks);
    }
    if (sign) {
        put(out, sign);
    }
    if (how->alternate && base == 16) {
        put(out, '0');
        put(out, digits == upper_digits ? 'X' : 'x');
    }
    pad(out, '0', zeros);
    while (length) {
        put(out, text[--length]);
    }
    if (how->left) {
        pad(out, ' ', blanks);
    }
}

/* Decimal number in the format, or the next argument for an asterisk. */
static const char *number(const char *format, va_list *arguments, int *value)
{
    if (byte_at(format) == '*') {
        *value = va_arg(*arguments, int);
        return format + 1;
    }
    int n = 0;
    for (uint8_t c; (c = byte_at(format)) >= '0' && c <= '9'; format++) {
        n = n * 10 + c - '0';
    }
    *value = n;
    return format;
}

static const char *parse(const char *format, va_list *arguments, struct conversion *how)
{
    *how = (struct conversion){ .precision = -1 };
    for (;; format++) {
        uint8_t c = byte_at(format);
        if (c == '-') {
            how->left = true;
        } else if (c == '0') {
            how->zero = true;
        } else if (c == '+' || (c == ' ' && !how->sign)) {
            how->sign = c;
        } else if (c == '#') {
            how->alternate = true;
        } else {
            break;
        }
    }
    format = number(format, arguments, &how->width);
    if (how->width < 0) {
        how->left = true;
        how->width = -how->width;
    }
    if (byte_at(format) == '.') {
        format = number(format + 1, arguments, &how->precision);
    }
    for (uint8_t c; (c = byte_at(format)) == 'l' || c == 'h' || c == 'z'; format++) {
        how->longs += c == 'l';
    }
    return format;
}

static void convert(struct output *out, const struct conversion *how, char what, va_list *arguments)
{
    if (what == 'c') {
        if (!how->left) {
            pad(out, ' ', how->width - 1);
        }
        put(out, va_arg(*arguments, int));
        if (how->left) {
            pad(out, ' ', how->width - 1);
        }
        return;
    }
    if (what == 's') {
        const char *text = va_arg(*arguments, const char *);
        put_text(out, how, text ? text : null_text);
        return;
    }
    if (what == 'd' || what == 'i') {
        int64_t value = how->longs > 1 ? va_arg(*arguments, int64_t) : va_arg(*arguments, int32_t);
        put_number(out, how, value < 0 ? -(uint64_t)value : (uint64_t)value, value < 0, 10, lower_digits);
        return;
    }
    struct conversion plain = *how;
    plain.sign = 0;
    uint64_t value = how->longs > 1 ? va_arg(*arguments, uint64_t) : va_arg(*arguments, uint32_t);
    if (what == 'p') {
        plain.zero = true;
        plain.width = plain.width ? plain.width : 8;
    }
    unsigned base = what == 'u' ? 10 : what == 'o' ? 8 : 16;
    put_number(out, &plain, value, false, base, what == 'X' ? upper_digits : lower_digits);
}

static bool known(char what)
{
    return what == 'c' || what == 's' || what == 'd' || what == 'i' || what == 'u' || what == 'x'
        || what == 'X' || what == 'o' || what == 'p';
}

/* Gives the number of characters put. */
int ets_vprintf(void (*put_char)(char), const char *format, va_list arguments)
{
    struct output out = { .put = put_char };
    va_list rest;
    va_copy(rest, arguments);
    for (char c; (c = byte_at(format)); format++) {
        if (c != '%') {
            put(&out, c);
            continue;
        }
        struct conversion how;
        format = parse(format + 1, &rest, &how);
        c = byte_at(format);
        if (c == 0) {
            break;
        }
        if (known(c)) {
            convert(&out, &how, c, &rest);
        } else {
            put(&out, c);
        }
    }
    va_end(rest);
    return out.count;
}

/* To whoever has been installed; 0 when nobody has. */
int ets_printf(const char *format, ...)
{
    if (!put1 && !put2) {
        return 0;
    }
    va_list arguments;
    va_start(arguments, format);
    begin_external();
    int count = ets_vprintf(ets_write_char, format, arguments);
    end_external();
    va_end(arguments);
    return count;
}

/* To the external memory alone. */
int ets_external_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    begin_external();
    int count = ets_vprintf(put_external, format, arguments);
    end_external();
    va_end(arguments);
    return count;
}

/* To the UART of uart_buff_switch, whatever has been installed. */
int ets_uart_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = ets_vprintf(ets_uart_putc1, format, arguments);
    va_end(arguments);
    return count;
}
