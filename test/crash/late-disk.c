// A disk that is slow to confirm, for LD_PRELOAD. What a write-ahead log held when a flush was asked for is kept beside it as
// NAME.flushed once that flush has been answered: that much, and no more, survives a loss of power.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned lateness_us = 20000;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void copy(int fd, const char *to) {
  static char part[65536];
  FILE *file = fopen(to, "w");
  ssize_t length;
  off_t at = 0;
  if (file == NULL) return;
  while ((length = pread(fd, part, sizeof part, at)) > 0) {
    fwrite(part, 1, (size_t)length, file);
    at += length;
  }
  fclose(file);
}

static int flush(int fd, const char *name) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  char descriptor[64], path[4096], begun[4200], done[4200];
  snprintf(descriptor, sizeof descriptor, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(descriptor, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = '\0';
  if (length < 4 || strcmp(path + length - 4, "-wal") != 0) return real(fd);
  pthread_mutex_lock(&one_at_a_time);
  snprintf(begun, sizeof begun, "%s.flushing", path);
  snprintf(done, sizeof done, "%s.flushed", path);
  copy(fd, begun);
  usleep(lateness_us);
  int result = real(fd);
  if (result == 0) rename(begun, done);
  pthread_mutex_unlock(&one_at_a_time);
  return result;
}

int fsync(int fd) { return flush(fd, "fsync"); }
int fdatasync(int fd) { return flush(fd, "fdatasync"); }
