#include "CLinux.h"

#include <sys/statfs.h>

int watchword_file_system_type(const char *path, uint32_t *type) {
  struct statfs status;
  if (statfs(path, &status) != 0) return -1;
  *type = (uint32_t)status.f_type;
  return 0;
}

int watchword_file_system_type_of(int descriptor, uint32_t *type) {
  struct statfs status;
  if (fstatfs(descriptor, &status) != 0) return -1;
  *type = (uint32_t)status.f_type;
  return 0;
}
