// The host and port of a URL or connection string.
#pragma once

#include <string_view>

#include "base/buffer.h"

namespace tcpless {

struct Host {
  std::string_view name;  // lower case not applied; IPv6 without its brackets
  std::string_view port;
  bool ipv6 = false;
};

// Whether `text` begins with `lower`, which is in lower case.
[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view lower);

// Splits `host:port`. False when a bracket is not closed, or something but a port follows it.
[[nodiscard]] bool split_host(std::string_view authority, Host& out);

// Whether a URL can have the host without its being encoded: a name of ASCII letters, digits, `-` and `_`, or an
// address that is one. Anything else (a backslash, an at sign, another alphabet) could mean one host here and another
// to fetch.
[[nodiscard]] bool is_host(const Host& host);

// Whether the text is empty or a port number.
[[nodiscard]] bool is_port(std::string_view port);

// Whether the host is this machine: localhost, *.localhost, 127.0.0.0/8, ::1.
[[nodiscard]] bool is_loopback(const Host& host);

// Whether the host is an IPv4 or IPv6 address, or a name that the URL standard takes for one.
[[nodiscard]] bool is_address(const Host& host);

// Appends ASCII text in lower case.
void append_lower(Buffer<char>& out, std::string_view text);

// Appends `host:port`, the host in lower case, IPv6 in brackets.
void append_host(Buffer<char>& out, const Host& host);

}  // namespace tcpless
