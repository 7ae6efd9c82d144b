// Bytes as hex digits.
#pragma once

#include "base/buffer.h"

namespace tcpless {

// Appends two lower-case digits a byte.
void append_hex(Buffer<char>& out, std::string_view bytes);

}  // namespace tcpless
