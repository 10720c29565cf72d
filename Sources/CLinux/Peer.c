#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int watchword_open_folder(const char *path) { return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC); }

int watchword_accept(int socket) { return accept4(socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

int watchword_peer(int socket, uint32_t *user, uint32_t *groups, int maximum) {
  struct ucred credentials;
  socklen_t length = sizeof credentials;
  if (maximum < 1 || getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
  *user = credentials.uid;
  groups[0] = credentials.gid;
  length = (socklen_t)(maximum - 1) * sizeof *groups;
  // With more groups than there is room for, the kernel gives none of them (ERANGE); the first one has to do then.
  if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups + 1, &length) != 0) return 1;
  return 1 + (int)(length / sizeof *groups);
}

int watchword_unacknowledged_bytes(int socket) {
  int count = 0;
  return ioctl(socket, SIOCOUTQ, &count) == 0 ? count : -1;
}
