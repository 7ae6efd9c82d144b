// JSON strings: writing them, and reading what stands between their quotes.
#pragma once

#include <string_view>

#include "base/buffer.h"
#include "rows/cell_sink.h"

namespace tcpless {

// Appends `utf8` with quotes, escaping what RFC 8259 says must be escaped.
void append_json_string(Buffer<char>& out, std::string_view utf8);

// The same without the quotes.
void append_json_escaped(Buffer<char>& out, std::string_view utf8);

// Appends text that needs no escape and returns true, or appends nothing.
[[nodiscard]] bool append_if_plain(Buffer<char>& out, std::string_view utf8);

// Appends the characters that checked string contents stand for.
void append_unescaped(Buffer<char>& out, std::string_view checked_raw);

// These characters, in the arena; empty when there is no memory.
[[nodiscard]] std::string_view copy_unescaped(std::string_view checked_raw, Arena& arena);

}  // namespace tcpless
