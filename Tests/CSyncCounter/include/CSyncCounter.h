// Counts the fsync(2) and fdatasync(2) calls of this process, by standing before the C library's functions.
#ifndef WATCHWORD_CSYNCCOUNTER_H
#define WATCHWORD_CSYNCCOUNTER_H

/// How many syncs of files whose path ends in `suffix` ended well since the process began and the first call with that
/// suffix. At most 16 suffixes of at most 255 bytes; -1 beyond. From any thread.
long sync_counter_count(const char *suffix);

#endif
