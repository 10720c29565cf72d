#include "CFloor.h"

#include <stdio.h>

enum { slot_count = 1 << 19, word_count = 200000 };

/// What a byte is folded to; 0 for those that belong to no word.
static uint8_t folded[256];
/// The words' hashes; open addressing, linear probing; 0 is a free slot.
static uint64_t slots[slot_count];
static size_t used;

// Fowler, Noll and Vo's hash 1a, and a last mixing since only the low bits choose the slot.
static const uint64_t hash_start = 0xCBF29CE484222325u;
static inline uint64_t hash_add(uint64_t hash, uint8_t byte) { return (hash ^ byte) * 0x100000001B3u; }
static inline uint64_t hash_end(uint64_t hash) {
  hash ^= hash >> 31;
  hash *= 0x9E3779B97F4A7C15u;
  hash ^= hash >> 32;
  return hash != 0 ? hash : 1;
}

/// The slot that holds the hash, or the free one where it belongs.
static inline size_t find(uint64_t hash) {
  size_t slot = hash % slot_count;
  while (slots[slot] != 0 && slots[slot] != hash) slot = (slot + 1) % slot_count;
  return slot;
}

static inline uint64_t add_word(uint64_t hash) {
  size_t slot = find(hash);
  if (slots[slot] != 0 || used == word_count) return 0;
  slots[slot] = hash;
  used++;
  return 1;
}

static inline uint64_t look_up(uint64_t hash) { return slots[find(hash)] != 0; }

/// The sum of what `each` makes of the hashes of all words.
static inline uint64_t read_text(const uint8_t *text, const uint8_t *end, uint64_t (*each)(uint64_t hash)) {
  uint64_t sum = 0;
  while (text < end) {
    uint8_t byte = folded[*text++];
    if (byte == 0) continue;
    uint64_t hash = hash_start;
    do hash = hash_add(hash, byte);
    while (text < end && (byte = folded[*text++]) != 0);
    sum += each(hash_end(hash));
  }
  return sum;
}

static inline uint64_t read_articles(
    const uint8_t *bytes, const size_t *ends, size_t from, size_t to, uint64_t (*each)(uint64_t hash)) {
  uint64_t sum = 0;
  for (size_t index = from; index < to; index++)
    sum += read_text(bytes + (index > 0 ? ends[index - 1] : 0), bytes + ends[index], each);
  return sum;
}

void floor_fill(const uint8_t *bytes, const size_t *ends, size_t articles) {
  for (int byte = '0'; byte <= '9'; byte++) folded[byte] = byte;
  for (int byte = 'a'; byte <= 'z'; byte++) folded[byte] = folded[byte - 'a' + 'A'] = byte;
  for (int byte = 128; byte <= 255; byte++) folded[byte] = byte;
  read_articles(bytes, ends, 0, articles, add_word);
  char invented[24];
  for (unsigned number = 0; used < word_count; number++) {
    int length = snprintf(invented, sizeof invented, "0x%xq", number);
    read_text((const uint8_t *)invented, (const uint8_t *)invented + length, add_word);
  }
}

uint64_t floor_read(const uint8_t *bytes, const size_t *ends, size_t from, size_t to) {
  return read_articles(bytes, ends, from, to, look_up);
}
