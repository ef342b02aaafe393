/*
 * The ROM's small heap: 4 KB that the caller gives, first fit, blocks of whole words with a header
 * of 8 bytes. Nothing is protected from interrupts.
 */
#include "rom.h"

#define HEAP_BYTES 0x1000
#define MIN_BYTES 12

/* Header of a block; the next begins behind its bytes, the last of all is an end mark. */
struct block {
    uint16_t bytes;
    bool used;
    bool end;
    uint32_t unused;
};

static struct block *heap;

static struct block *next_of(struct block *block)
{
    return (struct block *)((uint8_t *)(block + 1) + block->bytes);
}

/* Needs room for the 4 KB, a header at each end and the alignment to words. */
void mem_init(void *memory)
{
    heap = (struct block *)(((uintptr_t)memory + 3) & ~3u);
    *heap = (struct block){ .bytes = HEAP_BYTES - sizeof *heap };
    *next_of(heap) = (struct block){ .used = true, .end = true };
}

/* A request in whole words, 0 when no block can hold it. */
static uint32_t rounded(uint32_t size)
{
    uint32_t bytes = (size + 3) & ~3u;
    return size == 0 || bytes > HEAP_BYTES ? 0 : bytes < MIN_BYTES ? MIN_BYTES : bytes;
}

/* Gives what is behind the first so many bytes of a block back, when it can be a block itself. */
static void split(struct block *block, uint32_t bytes)
{
    uint32_t rest = block->bytes - bytes;
    if (rest >= sizeof *block + MIN_BYTES) {
        block->bytes = bytes;
        *next_of(block) = (struct block){ .bytes = rest - sizeof *block };
    }
}

/* Makes one of neighbours that are free. */
static void join_free(void)
{
    for (struct block *block = heap; !block->end; block = next_of(block)) {
        while (!block->used && !next_of(block)->used) {
            block->bytes += sizeof *block + next_of(block)->bytes;
        }
    }
}

static bool within(const void *memory)
{
    return heap && (uintptr_t)memory > (uintptr_t)heap && (uintptr_t)memory < (uintptr_t)heap + HEAP_BYTES;
}

void *mem_malloc(uint16_t size)
{
    uint32_t bytes = rounded(size);
    if (!heap || !bytes) {
        return NULL;
    }
    for (struct block *block = heap; !block->end; block = next_of(block)) {
        if (!block->used && block->bytes >= bytes) {
            split(block, bytes);
            block->used = true;
            return block + 1;
        }
    }
    return NULL;
}

void mem_free(void *memory)
{
    if (within(memory)) {
        ((struct block *)memory - 1)->used = false;
        join_free();
    }
}

/* Shortens a block in place; a null pointer when it is shorter already. */
void *mem_trim(void *memory, uint16_t size)
{
    uint32_t bytes = rounded(size);
    if (!bytes) {
        return NULL;
    }
    if (within(memory)) {
        struct block *block = (struct block *)memory - 1;
        if (bytes > block->bytes) {
            return NULL;
        }
        split(block, bytes);
        join_free();
    }
    return memory;
}

void *mem_calloc(uint16_t count, uint16_t size)
{
    uint32_t bytes = (uint32_t)count * size;
    void *memory = bytes > HEAP_BYTES ? NULL : mem_malloc(bytes);
    if (memory) {
        memset(memory, 0, bytes);
    }
    return memory;
}

void *mem_zalloc(uint16_t size)
{
    return mem_calloc(1, size);
}

/* A new block with the old one's content; the old one stays when there is no room. */
void *mem_realloc(void *memory, uint16_t size)
{
    void *moved = mem_malloc(size);
    if (moved && memory) {
        uint32_t old = within(memory) ? ((struct block *)memory - 1)->bytes : size;
        memcpy(moved, memory, old < size ? old : size);
        mem_free(memory);
    }
    return moved;
}
