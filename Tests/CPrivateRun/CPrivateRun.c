#define _GNU_SOURCE
#include "CPrivateRun.h"

#include <sched.h>
#include <sys/mount.h>

int private_run_make(void) {
  if (unshare(CLONE_NEWNS) != 0) return -1;
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return -1;
  return mount("run", "/run", "tmpfs", 0, NULL);
}
