// Linux calls that glibc on Debian 12 has no wrapper for, or whose arguments Swift cannot say.
#ifndef WATCHWORD_CLINUX_H
#define WATCHWORD_CLINUX_H

#include <dirent.h>
#include <stdint.h>

/// The `f_type` of statfs(2) for the file system that holds `path`, the magic number of its kind. Returns 0, or -1 with
/// errno set.
int watchword_file_system_type(const char *path, uint32_t *type);

/// The same for the file system that an open file or folder lies on.
int watchword_file_system_type_of(int descriptor, uint32_t *type);

/// Whether the process may take leases on files of others (CAP_LEASE). Returns 1 or 0.
int watchword_may_lease_all(void);

/// openat2(2) for reading, beneath `directory`, following no link of any kind, never blocking on a FIFO.
/// `flags` are further open(2) flags. Returns a descriptor, or -1 with errno set.
int watchword_open_beneath(int directory, const char *path, uint64_t flags);

/// openat2(2) with O_PATH, beneath `directory`, following no link: a descriptor to ask about a file of any kind without
/// opening it (a link gives the link itself). Returns a descriptor, or -1 with errno set.
int watchword_open_path_beneath(int directory, const char *path);

/// renameat2(2) with RENAME_NOREPLACE: fails with EEXIST instead of replacing. Returns 0, or -1 with errno set.
int watchword_rename_noreplace(int from_directory, const char *from, int to_directory, const char *to);

/// Whether somebody has the file open for writing, asked by taking and giving back a read lease on a descriptor that is
/// open for reading only. Returns 1 for yes, 0 for no, -1 with errno set where the lease is not permitted (EACCES) or
/// not supported.
int watchword_is_open_for_writing(int descriptor);

/// syncfs(2): the whole file system that the descriptor lies on. Returns 0, or -1 with errno set.
int watchword_sync_file_system(int descriptor);

/// dup3(2): `descriptor` becomes what `source` is, in one step, closed on exec. Returns 0, or -1 with errno set.
int watchword_replace_descriptor(int source, int descriptor);

/// readdir(3): the next name, at most 256 bytes with its NUL, and its d_type. Returns the length of the name, 0 at the
/// end, or -1 with errno set.
int watchword_read_entry(DIR *stream, uint8_t name[256], uint8_t *type);

/// malloc_trim(3): memory that was freed goes back to the system, of all threads' arenas.
void watchword_return_free_memory(void);

/// open(2) with O_PATH: a folder to name others beneath it, which it takes no permission to read. Returns a descriptor, or
/// -1 with errno set.
int watchword_open_folder(const char *path);

/// accept4(2): the next connection, not blocking, closed on exec. Returns a descriptor, or -1 with errno set.
int watchword_accept(int socket);

/// SO_PEERCRED and SO_PEERGROUPS: the user at the other end of a Unix socket when it connected, and the groups, the
/// first one and at most `maximum` in all. Returns how many groups there are, or -1 with errno set.
int watchword_peer(int socket, uint32_t *user, uint32_t *groups, int maximum);

/// posix_spawn(3) of `arguments[0]`, a path: in `/`, in a process group of its own, with no signal blocked or ignored, with
/// the three descriptors (each at least 3) as its 0, 1 and 2, and with no other. Returns its id, or -1 with errno set.
int watchword_spawn(char *const *arguments, char *const *environment, int input, int output, int error);

/// pidfd_open(2): readable once the process has ended; closed on exec. Returns a descriptor, or -1 with errno set.
int watchword_open_process(int process);

/// pipe2(2): the reading and the writing end, closed on exec. Returns 0, or -1 with errno set.
int watchword_pipe(int ends[2]);

/// SIOCOUTQ: how many bytes in the queue of a TCP socket the other end's machine has not acknowledged, or -1 with errno set.
int watchword_unacknowledged_bytes(int socket);

#endif
