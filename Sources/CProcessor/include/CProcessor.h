// What Swift has no word for: asking for memory ahead, and the way from a comparison of many bytes to a bit for each.
#ifndef WATCHWORD_CPROCESSOR_H
#define WATCHWORD_CPROCESSOR_H

#include <stdint.h>

/// Has the cache line at an address come nearer. Never fails, reads nothing that the program could see, and takes any
/// address.
static inline void watchword_prefetch(const void *address) { __builtin_prefetch(address); }

typedef uint8_t watchword_bytes64 __attribute__((ext_vector_type(64)));

/// Which of 64 bytes are ASCII letters or digits: a bit for each, the first one lowest.
static inline uint64_t watchword_letters_and_digits(watchword_bytes64 bytes) {
  typedef _Bool Mask __attribute__((ext_vector_type(64)));
  // Below the first of them the difference wraps around to a large one.
  Mask letters = __builtin_convertvector((bytes | 0x20) - 'a' < 26, Mask);
  Mask digits = __builtin_convertvector(bytes - '0' < 10, Mask);
  return __builtin_bit_cast(uint64_t, letters | digits);
}

#endif
