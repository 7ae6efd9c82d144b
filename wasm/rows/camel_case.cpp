#include "rows/camel_case.h"

#include "base/digit.h"

namespace tcpless {

void append_camel_case(Buffer<char>& out, std::string_view name) {
  char* to = out.reserve(name.size());
  if (to == nullptr) return;
  const char* const begin = to;
  size_t other = name.size();  // where the last character was that is no underscore
  for (size_t i = 0; i < name.size(); ++i) {
    char c = name[i];
    if (c != '_') {
      const bool letter = static_cast<uint8_t>((c | 0x20) - 'a') < 26;
      if (i > other + 1 && (letter || is_digit(c))) {
        to -= i - other - 1;
        if (letter) c &= ~0x20;
      }
      other = i;
    }
    *to++ = c;
  }
  out.commit(static_cast<size_t>(to - begin));
}

}  // namespace tcpless
