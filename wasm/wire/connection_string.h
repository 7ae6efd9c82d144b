// `postgresql://user:password@host:port/database?name=value`, as libpq writes them.
#pragma once

#include <string_view>

#include "base/buffer.h"
#include "base/status.h"
#include "wire/host.h"

namespace tcpless {

// The parts as they stand in the string, still percent-encoded.
struct ConnectionString {
  std::string_view user;
  std::string_view password;
  Host host;
  std::string_view database;
  std::string_view query;  // without the question mark
};

// Splits and checks. Fails with `connection_string`; messages never quote the string.
[[nodiscard]] Status parse_connection_string(std::string_view text, ConnectionString& out);

// The same for `mysql://user:password@host`, or `https:`, or `http:`; a database name may follow. `secure`: no `http:`;
// `mysql`: the scheme is that one.
[[nodiscard]] Status parse_mysql_url(std::string_view text, ConnectionString& out, bool& secure, bool& mysql);

// Appends the whole string again with the scheme `postgresql:`, the host in lower case, and every
// byte that a header could not carry percent-encoded. `extra_query` is added to the query.
void append_normalised(Buffer<char>& out, const ConnectionString& parts, std::string_view extra_query);

// Decodes percent-encoding.
void append_percent_decoded(Buffer<char>& out, std::string_view encoded);

}  // namespace tcpless
