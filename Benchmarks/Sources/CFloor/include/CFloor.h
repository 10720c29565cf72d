// The floor: how fast this machine can read articles at all, in plain C, byte by byte, without rules.
#ifndef WATCHWORD_CFLOOR_H
#define WATCHWORD_CFLOOR_H

#include <stddef.h>
#include <stdint.h>

/// Fills the one table that this process has with the words of articles (the first 200,000 distinct ones) and, up to
/// 200,000, with invented ones. The articles stand one after another in `bytes`; the article `i` ends before `ends[i]`
/// and begins where the one before ends. To be called once, before the other one.
void floor_fill(const uint8_t *bytes, const size_t *ends, size_t articles);

/// Reads the articles `from` to before `to`: folds their letters, splits them into runs of letters and digits (every
/// byte above 127 counts as a letter), hashes each run and looks it up. Returns how many runs are in the table. From
/// any number of threads.
uint64_t floor_read(const uint8_t *bytes, const size_t *ends, size_t from, size_t to);

#endif
