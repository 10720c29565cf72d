// Counts the allocations of this process, by standing before the C library's functions.
#ifndef WATCHWORD_CALLOCATIONCOUNTER_H
#define WATCHWORD_CALLOCATIONCOUNTER_H

/// Counts from zero, on all threads, until the end is asked for.
void allocation_counter_begin(void);

/// How many calls for memory there were since the beginning: malloc(3), calloc(3), realloc(3), posix_memalign(3),
/// aligned_alloc(3), memalign(3).
long allocation_counter_end(void);

#endif
