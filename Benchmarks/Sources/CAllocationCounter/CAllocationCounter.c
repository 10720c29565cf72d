#include "CAllocationCounter.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

// What glibc's own functions of these names call; it exports them for those who stand before it.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_bool is_counting;
static atomic_long allocations;

void allocation_counter_begin(void) {
  atomic_store(&allocations, 0);
  atomic_store(&is_counting, 1);
}

long allocation_counter_end(void) {
  atomic_store(&is_counting, 0);
  return atomic_load(&allocations);
}

static inline void count(void) {
  if (atomic_load_explicit(&is_counting, memory_order_relaxed))
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
}

#define EXPORTED __attribute__((visibility("default")))

EXPORTED void *malloc(size_t size) {
  count();
  return __libc_malloc(size);
}

EXPORTED void *calloc(size_t number, size_t size) {
  count();
  return __libc_calloc(number, size);
}

EXPORTED void *realloc(void *old, size_t size) {
  count();
  return __libc_realloc(old, size);
}

EXPORTED void *memalign(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

EXPORTED void *aligned_alloc(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

EXPORTED int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  count();
  void *memory = __libc_memalign(alignment, size);
  if (memory == NULL) return ENOMEM;
  *result = memory;
  return 0;
}
