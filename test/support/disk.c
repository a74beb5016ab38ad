// A disk for LD_PRELOAD that is slow to confirm and writes down, in the file that RECORDING names, what was written to a store and
// its write-ahead log, and what of it was confirmed: from that, disk.ts makes what a loss of power may leave. While the file is there
// that REFUSING names, no flush of a write-ahead log succeeds, and what was to be flushed is forgotten.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE, ASKED, CONFIRMED, REFUSED, UNLINKED };
enum { OTHER = 0, STORE, LOG, FOLDER };

struct entry { uint32_t kind, file; uint64_t offset, length; };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static uint64_t asked = 0;

static int ends(const char *path, const char *end) {
  size_t length = strlen(path), of_end = strlen(end);
  return length >= of_end && strcmp(path + length - of_end, end) == 0;
}

/** A store that was deleted, or moved away, is another file. The folder is that of the recorded store. */
static int file_of_path(const char *path) {
  if (ends(path, "/data/gatehouse.db")) return STORE;
  if (ends(path, "/data/gatehouse.db-wal")) return LOG;
  return ends(path, "/data") ? FOLDER : OTHER;
}

static int file_of(int fd) {
  int before = errno;
  char descriptor[64], path[4096];
  snprintf(descriptor, sizeof descriptor, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(descriptor, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = '\0';
  errno = before;
  return file_of_path(path);
}

static void record(uint32_t kind, uint32_t file, uint64_t offset, uint64_t length, const void *data) {
  static int recording = -1;
  int before = errno;
  struct entry entry = {kind, file, offset, length};
  struct iovec parts[] = {{&entry, sizeof entry}, {(void *)data, data == NULL ? 0 : length}};
  const char *name = getenv("RECORDING");
  if (recording < 0 && name != NULL) recording = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (recording >= 0) syscall(SYS_writev, recording, parts, 2);
  errno = before;
}

static ssize_t written(int fd, const void *data, size_t length, off_t at) {
  int file = file_of(fd);
  if (file == OTHER) return syscall(SYS_pwrite64, fd, data, length, at);
  pthread_mutex_lock(&one_at_a_time);
  ssize_t result = syscall(SYS_pwrite64, fd, data, length, at);
  if (result > 0) record(WRITE, file, (uint64_t)at, (uint64_t)result, data);
  pthread_mutex_unlock(&one_at_a_time);
  return result;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return written(fd, data, length, at); }
ssize_t pwrite64(int fd, const void *data, size_t length, off_t at) { return written(fd, data, length, at); }

static int truncated(int fd, off_t length) {
  int file = file_of(fd);
  if (file == OTHER) return (int)syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&one_at_a_time);
  int result = (int)syscall(SYS_ftruncate, fd, length);
  if (result == 0) record(TRUNCATE, file, (uint64_t)length, 0, NULL);
  pthread_mutex_unlock(&one_at_a_time);
  return result;
}

int ftruncate(int fd, off_t length) { return truncated(fd, length); }
int ftruncate64(int fd, off_t length) { return truncated(fd, length); }

int unlink(const char *path) {
  int (*real)(const char *) = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
  pthread_mutex_lock(&one_at_a_time);
  int result = real(path);
  if (result == 0 && file_of_path(path) == LOG) record(UNLINKED, LOG, 0, 0, NULL);
  pthread_mutex_unlock(&one_at_a_time);
  return result;
}

/** `offset` of what was asked and of its answer is the same number. */
static int flush(int fd, const char *name) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int file = file_of(fd);
  if (file == OTHER) return real(fd);
  pthread_mutex_lock(&one_at_a_time);
  uint64_t number = ((uint64_t)getpid() << 32) + asked++;
  record(ASKED, file, number, 0, NULL);
  pthread_mutex_unlock(&one_at_a_time);
  const char *lateness_us = getenv("LATENESS_US"), *refusing = getenv("REFUSING");
  if (lateness_us != NULL) usleep((useconds_t)atoi(lateness_us));
  int is_refused = file == LOG && refusing != NULL && access(refusing, F_OK) == 0;
  int result = is_refused ? -1 : real(fd);
  pthread_mutex_lock(&one_at_a_time);
  record(result == 0 ? CONFIRMED : REFUSED, file, number, 0, NULL);
  pthread_mutex_unlock(&one_at_a_time);
  if (is_refused) errno = EIO;
  return result;
}

int fsync(int fd) { return flush(fd, "fsync"); }
int fdatasync(int fd) { return flush(fd, "fdatasync"); }
