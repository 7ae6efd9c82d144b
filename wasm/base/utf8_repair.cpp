#include "base/utf8_repair.h"

namespace tcpless {

void append_repaired_utf8(Buffer<char>& out, std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<uint8_t>(text[i]);
    // Unicode table 3-7, as in is_utf8().
    const size_t more = first < 0x80 ? 0 : first < 0xc2 || first > 0xf4 ? 4 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    size_t size = 1;
    while (more < 4 && size <= more && i + size < text.size()) {
      const auto byte = static_cast<uint8_t>(text[i + size]);
      if (byte < low || byte > high) break;
      low = 0x80;
      high = 0xbf;
      ++size;
    }
    out.append(size == more + 1 ? text.substr(i, size) : std::string_view("\xef\xbf\xbd"));
    i += size;
  }
}

}  // namespace tcpless
