// Names of columns in camel case.
#pragma once

#include <string_view>

#include "base/buffer.h"

namespace tcpless {

// Appends the name without the underscores before an ASCII letter or digit, such a letter as a capital: `user_id` is
// `userId`. Underscores at the front and at the end stay, and so does every other character.
void append_camel_case(Buffer<char>& out, std::string_view name);

}  // namespace tcpless
