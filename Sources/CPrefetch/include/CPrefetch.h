// What Swift has no word for: telling the processor what will be read soon.
#ifndef WATCHWORD_CPREFETCH_H
#define WATCHWORD_CPREFETCH_H

/// Has the cache line at an address come nearer. Never fails, reads nothing that the program could see, and takes any
/// address.
static inline void watchword_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
