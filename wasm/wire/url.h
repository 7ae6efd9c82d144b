// Checks on what goes into a request line or a header, the same on every host.
#pragma once

#include <string_view>

#include "base/status.h"

namespace tcpless {

// Whether an endpoint option may be given to fetch: an https: URL, or http: to this machine (to any
// host when `insecure`), with a host and port that a URL can have, without user info, spaces or a backslash. Fails with
// `option`.
[[nodiscard]] Status check_endpoint(std::string_view url, bool insecure);

// The byte that the percent sign at the front of `text` encodes, or 0 when it encodes nothing: NUL has no place in what
// is read here either.
[[nodiscard]] uint32_t percent_byte(std::string_view text);

// Whether every byte is a visible ASCII character, so that no host reads it as more than one header.
[[nodiscard]] bool is_header_token(std::string_view text);

}  // namespace tcpless
