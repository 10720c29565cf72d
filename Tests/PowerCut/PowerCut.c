// Preloaded into the daemon, it keeps a journal of what the daemon does to files and folders, and cuts the power: at the
// POWER_CUT_AT-th entry, or after POWER_CUT_MS milliseconds, the process is killed between two entries. What was not on
// disk by then is taken back by whoever reads the journal (PowerJournal.swift). A sync touches no disk here; it is an entry.
//
// POWER_CUT_ROOTS: folders, with colons between them, whose files are meant. Each has a folder .grave, in which what loses
// a name is kept by a hard link under its inode's number. POWER_CUT_JOURNAL: the journal's file.
//
// An entry is a line, fields parted by tabs; the harness makes all names, without tabs and line ends. ROOT is a number.
//   c ROOT FOLDER NAME INODE                        created
//   k ROOT FOLDER NAME                              folder made
//   r ROOT FOLDER NAME FOLDER NAME INODE REPLACED   renamed; what had the name before, or 0
//   l ROOT FOLDER NAME INODE                        linked
//   u ROOT FOLDER NAME INODE                        unlinked
//   w ROOT INODE OFFSET COUNT SIZE KEPT PLACE       bytes change; the size before; KEPT old bytes are at PLACE in .bytes
//   t ROOT INODE OFFSET COUNT SIZE KEPT PLACE       cut off at OFFSET; likewise
//   s ROOT INODE                                    file synced
//   d ROOT FOLDER                                   folder synced
//   a ROOT                                          everything synced
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1, contents = -1;
static long entries, cut_at;
static char roots[4][1024];
static int root_count;

static long raw_write(int fd, const void *bytes, size_t count) { return syscall(SYS_write, fd, bytes, count); }

static void cut(void) {
  syscall(SYS_kill, (long)getpid(), (long)SIGKILL);
  for (;;) pause();
}

static void *wait_and_cut(void *argument) {
  usleep((useconds_t)(intptr_t)argument * 1000);
  pthread_mutex_lock(&mutex);
  cut();
  return NULL;
}

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("POWER_CUT_JOURNAL"), *list = getenv("POWER_CUT_ROOTS");
  if (!path || !list) return;
  char companion[1100];
  snprintf(companion, sizeof companion, "%s.bytes", path);
  // env(1) is started with the library too, and becomes the daemon: both append to one journal.
  journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  contents = (int)syscall(SYS_openat, AT_FDCWD, companion, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  char copy[4096];
  snprintf(copy, sizeof copy, "%s", list);
  for (char *rest = copy, *root; (root = strsep(&rest, ":")) && root_count < 4;)
    snprintf(roots[root_count++], sizeof roots[0], "%s", root);
  const char *at = getenv("POWER_CUT_AT"), *ms = getenv("POWER_CUT_MS");
  cut_at = at ? atol(at) : 0;
  char own[256] = {0};
  readlink("/proc/self/exe", own, sizeof own - 1);
  pthread_t thread;
  if (ms && !strstr(own, "/env")) pthread_create(&thread, NULL, wait_and_cut, (void *)(intptr_t)atol(ms));
}

// With the mutex held.
static void record(const char *format, ...) {
  char line[8192];
  va_list arguments;
  va_start(arguments, format);
  int count = vsnprintf(line, sizeof line - 1, format, arguments);
  va_end(arguments);
  if (count < 0 || count >= (int)sizeof line - 1) abort();
  line[count++] = '\n';
  raw_write(journal, line, (size_t)count);
  if (cut_at && ++entries >= cut_at) cut();
}

static int root_of(const char *path) {
  for (int i = 0; i < root_count; i++) {
    size_t length = strlen(roots[i]);
    if (strncmp(path, roots[i], length) == 0 && (path[length] == '/' || path[length] == 0)) return i;
  }
  return -1;
}

static int path_of(int fd, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  if (length < 0) return -1;
  path[length] = 0;
  return 0;
}

// The absolute folder, and the name in it. Returns the root, or -1 where it lies in none.
static int split(int at, const char *path, char folder[4096], char name[256]) {
  if (journal < 0) return -1;
  char whole[8200], base[4096];
  if (path[0] == '/') {
    snprintf(whole, sizeof whole, "%s", path);
  } else {
    if (at == AT_FDCWD ? !getcwd(base, sizeof base) : path_of(at, base, sizeof base) != 0) return -1;
    snprintf(whole, sizeof whole, "%s/%s", base, path);
  }
  char *slash = strrchr(whole, '/');
  snprintf(name, 256, "%s", slash + 1);
  *slash = 0;
  // Without links and dots, so that a folder has one name.
  if (!realpath(whole, folder)) return -1;
  int root = root_of(folder);
  return strstr(folder, "/.grave") ? -1 : root;
}

static uint64_t inode_at(const char *folder, const char *name, mode_t *mode) {
  char path[4400];
  struct stat status;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  if (lstat(path, &status) != 0) return 0;
  if (mode) *mode = status.st_mode;
  return status.st_ino;
}

static void bury(int root, const char *folder, const char *name, uint64_t inode) {
  char from[4400], to[4400];
  snprintf(from, sizeof from, "%s/%s", folder, name);
  snprintf(to, sizeof to, "%s/.grave/%llu", roots[root], (unsigned long long)inode);
  syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

// Before bytes of an open file change: what was there.
static void keep(char kind, int fd, off_t offset, size_t count) {
  char path[4096];
  struct stat status;
  if (journal < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return;
  if (path_of(fd, path, sizeof path) != 0) return;
  int root = root_of(path);
  if (root < 0) return;
  // Shared memory of SQLite's, which no power cut survives.
  if (strstr(path, "-shm")) return;
  size_t old = offset >= status.st_size ? 0 : (size_t)(status.st_size - offset);
  if (old > count) old = count;
  off_t place = lseek(contents, 0, SEEK_END);
  if (old > 0) {
    char again[64];
    snprintf(again, sizeof again, "/proc/self/fd/%d", fd);
    int reader = (int)syscall(SYS_openat, AT_FDCWD, again, O_RDONLY | O_CLOEXEC);
    char *buffer = malloc(old);
    ssize_t got = pread(reader, buffer, old, offset);
    if (got != (ssize_t)old) abort();
    raw_write(contents, buffer, old);
    free(buffer);
    syscall(SYS_close, reader);
  }
  record("%c\t%d\t%llu\t%lld\t%zu\t%lld\t%zu\t%lld", kind, root, (unsigned long long)status.st_ino, (long long)offset, count,
         (long long)status.st_size, old, (long long)place);
}

static off_t place_of(int fd) {
  struct stat status;
  if (fcntl(fd, F_GETFL) & O_APPEND) return fstat(fd, &status) == 0 ? status.st_size : 0;
  return lseek(fd, 0, SEEK_CUR);
}

#define EXPORT __attribute__((visibility("default")))
#define LOCKED(statement)           \
  do {                              \
    pthread_mutex_lock(&mutex);     \
    statement;                      \
    int code = errno;               \
    pthread_mutex_unlock(&mutex);   \
    errno = code;                   \
  } while (0)

EXPORT ssize_t write(int fd, const void *bytes, size_t count) {
  struct stat status;
  if (journal < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return raw_write(fd, bytes, count);
  ssize_t result;
  LOCKED(keep('w', fd, place_of(fd), count); result = raw_write(fd, bytes, count));
  return result;
}

EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) {
  ssize_t result;
  LOCKED(keep('w', fd, offset, count); result = syscall(SYS_pwrite64, fd, bytes, count, offset));
  return result;
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  return pwrite64(fd, bytes, count, offset);
}

EXPORT int ftruncate64(int fd, off_t size) {
  struct stat status;
  int result;
  LOCKED(if (fstat(fd, &status) == 0 && size < status.st_size) keep('t', fd, size, (size_t)(status.st_size - size));
         else keep('t', fd, status.st_size, 0);
         result = (int)syscall(SYS_ftruncate, fd, size));
  return result;
}

EXPORT int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int open_at(int at, const char *path, int flags, mode_t mode) {
  char folder[4096], name[256];
  int result;
  if (!(flags & (O_CREAT | O_TRUNC)) || split(at, path, folder, name) < 0)
    return (int)syscall(SYS_openat, at, path, flags, mode);
  pthread_mutex_lock(&mutex);
  uint64_t before = inode_at(folder, name, NULL);
  result = (int)syscall(SYS_openat, at, path, flags & ~O_TRUNC, mode);
  int code = errno;
  if (result >= 0 && before == 0)
    record("c\t%d\t%s\t%s\t%llu", root_of(folder), folder, name, (unsigned long long)inode_at(folder, name, NULL));
  pthread_mutex_unlock(&mutex);
  if (result >= 0 && before != 0 && flags & O_TRUNC) ftruncate64(result, 0);
  errno = code;
  return result;
}

#define MODE                              \
  mode_t mode = 0;                        \
  if (flags & (O_CREAT | O_TMPFILE)) {    \
    va_list list;                         \
    va_start(list, flags);                \
    mode = va_arg(list, mode_t);          \
    va_end(list);                         \
  }

EXPORT int open(const char *path, int flags, ...) { MODE return open_at(AT_FDCWD, path, flags, mode); }
EXPORT int open64(const char *path, int flags, ...) { MODE return open_at(AT_FDCWD, path, flags, mode); }
EXPORT int openat(int at, const char *path, int flags, ...) { MODE return open_at(at, path, flags, mode); }
EXPORT int openat64(int at, const char *path, int flags, ...) { MODE return open_at(at, path, flags, mode); }

EXPORT int mkdirat(int at, const char *path, mode_t mode) {
  char folder[4096], name[256];
  int root = split(at, path, folder, name), result;
  LOCKED(result = (int)syscall(SYS_mkdirat, at, path, mode);
         if (result == 0 && root >= 0) record("k\t%d\t%s\t%s", root, folder, name));
  return result;
}

EXPORT int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

EXPORT int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
  char from_folder[4096], from_name[256], to_folder[4096], to_name[256];
  int from_root = split(from_at, from, from_folder, from_name), to_root = split(to_at, to, to_folder, to_name), result;
  pthread_mutex_lock(&mutex);
  uint64_t replaced = to_root >= 0 ? inode_at(to_folder, to_name, NULL) : 0;
  if (replaced) bury(to_root, to_folder, to_name, replaced);
  result = (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
  int code = errno;
  if (result == 0 && from_root >= 0 && to_root >= 0)
    record("r\t%d\t%s\t%s\t%s\t%s\t%llu\t%llu", to_root, from_folder, from_name, to_folder, to_name,
           (unsigned long long)inode_at(to_folder, to_name, NULL), (unsigned long long)replaced);
  pthread_mutex_unlock(&mutex);
  errno = code;
  return result;
}

EXPORT int renameat(int from_at, const char *from, int to_at, const char *to) {
  return renameat2(from_at, from, to_at, to, 0);
}
EXPORT int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

EXPORT int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
  char folder[4096], name[256];
  int root = split(to_at, to, folder, name), result;
  LOCKED(result = (int)syscall(SYS_linkat, from_at, from, to_at, to, flags); if (result == 0 && root >= 0)
             record("l\t%d\t%s\t%s\t%llu", root, folder, name, (unsigned long long)inode_at(folder, name, NULL)));
  return result;
}

EXPORT int unlinkat(int at, const char *path, int flags) {
  char folder[4096], name[256];
  int root = flags & AT_REMOVEDIR ? -1 : split(at, path, folder, name), result;
  pthread_mutex_lock(&mutex);
  uint64_t inode = root >= 0 ? inode_at(folder, name, NULL) : 0;
  if (inode) bury(root, folder, name, inode);
  result = (int)syscall(SYS_unlinkat, at, path, flags);
  int code = errno;
  if (result == 0 && inode) record("u\t%d\t%s\t%s\t%llu", root, folder, name, (unsigned long long)inode);
  pthread_mutex_unlock(&mutex);
  errno = code;
  return result;
}

EXPORT int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

EXPORT int fsync(int fd) {
  char path[4096];
  struct stat status;
  if (journal < 0 || fstat(fd, &status) != 0 || path_of(fd, path, sizeof path) != 0) return (int)syscall(SYS_fsync, fd);
  int root = root_of(path);
  if (root < 0) return 0;
  LOCKED(if (S_ISDIR(status.st_mode)) record("d\t%d\t%s", root, path);
         else record("s\t%d\t%llu", root, (unsigned long long)status.st_ino));
  // It is sure of what came before the call alone; others go on meanwhile.
  usleep(500);
  return 0;
}

EXPORT int fdatasync(int fd) { return fsync(fd); }

EXPORT int syncfs(int fd) {
  char path[4096];
  if (journal < 0 || path_of(fd, path, sizeof path) != 0) return (int)syscall(SYS_syncfs, fd);
  int root = root_of(path);
  if (root >= 0) LOCKED(record("a\t%d", root));
  return 0;
}
