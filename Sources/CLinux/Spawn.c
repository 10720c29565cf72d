#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

// Each returns an error number; the first that is not 0 ends it.
static int set_up(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int input, int output, int error) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int code;
  if ((code = posix_spawn_file_actions_addchdir_np(actions, "/")) != 0) return code;
  if ((code = posix_spawn_file_actions_adddup2(actions, input, 0)) != 0) return code;
  if ((code = posix_spawn_file_actions_adddup2(actions, output, 1)) != 0) return code;
  if ((code = posix_spawn_file_actions_adddup2(actions, error, 2)) != 0) return code;
  if ((code = posix_spawn_file_actions_addclosefrom_np(actions, 3)) != 0) return code;
  if ((code = posix_spawnattr_setsigmask(attributes, &none)) != 0) return code;
  if ((code = posix_spawnattr_setsigdefault(attributes, &all)) != 0) return code;
  if ((code = posix_spawnattr_setpgroup(attributes, 0)) != 0) return code;
  return posix_spawnattr_setflags(
      attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
}

// Whoever started us may have let its children's ends be ignored, which we inherit, and with which none could be asked after.
static void keep_ended_children(void) {
  struct sigaction action;
  if (sigaction(SIGCHLD, NULL, &action) != 0) return;
  if (action.sa_handler != SIG_IGN && (action.sa_flags & SA_NOCLDWAIT) == 0) return;
  if (action.sa_handler == SIG_IGN) action.sa_handler = SIG_DFL;
  action.sa_flags &= ~SA_NOCLDWAIT;
  sigaction(SIGCHLD, &action, NULL);
}

int watchword_spawn(char *const *arguments, char *const *environment, int input, int output, int error) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  keep_ended_children();
  int code = posix_spawn_file_actions_init(&actions);
  if (code == 0) {
    code = posix_spawnattr_init(&attributes);
    if (code == 0) {
      pid_t process = -1;
      code = set_up(&actions, &attributes, input, output, error);
      if (code == 0) code = posix_spawn(&process, arguments[0], &actions, &attributes, arguments, environment);
      posix_spawnattr_destroy(&attributes);
      posix_spawn_file_actions_destroy(&actions);
      if (code == 0) return process;
    } else {
      posix_spawn_file_actions_destroy(&actions);
    }
  }
  errno = code;
  return -1;
}

int watchword_open_process(int process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int watchword_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
