// Linux calls that glibc on Debian 12 has no wrapper for, or whose arguments Swift cannot say.
#ifndef WATCHWORD_CLINUX_H
#define WATCHWORD_CLINUX_H

#include <stdint.h>

/// The `f_type` of statfs(2) for the file system that holds `path`, the magic number of its kind. Returns 0, or -1 with
/// errno set.
int watchword_file_system_type(const char *path, uint32_t *type);

/// openat2(2) for reading, beneath `directory`, following no link of any kind, never blocking on a FIFO.
/// `flags` are further open(2) flags. Returns a descriptor, or -1 with errno set.
int watchword_open_beneath(int directory, const char *path, uint64_t flags);

/// renameat2(2) with RENAME_NOREPLACE: fails with EEXIST instead of replacing. Returns 0, or -1 with errno set.
int watchword_rename_noreplace(int from_directory, const char *from, int to_directory, const char *to);

#endif
