// The modules import nothing, so the system calls that wasi-libc refers to (through stdio's standing streams and
// exit) are defined here, under the names libc uses for its imports: there are no files (EBADF is 8 in WASI
// preview 1) and leaving the process is a trap. A call that is not here shows up as an import, and
// scripts/check-module.mjs refuses the module.
#include <stdint.h>

#define BAD_FILE 8

int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t file) {
  (void)file;
  return BAD_FILE;
}

int32_t __imported_wasi_snapshot_preview1_fd_read(int32_t file, int32_t vectors, int32_t count, int32_t read) {
  (void)file, (void)vectors, (void)count, (void)read;
  return BAD_FILE;
}

int32_t __imported_wasi_snapshot_preview1_fd_write(int32_t file, int32_t vectors, int32_t count, int32_t written) {
  (void)file, (void)vectors, (void)count, (void)written;
  return BAD_FILE;
}

int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t file, int64_t offset, int32_t whence, int32_t position) {
  (void)file, (void)offset, (void)whence, (void)position;
  return BAD_FILE;
}

int32_t __imported_wasi_snapshot_preview1_fd_fdstat_get(int32_t file, int32_t status) {
  (void)file, (void)status;
  return BAD_FILE;
}

_Noreturn void __imported_wasi_snapshot_preview1_proc_exit(int32_t code) {
  (void)code;
  __builtin_trap();
}
