#include "base/hex.h"

namespace tcpless {

void append_hex(Buffer<char>& out, std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  char* to = out.reserve(bytes.size() * 2);
  if (to == nullptr) return;
  for (const char c : bytes) {
    *to++ = digits[static_cast<uint8_t>(c) >> 4];
    *to++ = digits[static_cast<uint8_t>(c) & 15];
  }
  out.commit(bytes.size() * 2);
}

}  // namespace tcpless
