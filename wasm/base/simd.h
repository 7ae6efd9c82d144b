// Sixteen bytes at a time: WebAssembly SIMD, SSE2 natively, or plain code that does the same.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tcpless {

class Bytes16 {
 public:
#if defined(__wasm_simd128__)
  using Vector = v128_t;
  static Bytes16 load(const char* p) { return Bytes16(wasm_v128_load(p)); }
  static Bytes16 splat(uint8_t b) { return Bytes16(wasm_u8x16_splat(b)); }
  Bytes16 equals(Bytes16 o) const { return Bytes16(wasm_i8x16_eq(v_, o.v_)); }
  Bytes16 below(Bytes16 o) const { return Bytes16(wasm_u8x16_lt(v_, o.v_)); }
  Bytes16 operator|(Bytes16 o) const { return Bytes16(wasm_v128_or(v_, o.v_)); }
  // Bit i is the top bit of byte i.
  uint32_t top_bits() const { return wasm_i8x16_bitmask(v_); }
  void store(char* p) const { wasm_v128_store(p, v_); }
#elif defined(__SSE2__)
  using Vector = __m128i;
  static Bytes16 load(const char* p) { return Bytes16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))); }
  static Bytes16 splat(uint8_t b) { return Bytes16(_mm_set1_epi8(static_cast<char>(b))); }
  Bytes16 equals(Bytes16 o) const { return Bytes16(_mm_cmpeq_epi8(v_, o.v_)); }
  Bytes16 below(Bytes16 o) const {
    const __m128i not_below = _mm_cmpeq_epi8(_mm_max_epu8(v_, o.v_), v_);
    return Bytes16(_mm_xor_si128(not_below, _mm_set1_epi8(-1)));
  }
  Bytes16 operator|(Bytes16 o) const { return Bytes16(_mm_or_si128(v_, o.v_)); }
  uint32_t top_bits() const { return static_cast<uint32_t>(_mm_movemask_epi8(v_)); }
  void store(char* p) const { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), v_); }
#else
  struct Vector {
    uint8_t b[16];
  };
  static Bytes16 load(const char* p) {
    Vector v;
    std::memcpy(v.b, p, 16);
    return Bytes16(v);
  }
  static Bytes16 splat(uint8_t b) {
    Vector v;
    std::memset(v.b, b, 16);
    return Bytes16(v);
  }
  Bytes16 equals(Bytes16 o) const {
    return map(o, [](uint8_t x, uint8_t y) -> uint8_t { return x == y ? 0xff : 0; });
  }
  Bytes16 below(Bytes16 o) const {
    return map(o, [](uint8_t x, uint8_t y) -> uint8_t { return x < y ? 0xff : 0; });
  }
  Bytes16 operator|(Bytes16 o) const {
    return map(o, [](uint8_t x, uint8_t y) -> uint8_t { return x | y; });
  }
  uint32_t top_bits() const {
    uint32_t bits = 0;
    for (int i = 0; i < 16; ++i) bits |= static_cast<uint32_t>(v_.b[i] >> 7) << i;
    return bits;
  }
  void store(char* p) const { std::memcpy(p, v_.b, 16); }
#endif

 private:
  explicit Bytes16(Vector v) : v_(v) {}
#if !defined(__wasm_simd128__) && !defined(__SSE2__)
  template <class F>
  Bytes16 map(Bytes16 o, F f) const {
    Vector v;
    for (int i = 0; i < 16; ++i) v.b[i] = f(v_.b[i], o.v_.b[i]);
    return Bytes16(v);
  }
#endif
  Vector v_;
};

}  // namespace tcpless
