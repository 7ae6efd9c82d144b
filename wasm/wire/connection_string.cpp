#include "wire/connection_string.h"

#include "wire/url.h"

namespace tcpless {
namespace {

template <Message message>
constexpr Status wrong = failed<ErrorCode::connection_string, message>;

// Control characters never belong in a connection string; elsewhere they would split a header.
bool has_control(std::string_view text) {
  for (const char c : text) {
    if (static_cast<uint8_t>(c) < 0x20 || c == 0x7f) return true;
  }
  return false;
}

bool has_broken_percent(std::string_view text) {
  for (size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (percent_byte(text.substr(at)) == 0) return true;
  }
  return false;
}

bool take_scheme(std::string_view& text, std::string_view scheme) {
  if (!starts_with_ignoring_case(text, scheme)) return false;
  text.remove_prefix(scheme.size());
  return true;
}

// `part` up to the separator; the rest stays in `text`. False when there is no separator.
bool split(std::string_view& text, size_t at, std::string_view& part) {
  if (at == std::string_view::npos) return false;
  part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return true;
}

Status parse_host(std::string_view authority, Host& out) {
  if (!split_host(authority, out)) {
    return wrong<"the connection string's IPv6 host must be in brackets, with nothing but a port behind them">;
  }
  // That of a name which is not to be completed.
  if (!out.ipv6 && out.name.ends_with('.')) out.name.remove_suffix(1);
  if (out.name.empty()) return wrong<"the connection string has no host">;
  if (!is_host(out)) return wrong<"the connection string's host has a character that it cannot have">;
  if (!is_port(out.port)) return wrong<"the connection string's port is not a number up to 65535">;
  return success;
}

// A bit for each character of ASCII: a set of them is looked into once for every character of every query's string.
struct Characters {
  uint64_t low = 0;
  uint64_t high = 0;

  constexpr void add(char c) { (c < 64 ? low : high) |= uint64_t{1} << (c & 63); }
  [[nodiscard]] constexpr bool has(char c) const { return c >= 0 && ((c < 64 ? low : high) >> (c & 63) & 1) != 0; }
};

// What a header carries as it is, without the bytes of `delimiters`, which would end a part of the string early.
constexpr Characters plain_without(std::string_view delimiters) {
  constexpr std::string_view unsafe = "\"<>\\^`{|}";
  Characters out;
  for (char c = 0x21; c < 0x7f; ++c) {
    const bool plain = unsafe.find(c) == std::string_view::npos && delimiters.find(c) == std::string_view::npos;
    if (plain) out.add(c);
  }
  return out;
}

constexpr Characters plain_in_credentials = plain_without("@:");
constexpr Characters plain_elsewhere = plain_without("");

// Encodes what is not plain.
void append_encoded(Buffer<char>& out, std::string_view text, const Characters& plain) {
  constexpr char hex[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (plain.has(c)) {
      out.push(c);
    } else {
      const auto byte = static_cast<uint8_t>(c);
      out.push('%');
      out.push(hex[byte >> 4]);
      out.push(hex[byte & 15]);
    }
  }
}

Status check_text(std::string_view text) {
  if (text.empty()) return wrong<"the connection string is empty">;
  if (has_control(text)) return wrong<"the connection string has a control character">;
  if (has_broken_percent(text)) return wrong<"the connection string has a % that encodes nothing">;
  return success;
}

// What stands behind the scheme.
Status parse_parts(std::string_view text, ConnectionString& out) {
  if (text.find('#') != std::string_view::npos) {
    return wrong<"the connection string has a #, which must be written as %23">;
  }
  std::string_view authority = text.substr(0, text.find_first_of("/?"));
  text.remove_prefix(authority.size());

  std::string_view credentials;
  if (split(authority, authority.rfind('@'), credentials)) {
    if (!split(credentials, credentials.find(':'), out.user)) {
      out.user = credentials;
    } else {
      out.password = credentials;
    }
  }
  if (out.user.empty() && text.find('@') != std::string_view::npos) {
    return wrong<"the connection string has a / or ? before its @, which must be written as %2F or %3F">;
  }
  if (out.user.empty()) return wrong<"the connection string has no user">;
  if (const Status status = parse_host(authority, out.host); !status) return status;

  if (split(text, text.find('?'), out.database)) {
    out.query = text;
  } else {
    out.database = text;
  }
  if (out.database.starts_with('/')) out.database.remove_prefix(1);
  return success;
}

}  // namespace

Status parse_connection_string(std::string_view text, ConnectionString& out) {
  out = {};
  if (const Status status = check_text(text); !status) return status;
  if (!take_scheme(text, "postgres://") && !take_scheme(text, "postgresql://")) {
    return wrong<"the connection string must start with postgres:// or postgresql://">;
  }
  if (const Status status = parse_parts(text, out); !status) return status;
  if (out.database.empty()) return wrong<"the connection string has no database name">;
  if (out.database.find('/') != std::string_view::npos) {
    return wrong<"the connection string has a / in the database name, which must be written as %2F">;
  }
  return success;
}

Status parse_mysql_url(std::string_view text, ConnectionString& out, bool& secure, bool& mysql) {
  out = {};
  if (const Status status = check_text(text); !status) return status;
  mysql = take_scheme(text, "mysql://");
  secure = mysql || take_scheme(text, "https://");
  if (!secure && !take_scheme(text, "http://")) {
    return wrong<"the connection string must start with mysql:// or https://">;
  }
  return parse_parts(text, out);
}

void append_normalised(Buffer<char>& out, const ConnectionString& parts, std::string_view extra_query) {
  out.append("postgresql://");
  append_encoded(out, parts.user, plain_in_credentials);
  if (!parts.password.empty()) {
    out.push(':');
    append_encoded(out, parts.password, plain_in_credentials);
  }
  out.push('@');
  append_host(out, parts.host);
  out.push('/');
  append_encoded(out, parts.database, plain_elsewhere);
  if (!parts.query.empty() || !extra_query.empty()) out.push('?');
  append_encoded(out, parts.query, plain_elsewhere);
  if (!parts.query.empty() && !extra_query.empty()) out.push('&');
  out.append(extra_query);
}

void append_percent_decoded(Buffer<char>& out, std::string_view encoded) {
  while (!encoded.empty()) {
    const uint32_t byte = encoded[0] == '%' ? percent_byte(encoded) : 0;
    out.push(byte == 0 ? encoded[0] : static_cast<char>(byte));
    encoded.remove_prefix(byte == 0 ? 1 : 3);
  }
}

}  // namespace tcpless
