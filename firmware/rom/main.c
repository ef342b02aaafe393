/* What the chip does after reset: banner, reset cause, boot mode, application image from flash. */
#include "rom.h"

enum boot_mode { MODE_UART = 1, MODE_JUMP = 2, MODE_FLASH = 3, MODE_HOST = 4 };

enum reset_cause {
    POWER_ON = 1,
    EXTERNAL = 2,
    SOFTWARE = 3,
    WATCHDOG = 4,
    DEEP_SLEEP = 5,
    SLEEP_OTHER = 6,
};

#define IMAGE_MAGIC 0xE9
#define CHECKSUM_SEED 0xEF
#define DOWNLOAD_BUFFER ((uint8_t *)0x3FFFA000)
#define DOWNLOAD_BUFFER_SIZE 0x2000
#define IRAM_START ((void (*)(void))0x40100000)
#define HOST_MODE_UART 2

static uint32_t boot_mode(void)
{
    return (GPIO_IN >> 16) & 7;
}

static uint32_t host_mode(void)
{
    return GPIO_IN >> 29;
}

/* Nothing but a reset ends it. */
static void __attribute__((noreturn)) stop(void)
{
    for (;;) {
        __asm__ volatile("waiti 15");
    }
}

static void __attribute__((noreturn)) give_up(void)
{
    ets_printf("ets_main.c \n");
    stop();
}

struct fatal_frame {
    uint32_t pc;
};

#define SPECIAL(name) ({ uint32_t value_; __asm__ volatile("rsr." #name " %0" : "=a"(value_)); value_; })

/* Handler of exceptions that nothing else takes: prints them and stops. */
static void fatal_exception(const struct fatal_frame *frame, uint32_t cause)
{
    ets_printf("Fatal exception (%d): \n", cause);
    ets_printf("epc1=0x%08x, epc2=0x%08x, epc3=0x%08x, excvaddr=0x%08x, depc=0x%08x\n",
        frame->pc, SPECIAL(epc2), SPECIAL(epc3), SPECIAL(excvaddr), SPECIAL(depc));
    stop();
}

static const uint8_t fatal_causes[] = { 0, 2, 3, 8, 9, 20, 28, 29 };

static void __attribute__((noreturn)) run_user_code(void)
{
    for (unsigned i = 0; i < sizeof fatal_causes; i++) {
        _xtos_set_exception_handler(fatal_causes[i], fatal_exception);
    }
    if (user_start_fptr) {
        user_start_fptr();
    }
    ets_printf("user code done\n");
    ets_run();
    stop();
}

void __attribute__((noreturn, used)) load_and_run(void)
{
    if (boot_from_flash()) {
        give_up();
    }
    run_user_code();
}

static void download(void)
{
    uart_wait_begin();
    uart_div_modify(0, uart_baudrate_detect(0, false));
    while (!UartConnCheck()) {
    }
    UartDwnLdProc(DOWNLOAD_BUFFER, DOWNLOAD_BUFFER_SIZE, &user_start_fptr);
    uart_wait_end();
    uart_buff_switch(0);
}

/* What the straps ask for; flash loading itself follows in main. */
static void serve_boot_mode(void)
{
    uint32_t mode = boot_mode();
    if (mode == MODE_FLASH) {
        spi_flash_attach();
        user_start_fptr = NULL;
    } else if (mode == MODE_JUMP) {
        user_start_fptr = IRAM_START;
    } else if (mode == MODE_UART || (mode >= MODE_HOST && host_mode() == HOST_MODE_UART)) {
        download();
    } else {
        if (mode >= MODE_HOST) {
            ets_printf("waiting for host\n");
        }
        stop();
    }
}

void __attribute__((noreturn, used)) rom_main(void)
{
    uartAttach();
    Uart_Init(0);
    ets_install_uart_printf();
    int cause = rtc_get_reset_reason();
    ets_printf("\n ets %s,rst cause:%d, boot mode:(%d,%d)\n\n", "Jan  8 2013", cause, boot_mode(), host_mode());

    if (cause == WATCHDOG) {
        ets_printf("wdt reset\n");
    } else if (cause < POWER_ON || cause > SLEEP_OTHER) {
        ets_printf("unknown reset\n");
        give_up();
    }
    if (cause == POWER_ON || cause == EXTERNAL || cause == WATCHDOG) {
        serve_boot_mode();
    }
    uint32_t mode = boot_mode();
    if (mode == MODE_FLASH || (mode == MODE_UART && user_start_fptr == NULL)) {
        spi_flash_attach();
        load_and_run();
    }
    run_user_code();
}

/* The image as a stream of 16-byte units. */
struct image_reader {
    uint32_t next;    /* flash address of the next unit */
    uint32_t taken;   /* bytes taken of the present unit */
    union {
        uint32_t words[4];
        uint8_t bytes[16];
    } unit;
};

#define UNIT 16
#define SEGMENT_HEADER 8

static bool read_unit(struct image_reader *image)
{
    if (SPIRead(image->next, image->unit.words, UNIT)) {
        ets_printf("flash read err, %s\n", "");
        return false;
    }
    image->next += UNIT;
    image->taken = 0;
    return true;
}

/* Stores count bytes at any address, whole words only: instruction RAM takes nothing else. */
static void store_by_words(uint32_t to, const uint8_t *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++, to++) {
        any_word *word = (any_word *)(to & ~3u);
        uint32_t shift = (to & 3) * 8;
        *word = (*word & ~(0xFFu << shift)) | (uint32_t)from[i] << shift;
    }
}

/* Takes up to count bytes of the present unit to memory, adds them to the checksum. */
static uint32_t take(struct image_reader *image, uint32_t to, uint32_t count, uint8_t *checksum)
{
    uint32_t room = UNIT - image->taken;
    uint32_t taken = count < room ? count : room;
    const uint8_t *from = image->unit.bytes + image->taken;
    for (uint32_t i = 0; i < taken; i++) {
        *checksum ^= from[i];
    }
    if (((to | taken | image->taken) & 3) == 0) {
        for (uint32_t i = 0; i < taken; i += 4) {
            *(any_word *)(to + i) = *(const any_word *)(from + i);
        }
    } else {
        store_by_words(to, from, taken);
    }
    image->taken += taken;
    return taken;
}

/* Copies one segment, of which room bytes can be in the present unit; false when the flash cannot be read. */
static bool load_segment(struct image_reader *image, uint32_t room, const uint32_t header[2], uint8_t *checksum)
{
    uint32_t address = header[0];
    uint32_t length = header[1];
    ets_printf("load 0x%08x, len %d, room %d \n", address, length, room);
    while (length) {
        if (image->taken == UNIT && !read_unit(image)) {
            return false;
        }
        uint32_t taken = take(image, address, length, checksum);
        address += taken;
        length -= taken;
    }
    ets_printf("tail %d\n", image->taken % UNIT);
    ets_printf("chksum 0x%02x\n", *checksum);
    return true;
}

/* Reads the eight bytes of the next segment header, across a unit boundary if need be. */
static bool next_header(struct image_reader *image, uint32_t header[2])
{
    uint8_t *to = (uint8_t *)header;
    uint32_t tail = image->taken % UNIT;
    if (UNIT - tail < SEGMENT_HEADER) {
        ets_printf("ho 0 tail %d room %d\n", tail, UNIT - tail);
    }
    for (uint32_t i = 0; i < SEGMENT_HEADER; i++) {
        if (image->taken == UNIT && !read_unit(image)) {
            return false;
        }
        to[i] = image->unit.bytes[image->taken++];
    }
    return true;
}

static int check(struct image_reader *image, uint8_t checksum)
{
    if (image->taken == UNIT && !read_unit(image)) {
        return 1;
    }
    uint8_t stored = image->unit.bytes[UNIT - 1];
    ets_printf("csum 0x%02x\n", stored);
    if (stored != checksum) {
        ets_printf("csum err\n");
        return 1;
    }
    return 0;
}

/* Loads the image at flash address 0 and leaves its entry in user_start_fptr; 0 when all is well. */
int boot_from_flash(void)
{
    struct image_reader image = { .next = 0 };
    if (!read_unit(&image) || image.unit.bytes[0] != IMAGE_MAGIC) {
        return 1;
    }
    uint32_t segments = image.unit.bytes[1];
    uint32_t entry = image.unit.words[1];
    uint32_t header[2] = { image.unit.words[2], image.unit.words[3] };
    image.taken = UNIT;
    uint8_t checksum = CHECKSUM_SEED;
    for (uint32_t i = 0; i < segments; i++) {
        if (i > 0 && !next_header(&image, header)) {
            return 1;
        }
        uint32_t room = i == 0 ? UNIT : UNIT - image.taken;
        if (!load_segment(&image, room, header, &checksum)) {
            return 1;
        }
    }
    int error = check(&image, checksum);
    if (!error) {
        user_start_fptr = (void (*)(void))entry;
    }
    return error;
}
