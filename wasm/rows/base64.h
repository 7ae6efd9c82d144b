// Base64 (RFC 4648 section 4, with padding).
#pragma once

#include <string_view>

#include "base/buffer.h"

namespace tcpless {

void append_base64(Buffer<char>& out, std::string_view bytes);

}  // namespace tcpless
