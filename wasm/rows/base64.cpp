#include "rows/base64.h"

namespace tcpless {

void append_base64(Buffer<char>& out, std::string_view bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const size_t size = (bytes.size() + 2) / 3 * 4;
  char* to = out.reserve(size);
  if (to == nullptr) return;
  const auto byte = [&bytes](size_t index) -> uint32_t {
    return index < bytes.size() ? static_cast<uint8_t>(bytes[index]) : 0u;
  };
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    const size_t present = bytes.size() - i;
    *to++ = digits[group >> 18];
    *to++ = digits[group >> 12 & 63];
    *to++ = present > 1 ? digits[group >> 6 & 63] : '=';
    *to++ = present > 2 ? digits[group & 63] : '=';
  }
  out.commit(size);
}

}  // namespace tcpless
