// `postgresql://user:password@host:port/database?name=value`, as libpq writes them.
#pragma once

#include <string_view>

#include "base/buffer.h"
#include "base/status.h"

namespace tcpless {

// The parts as they stand in the string, still percent-encoded.
struct ConnectionString {
  std::string_view user;
  std::string_view password;
  std::string_view host;  // lower case not applied; IPv6 without its brackets
  std::string_view port;
  std::string_view database;
  std::string_view query;  // without the question mark
  bool ipv6 = false;
};

// Splits and checks. Fails with `connection_string`; messages never quote the string.
[[nodiscard]] Status parse_connection_string(std::string_view text, ConnectionString& out);

// Whether the host is this machine: localhost, *.localhost, 127.0.0.0/8, ::1.
[[nodiscard]] bool is_loopback(const ConnectionString& parts);

// Whether the host is an IPv4 or IPv6 address.
[[nodiscard]] bool is_address(const ConnectionString& parts);

// Appends the host in lower case, IPv6 in brackets.
void append_host(Buffer<char>& out, const ConnectionString& parts);

// Appends the whole string again with the scheme `postgresql:`, the host in lower case, and every
// byte that a header could not carry percent-encoded. `extra_query` is added to the query.
void append_normalised(Buffer<char>& out, const ConnectionString& parts, std::string_view extra_query);

// Decodes percent-encoding.
void append_percent_decoded(Buffer<char>& out, std::string_view encoded);

}  // namespace tcpless
