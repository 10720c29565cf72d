#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_beneath(int directory, const char *path, uint64_t flags) {
  struct open_how how = {
      .flags = flags | O_CLOEXEC,
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
  };
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int watchword_open_beneath(int directory, const char *path, uint64_t flags) {
  return open_beneath(directory, path, flags | O_NONBLOCK | O_NOCTTY);
}

int watchword_open_path_beneath(int directory, const char *path) {
  return open_beneath(directory, path, O_PATH | O_NOFOLLOW);
}

int watchword_rename_noreplace(int from_directory, const char *from, int to_directory, const char *to) {
  return renameat2(from_directory, from, to_directory, to, RENAME_NOREPLACE);
}

int watchword_is_open_for_writing(int descriptor) {
  // Whoever opens the file for writing while the lease is held makes the kernel signal the holder. The default, SIGIO,
  // would end the process; SIGURG is ignored.
  if (fcntl(descriptor, F_SETSIG, SIGURG) != 0) return -1;
  if (fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0) {
    fcntl(descriptor, F_SETLEASE, F_UNLCK);
    return 0;
  }
  return errno == EAGAIN ? 1 : -1;
}

int watchword_may_lease_all(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};
  if (syscall(SYS_capget, &header, data) != 0) return 0;
  return (data[CAP_TO_INDEX(CAP_LEASE)].effective & CAP_TO_MASK(CAP_LEASE)) != 0;
}

int watchword_sync_file_system(int descriptor) { return syncfs(descriptor); }

int watchword_replace_descriptor(int source, int descriptor) {
  return dup3(source, descriptor, O_CLOEXEC) < 0 ? -1 : 0;
}

int watchword_read_entry(DIR *stream, uint8_t name[256], uint8_t *type) {
  errno = 0;
  struct dirent *entry = readdir(stream);
  if (entry == NULL) return errno == 0 ? 0 : -1;
  size_t length = strnlen(entry->d_name, 255);
  memcpy(name, entry->d_name, length);
  name[length] = 0;
  *type = entry->d_type;
  return (int)length;
}

void watchword_return_free_memory(void) { malloc_trim(0); }
