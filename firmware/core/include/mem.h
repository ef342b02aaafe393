// Heap under the vendor's names. A failed allocation returns NULL and is remembered for the post-mortem.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
void *pvPortMalloc(size_t size, const char *file, int line);
void *pvPortZalloc(size_t size, const char *file, int line);
void *pvPortCalloc(size_t count, size_t size, const char *file, int line);
void *pvPortRealloc(void *p, size_t size, const char *file, int line);
void vPortFree(void *p, const char *file, int line);
size_t xPortGetFreeHeapSize(void);
#ifdef __cplusplus
}
#endif

#define os_malloc(size) pvPortMalloc((size), "", 0)
#define os_zalloc(size) pvPortZalloc((size), "", 0)
#define os_calloc(count, size) pvPortCalloc((count), (size), "", 0)
#define os_realloc(p, size) pvPortRealloc((p), (size), "", 0)
#define os_free(p) vPortFree((p), "", 0)
