// The same as zero_imports_wasi.c for Emscripten's standalone C library, which names its imports differently.
#include <stdint.h>

#define BAD_FILE 8

void emscripten_notify_memory_growth(intptr_t memory) { (void)memory; }

int __wasi_fd_close(int file) {
  (void)file;
  return BAD_FILE;
}

int __wasi_fd_read(int file, const void* vectors, uintptr_t count, uintptr_t* read) {
  (void)file, (void)vectors, (void)count, (void)read;
  return BAD_FILE;
}

int __wasi_fd_write(int file, const void* vectors, uintptr_t count, uintptr_t* written) {
  (void)file, (void)vectors, (void)count, (void)written;
  return BAD_FILE;
}

int __wasi_fd_seek(int file, int64_t offset, int whence, uint64_t* position) {
  (void)file, (void)offset, (void)whence, (void)position;
  return BAD_FILE;
}

_Noreturn void __wasi_proc_exit(unsigned code) {
  (void)code;
  __builtin_trap();
}
