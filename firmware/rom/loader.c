/*
 * The serial boot-loader: SLIP frames, the commands and their errors. A reply is always ten bytes:
 * direction, opcode, length, value, status, error.
 */
#include "rom.h"

#define SLIP_END 0xC0
#define SLIP_ESCAPE 0xDB
#define SLIP_ESCAPED_END 0xDC
#define SLIP_ESCAPED_ESCAPE 0xDD

#define PACKET_BUFFER ((uint8_t *)0x3FFFA000)
#define PACKET_BUFFER_SIZE 0x2000
#define MAX_BLOCK 0x1800
#define SUB_HEADER 16
#define CHECKSUM_SEED 0xEF
#define SYNC_REPLIES 8

enum opcode {
    FLASH_BEGIN = 2,
    FLASH_DATA = 3,
    FLASH_END = 4,
    MEM_BEGIN = 5,
    MEM_END = 6,
    MEM_DATA = 7,
    SYNC = 8,
    WRITE_REG = 9,
    READ_REG = 10,
    FLASH_PARAM = 11,
};

enum error { BAD_FORMAT = 5, RESULT_WRONG = 6, BAD_CHECKSUM = 7, VERIFY_FAILED = 8 };

struct packet {
    uint8_t direction;
    uint8_t opcode;
    uint16_t length;
    uint32_t checksum;
    union {
        uint32_t words[8];
        struct {
            uint32_t length, sequence, zero[2];
            uint8_t bytes[];
        } block;
    } data;
};

struct reply {
    uint8_t direction;
    uint8_t opcode;
    uint16_t length;
    uint32_t value;
    uint8_t status;
    uint8_t error;
};

/* A download under way. */
struct download {
    uint32_t total;
    uint32_t blocks;
    uint32_t block_size;
    uint32_t next_sequence;
    uint32_t received;
    uint32_t address;
};

static struct reply last_reply;

static uint8_t next_byte(void)
{
    uint8_t c;
    while (uart_rx_one_char(&c)) {
        uart_wait();
    }
    return c;
}

/* Frames and sends; escapes what framing needs. */
int send_packet(const uint8_t *data, uint32_t length)
{
    uart_tx_one_char(SLIP_END);
    for (uint32_t i = 0; i < length; i++) {
        if (data[i] == SLIP_END || data[i] == SLIP_ESCAPE) {
            uart_tx_one_char(SLIP_ESCAPE);
            uart_tx_one_char(data[i] == SLIP_END ? SLIP_ESCAPED_END : SLIP_ESCAPED_ESCAPE);
        } else {
            uart_tx_one_char(data[i]);
        }
    }
    uart_tx_one_char(SLIP_END);
    return 0;
}

int SendMsg(const uint8_t *data, uint32_t length)
{
    return send_packet(data, length);
}

/* Waits for one whole frame; frames that are empty, too long or badly escaped are dropped. */
int recv_packet(uint8_t *to, uint32_t size, uint32_t *length)
{
    uint32_t n = 0;
    bool inside = false;
    for (;;) {
        uint8_t c = next_byte();
        if (c == SLIP_END) {
            if (inside && n > 0) {
                *length = n;
                return 0;
            }
            inside = true;
            n = 0;
            continue;
        }
        if (!inside) {
            continue;
        }
        if (c == SLIP_ESCAPE) {
            c = next_byte();
            inside = c == SLIP_ESCAPED_END || c == SLIP_ESCAPED_ESCAPE;
            c = c == SLIP_ESCAPED_END ? SLIP_END : SLIP_ESCAPE;
        }
        if (n == size) {
            inside = false;
        }
        if (inside) {
            to[n++] = c;
        }
    }
}

int RcvMsg(uint8_t *to, uint32_t size, uint32_t *length)
{
    return recv_packet(to, size, length);
}

static void send_reply(uint32_t error)
{
    last_reply.direction = 1;
    last_reply.length = 2;
    last_reply.status = error ? 1 : 0;
    last_reply.error = error;
    uint32_t copies = last_reply.opcode == SYNC ? SYNC_REPLIES : 1;
    for (uint32_t i = 0; i < copies; i++) {
        send_packet((const uint8_t *)&last_reply, 10);
    }
}

static uint8_t checksum(const uint8_t *bytes, uint32_t length)
{
    uint8_t sum = CHECKSUM_SEED;
    for (uint32_t i = 0; i < length; i++) {
        sum ^= bytes[i];
    }
    return sum;
}

uint32_t UartConnectProc(const struct packet *packet)
{
    last_reply.value = packet->data.words[0];
    return 0;
}

/* Waits for a frame; 1 when it was the SYNC that opens the connection. */
int UartConnCheck(void)
{
    uint32_t length;
    struct packet *packet = (struct packet *)PACKET_BUFFER;
    recv_packet(PACKET_BUFFER, PACKET_BUFFER_SIZE, &length);
    if (packet->direction != 0 || packet->opcode != SYNC) {
        return 0;
    }
    last_reply.opcode = SYNC;
    send_reply(UartConnectProc(packet));
    return 1;
}

static uint32_t begin(struct download *download, const struct packet *packet)
{
    const uint32_t *words = packet->data.words;
    if (packet->length != 16 || words[2] > MAX_BLOCK) {
        return BAD_FORMAT;
    }
    *download = (struct download){
        .total = words[0], .blocks = words[1], .block_size = words[2], .address = words[3],
    };
    return 0;
}

uint32_t FlashDwnLdStartMsgProc(struct download *download, const struct packet *packet)
{
    uint32_t error = begin(download, packet);
    if (error) {
        return error;
    }
    Cache_Read_Disable();
    return SPIEraseArea(download->address, download->total) ? RESULT_WRONG : 0;
}

/* What flash and memory blocks have in common: form, order, checksum. */
static uint32_t accept_block(struct download *download, const struct packet *packet, uint32_t multiple)
{
    uint32_t length = packet->data.block.length;
    if (packet->length > MAX_BLOCK + SUB_HEADER || packet->data.block.sequence != download->next_sequence
        || length > download->block_size || length % multiple != 0) {
        return BAD_FORMAT;
    }
    download->next_sequence++;
    return checksum(packet->data.block.bytes, length) == (uint8_t)packet->checksum ? 0 : BAD_CHECKSUM;
}

uint32_t FilePacketSendReqMsgProc(struct download *download, struct packet *packet)
{
    uint32_t error = accept_block(download, packet, 4);
    if (error) {
        return error;
    }
    uint32_t length = packet->data.block.length;
    uint32_t *words = (uint32_t *)packet->data.block.bytes;
    SPIWrite(download->address, words, length);
    SPIRead(download->address, words, length);
    if (checksum(packet->data.block.bytes, length) != (uint8_t)packet->checksum) {
        return VERIFY_FAILED;
    }
    download->address += length;
    download->received += length;
    return 0;
}

uint32_t FlashDwnLdStopReqMsgProc(const struct download *download)
{
    if (download->next_sequence != download->blocks || download->received != download->total) {
        return RESULT_WRONG;
    }
    SPILock();
    return 0;
}

uint32_t FlashDwnLdParamCfgMsgProc(const struct packet *packet)
{
    const uint32_t *words = packet->data.words;
    if (packet->length != 24) {
        return BAD_FORMAT;
    }
    SPIParamCfg(words[0], words[1], words[2], words[3], words[4], words[5]);
    return 0;
}

uint32_t MemDwnLdStartMsgProc(struct download *download, const struct packet *packet)
{
    return begin(download, packet);
}

uint32_t MemPacketSendReqMsgProc(struct download *download, const struct packet *packet)
{
    uint32_t error = accept_block(download, packet, 1);
    if (error) {
        return error;
    }
    uint32_t length = packet->data.block.length;
    memcpy((void *)download->address, packet->data.block.bytes, length);
    download->address += length;
    download->received += length;
    return 0;
}

uint32_t MemDwnLdStopReqMsgProc(const struct packet *packet, void (**user_start)(void))
{
    if (packet->length > 8) {
        return BAD_FORMAT;
    }
    *user_start = (void (*)(void))packet->data.words[1];
    return 0;
}

/* Entries of address, value, mask, delay in microseconds; the delay comes before the write. */
uint32_t UartRegWriteProc(const struct packet *packet)
{
    const uint32_t *entry = packet->data.words;
    for (uint32_t left = packet->length / 16; left; left--, entry += 4) {
        ets_delay_us(entry[3] & 0xFFFF);
        REG(entry[0]) = (REG(entry[0]) & ~entry[2]) | (entry[1] & entry[2]);
    }
    return 0;
}

uint32_t UartRegReadProc(const struct packet *packet)
{
    last_reply.value = REG(packet->data.words[0]);
    return 0;
}

/* Serves one command; gives its error, or BAD_FORMAT with the reply's old opcode for an unknown one. */
static uint32_t serve(struct packet *packet, struct download *download, void (**user_start)(void))
{
    uint32_t error;
    switch (packet->opcode) {
    case FLASH_BEGIN:
        spi_flash_attach();
        error = FlashDwnLdStartMsgProc(download, packet);
        break;
    case FLASH_DATA:
        error = FilePacketSendReqMsgProc(download, packet);
        break;
    case FLASH_END:
        error = FlashDwnLdStopReqMsgProc(download);
        *user_start = NULL;
        break;
    case MEM_BEGIN:
        error = MemDwnLdStartMsgProc(download, packet);
        break;
    case MEM_END:
        error = MemDwnLdStopReqMsgProc(packet, user_start);
        break;
    case MEM_DATA:
        error = MemPacketSendReqMsgProc(download, packet);
        break;
    case SYNC:
        error = UartConnectProc(packet);
        break;
    case WRITE_REG:
        error = UartRegWriteProc(packet);
        break;
    case READ_REG:
        error = UartRegReadProc(packet);
        break;
    case FLASH_PARAM:
        error = FlashDwnLdParamCfgMsgProc(packet);
        break;
    default:
        return BAD_FORMAT;
    }
    last_reply.opcode = packet->opcode;
    return error;
}

/* FLASH_END always leaves; MEM_END leaves when it is well formed and its flag is 0. */
static bool leaves(const struct packet *packet, uint32_t error)
{
    return packet->opcode == FLASH_END
        || (packet->opcode == MEM_END && !error && (packet->data.words[0] & 0xFF) == 0);
}

/* Serves commands until one of them leaves the loader. */
int UartDwnLdProc(uint8_t *buffer, uint32_t size, void (**user_start)(void))
{
    struct download download = { 0 };
    struct packet *packet = (struct packet *)buffer;
    bool done = false;
    while (!done) {
        uint32_t length;
        recv_packet(buffer, size, &length);
        if (length < 8 || packet->direction != 0) {
            continue;
        }
        uint32_t error = serve(packet, &download, user_start);
        send_reply(error);
        done = leaves(packet, error);
    }
    while (UART_STATUS(0) & UART_TX_COUNT_MASK) {
    }
    return 1;
}
