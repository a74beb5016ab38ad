// A disk that stops confirming, for LD_PRELOAD: from when the file that REFUSING names is there, no flush of a write-ahead log
// succeeds.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int flush(int fd, const char *name) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  const char *refusing = getenv("REFUSING");
  char descriptor[64], path[4096];
  snprintf(descriptor, sizeof descriptor, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(descriptor, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = '\0';
  if (length < 4 || strcmp(path + length - 4, "-wal") != 0) return real(fd);
  if (refusing == NULL || access(refusing, F_OK) != 0) return real(fd);
  errno = EIO;
  return -1;
}

int fsync(int fd) { return flush(fd, "fsync"); }
int fdatasync(int fd) { return flush(fd, "fdatasync"); }
