// The heap: 8-byte blocks from _heap_start to the end of data RAM, best fit, neighbours joined on free.
//
// A block begins with the numbers of the blocks after and before it in memory (15 bits; bit 15 of "after"
// marks a free one). A used block's body follows at once; a free one keeps its links to other free blocks
// there. So n bytes cost 1 block up to 4 bytes, else 1 + ceil((n - 4) / 8). Block 0 only anchors the list
// of free blocks, the last block ends memory.
#include <math.h>
#include <string.h>
#include "chip.h"
#include "core.h"
#include "mem.h"

#define FREE_BIT 0x8000u
#define NUMBER(x) ((x) & 0x7fffu)
#define BLOCK_BYTES 8

struct block {
    uint16_t after;
    uint16_t before;
    union {
        struct {
            uint16_t next_free;
            uint16_t previous_free;
        };
        uint8_t body[4];
    };
};

extern struct block _heap_start[];
extern uint8_t _heap_end[];

const void *heap_last_failed_caller;
size_t heap_last_failed_size;

static struct block *const heap = _heap_start;
static uint16_t last;

// The ROM's memset at its documented address: a fault while clearing shows this address, as on the chip.
static void *(*const rom_memset)(void *, int, size_t) = (void *(*)(void *, int, size_t))0x4000e190;

static void heap_prepare(void) {
    last = (_heap_end - (uint8_t *)heap) / BLOCK_BYTES - 1;
    heap[0] = (struct block){.after = 1, .before = 0, .next_free = 1, .previous_free = 0};
    heap[1] = (struct block){.after = last | FREE_BIT, .before = 0, .next_free = 0, .previous_free = 0};
    heap[last] = (struct block){.after = 0, .before = 1};
}

static uint16_t number_of(const void *p) {
    return ((const uint8_t *)p - (const uint8_t *)heap) / BLOCK_BYTES;
}

static size_t blocks_for(size_t size) {
    return size <= 4 ? 1 : 1 + (size - 4 + BLOCK_BYTES - 1) / BLOCK_BYTES;
}

static size_t length_of(uint16_t b) {
    return NUMBER(heap[b].after) - b;
}

static bool is_free(uint16_t b) {
    return heap[b].after & FREE_BIT;
}

static void unlink_free(uint16_t b) {
    heap[heap[b].previous_free].next_free = heap[b].next_free;
    heap[heap[b].next_free].previous_free = heap[b].previous_free;
    heap[b].after &= ~FREE_BIT;
}

static void link_free(uint16_t b) {
    heap[b].next_free = heap[0].next_free;
    heap[b].previous_free = 0;
    heap[heap[0].next_free].previous_free = b;
    heap[0].next_free = b;
    heap[b].after |= FREE_BIT;
}

// Cuts a used block after the given number of blocks; returns the new used block behind the cut.
static uint16_t split(uint16_t b, size_t blocks) {
    uint16_t rest = b + blocks;
    uint16_t after = NUMBER(heap[b].after);
    heap[rest].after = after;
    heap[rest].before = b;
    heap[after].before = rest;
    heap[b].after = rest;
    return rest;
}

// Joins a used block with the (used) block behind it.
static void absorb_after(uint16_t b) {
    uint16_t after = NUMBER(heap[NUMBER(heap[b].after)].after);
    heap[b].after = after;
    heap[after].before = b;
}

static uint16_t best_fit(size_t blocks) {
    uint16_t best = 0;
    size_t best_length = SIZE_MAX;
    for (uint16_t b = heap[0].next_free; b; b = heap[b].next_free) {
        size_t length = length_of(b);
        if (length >= blocks && length < best_length) {
            best = b;
            best_length = length;
        }
    }
    return best;
}

static void release(uint16_t b) {
    uint16_t after = NUMBER(heap[b].after);
    if (is_free(after)) {
        unlink_free(after);
        absorb_after(b);
    }
    uint16_t before = heap[b].before;
    if (before && is_free(before)) {
        unlink_free(before);
        absorb_after(before);
        b = before;
    }
    link_free(b);
}

static void *failed(size_t size, const void *caller) {
    heap_last_failed_caller = caller;
    heap_last_failed_size = size;
    return NULL;
}

void *heap_alloc(size_t size, const void *caller) {
    if (last == 0) {
        heap_prepare();
    }
    if (size == 0) {
        return NULL;
    }
    size_t blocks = blocks_for(size);
    uint16_t b = best_fit(blocks);
    if (b == 0) {
        return failed(size, caller);
    }
    unlink_free(b);
    if (length_of(b) > blocks) {
        link_free(split(b, blocks));
    }
    return heap[b].body;
}

void *heap_zalloc(size_t size, const void *caller) {
    void *p = heap_alloc(size, caller);
    if (p) {
        rom_memset(p, 0, size);
    }
    return p;
}

void heap_free(void *p) {
    if (p) {
        release(number_of(p));
    }
}

void *heap_realloc(void *p, size_t size, const void *caller) {
    if (!p) {
        return heap_alloc(size, caller);
    }
    if (size == 0) {
        heap_free(p);
        return NULL;
    }
    uint16_t b = number_of(p);
    size_t blocks = blocks_for(size);
    size_t old_bytes = length_of(b) * BLOCK_BYTES - 4;
    uint16_t after = NUMBER(heap[b].after);
    if (length_of(b) < blocks && is_free(after) && length_of(b) + length_of(after) >= blocks) {
        unlink_free(after);
        absorb_after(b);
    }
    if (length_of(b) >= blocks) {
        if (length_of(b) > blocks) {
            release(split(b, blocks));
        }
        return p;
    }
    void *moved = heap_alloc(size, caller);
    if (moved) {
        memcpy(moved, p, old_bytes);
        heap_free(p);
    }
    return moved;
}

static uint32_t square_root(uint64_t value) {
    uint64_t root = 0;
    for (uint64_t b = 1ull << 40; b; b >>= 2) {
        if (value >= root + b) {
            value -= root + b;
            root = (root >> 1) + b;
        } else {
            root >>= 1;
        }
    }
    return root;
}

void heap_figures(struct heap_figures *figures) {
    if (last == 0) {
        heap_prepare();
    }
    uint32_t sum = 0, largest = 0;
    uint64_t squares = 0;
    for (uint16_t b = heap[0].next_free; b; b = heap[b].next_free) {
        uint32_t length = length_of(b);
        sum += length;
        squares += (uint64_t)length * length;
        largest = length > largest ? length : largest;
    }
    figures->free_bytes = sum * BLOCK_BYTES;
    figures->largest_bytes = largest * BLOCK_BYTES;
    figures->fragmentation_percent = sum ? 100 - square_root(squares) * 100 / sum : 0;
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size) { return heap_alloc(size, CALLER); }
void free(void *p) { heap_free(p); }
void *realloc(void *p, size_t size) { return heap_realloc(p, size, CALLER); }

void *calloc(size_t count, size_t size) {
    size_t bytes;
    return __builtin_mul_overflow(count, size, &bytes) ? failed(SIZE_MAX, CALLER) : heap_zalloc(bytes, CALLER);
}

void *pvPortMalloc(size_t size, const char *file, int line) {
    (void)file, (void)line;
    return heap_alloc(size, CALLER);
}

void *pvPortZalloc(size_t size, const char *file, int line) {
    (void)file, (void)line;
    return heap_zalloc(size, CALLER);
}

void *pvPortCalloc(size_t count, size_t size, const char *file, int line) {
    (void)file, (void)line;
    size_t bytes;
    return __builtin_mul_overflow(count, size, &bytes) ? failed(SIZE_MAX, CALLER) : heap_zalloc(bytes, CALLER);
}

void *pvPortRealloc(void *p, size_t size, const char *file, int line) {
    (void)file, (void)line;
    return heap_realloc(p, size, CALLER);
}

void vPortFree(void *p, const char *file, int line) {
    (void)file, (void)line;
    heap_free(p);
}

size_t xPortGetFreeHeapSize(void) {
    struct heap_figures figures;
    heap_figures(&figures);
    return figures.free_bytes;
}
