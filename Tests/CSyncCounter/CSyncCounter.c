#define _GNU_SOURCE
#include "CSyncCounter.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { maximum_suffixes = 16, maximum_length = 256 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char suffixes[maximum_suffixes][maximum_length];
static long counts[maximum_suffixes];
static int used;

long sync_counter_count(const char *suffix) {
  if (strlen(suffix) >= maximum_length) return -1;
  pthread_mutex_lock(&mutex);
  int index = 0;
  while (index < used && strcmp(suffixes[index], suffix) != 0) index++;
  long count = -1;
  if (index < maximum_suffixes) {
    if (index == used) strcpy(suffixes[used++], suffix);
    count = counts[index];
  }
  pthread_mutex_unlock(&mutex);
  return count;
}

static void count(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path);
  if (length < 0) return;
  pthread_mutex_lock(&mutex);
  for (int index = 0; index < used; index++) {
    size_t suffix = strlen(suffixes[index]);
    if ((size_t)length >= suffix && memcmp(path + length - suffix, suffixes[index], suffix) == 0) counts[index]++;
  }
  pthread_mutex_unlock(&mutex);
}

// An executable's symbol comes before a library's, for the calls of libraries too.
__attribute__((visibility("default"))) int fsync(int descriptor) {
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  int result = next(descriptor);
  if (result == 0) count(descriptor);
  return result;
}

__attribute__((visibility("default"))) int fdatasync(int descriptor) {
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  int result = next(descriptor);
  if (result == 0) count(descriptor);
  return result;
}
