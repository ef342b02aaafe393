#include <new>
#include <stdlib.h>
#include "core.h"

namespace std {
const nothrow_t nothrow;
}

static void *allocate(size_t size, const void *caller) {
    void *p = heap_alloc(size ? size : 1, caller);
    if (!p) {
        panic_out_of_memory(caller, size);
    }
    return p;
}

#define CALLER __builtin_return_address(0)

void *operator new(size_t size) { return allocate(size, CALLER); }
void *operator new[](size_t size) { return allocate(size, CALLER); }
void *operator new(size_t size, const std::nothrow_t &) noexcept { return heap_alloc(size ? size : 1, CALLER); }
void *operator new[](size_t size, const std::nothrow_t &) noexcept { return heap_alloc(size ? size : 1, CALLER); }
void operator delete(void *p) noexcept { heap_free(p); }
void operator delete[](void *p) noexcept { heap_free(p); }
void operator delete(void *p, size_t) noexcept { heap_free(p); }
void operator delete[](void *p, size_t) noexcept { heap_free(p); }

extern "C" void __cxa_pure_virtual() { abort(); }
extern "C" int __cxa_atexit(void (*)(void *), void *, void *) { return 0; }
extern "C" { void *__dso_handle = nullptr; }
