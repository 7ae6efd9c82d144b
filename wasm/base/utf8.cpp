#include "base/utf8.h"

#include <bit>

#include "base/simd.h"

namespace tcpless {

bool is_ascii(std::string_view text) {
  size_t i = 0;
  for (; i + 16 <= text.size(); i += 16) {
    if (Bytes16::load(text.data() + i).top_bits() != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if (static_cast<uint8_t>(text[i]) >= 0x80) return false;
  }
  return true;
}

bool is_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const uint8_t*>(text.data());
  const uint8_t* end = p + text.size();
  while (p < end) {
    while (end - p >= 16 && Bytes16::load(reinterpret_cast<const char*>(p)).top_bits() == 0) p += 16;
    if (p == end) return true;
    const uint8_t first = *p++;
    if (first < 0x80) continue;
    // Table 3-7: the range of the second byte depends on the first; later ones are 80..BF.
    uint8_t low = 0x80;
    uint8_t high = 0xbf;
    int more = 0;
    if (first >= 0xc2 && first <= 0xdf) {
      more = 1;
    } else if (first >= 0xe0 && first <= 0xef) {
      more = 2;
      if (first == 0xe0) low = 0xa0;
      if (first == 0xed) high = 0x9f;
    } else if (first >= 0xf0 && first <= 0xf4) {
      more = 3;
      if (first == 0xf0) low = 0x90;
      if (first == 0xf4) high = 0x8f;
    } else {
      return false;
    }
    if (end - p < more) return false;
    if (*p < low || *p > high) return false;
    ++p;
    for (int i = 1; i < more; ++i, ++p) {
      if ((*p & 0xc0) != 0x80) return false;
    }
  }
  return true;
}

uint32_t utf16_units(std::string_view valid_text) {
  // Continuation bytes count nothing; a four-byte form becomes a surrogate pair.
  uint32_t units = 0;
  const char* p = valid_text.data();
  const char* const end = p + valid_text.size();
  const auto count = [&units](const char* at, uint32_t those) {
    const Bytes16 v = Bytes16::load(at);
    const uint32_t continuations = v.top_bits() & v.below(Bytes16::splat(0xc0)).top_bits();
    const uint32_t pairs = ~v.below(Bytes16::splat(0xf0)).top_bits();
    units += static_cast<uint32_t>(std::popcount(those & ~continuations) + std::popcount(those & pairs));
  };
  for (; end - p >= 16; p += 16) count(p, 0xffff);
  if (valid_text.size() >= 16) {
    // The last block overlaps the one before it.
    if (p != end) count(end - 16, 0xffff & 0xffffU << (16 - (end - p)));
    return units;
  }
  for (; p != end; ++p) {
    const auto byte = static_cast<uint8_t>(*p);
    units += (byte & 0xc0) != 0x80;
    units += byte >= 0xf0;
  }
  return units;
}

int64_t utf8_prefix_bytes(std::string_view valid_text, uint32_t units) {
  size_t i = 0;
  uint32_t seen = 0;
  while (seen < units) {
    if (i >= valid_text.size()) return -1;
    const auto byte = static_cast<uint8_t>(valid_text[i]);
    if (byte < 0x80) {
      i += 1;
      seen += 1;
    } else if (byte < 0xe0) {
      i += 2;
      seen += 1;
    } else if (byte < 0xf0) {
      i += 3;
      seen += 1;
    } else {
      i += 4;
      seen += 2;
    }
  }
  return seen == units && i <= valid_text.size() ? static_cast<int64_t>(i) : -1;
}

uint32_t encode_utf8(uint32_t code_point, char* out) {
  const auto put = [&out](uint32_t index, uint32_t byte) { out[index] = static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(0, code_point);
    return 1;
  }
  if (code_point < 0x800) {
    put(0, 0xc0 | code_point >> 6);
    put(1, 0x80 | (code_point & 0x3f));
    return 2;
  }
  if (code_point < 0x10000) {
    put(0, 0xe0 | code_point >> 12);
    put(1, 0x80 | (code_point >> 6 & 0x3f));
    put(2, 0x80 | (code_point & 0x3f));
    return 3;
  }
  put(0, 0xf0 | code_point >> 18);
  put(1, 0x80 | (code_point >> 12 & 0x3f));
  put(2, 0x80 | (code_point >> 6 & 0x3f));
  put(3, 0x80 | (code_point & 0x3f));
  return 4;
}

}  // namespace tcpless
