// UTF-8 that may be broken.
#pragma once

#include <string_view>

#include "base/buffer.h"

namespace tcpless {

// Appends the text with U+FFFD for what is not UTF-8, one for each maximal part of a character that is cut short, as a
// TextDecoder does: https://encoding.spec.whatwg.org/#utf-8-decoder
void append_repaired_utf8(Buffer<char>& out, std::string_view text);

}  // namespace tcpless
