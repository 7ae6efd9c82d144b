#include "wire/connection_string.h"

namespace tcpless {
namespace {

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_hex(char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); }
constexpr bool is_letter(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }

template <Message message>
constexpr Status wrong = failed<ErrorCode::connection_string, message>;

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (to_lower(text[i]) != lower[i]) return false;
  }
  return true;
}

bool ends_with_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && equal_ignoring_case(text.substr(text.size() - lower.size()), lower);
}

// Control characters never belong in a connection string; elsewhere they would split a header.
bool has_control(std::string_view text) {
  for (const char c : text) {
    if (static_cast<uint8_t>(c) < 0x20 || c == 0x7f) return true;
  }
  return false;
}

bool has_broken_percent(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') continue;
    if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return true;
    if (text[i + 1] == '0' && text[i + 2] == '0') return true;
  }
  return false;
}

// Names and IPv4 addresses: what a URL's host may be without being encoded. Anything else (a
// backslash, an at sign, another alphabet) could mean one host here and another to fetch.
bool is_host(std::string_view host, bool ipv6) {
  if (host.empty()) return false;
  for (const char c : host) {
    const bool allowed =
        ipv6 ? is_hex(c) || c == ':' || c == '.' : is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
    if (!allowed) return false;
  }
  return host.front() != '.' && host.find("..") == std::string_view::npos;
}

bool is_port(std::string_view port) {
  uint32_t value = 0;
  if (port.size() > 5) return false;
  for (const char c : port) {
    if (!is_digit(c)) return false;
    value = value * 10 + static_cast<uint32_t>(c - '0');
  }
  return value <= 65535;
}

bool take_scheme(std::string_view& text) {
  for (const std::string_view scheme : {"postgres://", "postgresql://"}) {
    if (text.size() >= scheme.size() && equal_ignoring_case(text.substr(0, scheme.size()), scheme)) {
      text.remove_prefix(scheme.size());
      return true;
    }
  }
  return false;
}

// `part` up to the separator; the rest stays in `text`. False when there is no separator.
bool split(std::string_view& text, size_t at, std::string_view& part) {
  if (at == std::string_view::npos) return false;
  part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return true;
}

Status parse_host(std::string_view authority, ConnectionString& out) {
  if (authority.starts_with('[')) {
    authority.remove_prefix(1);
    if (!split(authority, authority.find(']'), out.host)) {
      return wrong<"the connection string has an IPv6 host without a closing bracket">;
    }
    out.ipv6 = true;
    if (!authority.empty() && authority[0] != ':') {
      return wrong<"the connection string has something between host and port">;
    }
    if (!authority.empty()) out.port = authority.substr(1);
  } else if (split(authority, authority.find(':'), out.host)) {
    out.port = authority;
  } else {
    out.host = authority;
  }
  if (out.host.empty()) return wrong<"the connection string has no host">;
  if (!is_host(out.host, out.ipv6)) {
    return wrong<"the connection string's host has a character that a host cannot have">;
  }
  if (!is_port(out.port)) return wrong<"the connection string's port is not a number up to 65535">;
  return success;
}

void append_encoded(Buffer<char>& out, std::string_view text) {
  constexpr char hex[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    const bool plain = byte > 0x20 && byte < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' &&
                       c != '`' && c != '{' && c != '|' && c != '}';
    if (plain) {
      out.push(c);
    } else {
      const char escape[] = {'%', hex[byte >> 4], hex[byte & 15]};
      out.append(escape, sizeof escape);
    }
  }
}

// The user and password may not end their part of the URL early.
void append_encoded_credential(Buffer<char>& out, std::string_view text) {
  for (const char c : text) {
    if (c == '@') {
      out.append("%40");
    } else if (c == ':') {
      out.append("%3A");
    } else {
      append_encoded(out, {&c, 1});
    }
  }
}

}  // namespace

Status parse_connection_string(std::string_view text, ConnectionString& out) {
  out = {};
  if (text.empty()) return wrong<"the connection string is empty">;
  if (has_control(text)) return wrong<"the connection string has a control character">;
  if (has_broken_percent(text)) return wrong<"the connection string has a % that encodes nothing">;
  if (!take_scheme(text)) {
    return wrong<"the connection string must start with postgres:// or postgresql://">;
  }
  if (text.find('#') != std::string_view::npos) {
    return wrong<"the connection string has a #, which must be written as %23">;
  }
  std::string_view authority;
  std::string_view path_and_query;
  const size_t authority_end = text.find_first_of("/?");
  authority = text.substr(0, authority_end);
  if (authority_end != std::string_view::npos) path_and_query = text.substr(authority_end);

  std::string_view credentials;
  if (split(authority, authority.rfind('@'), credentials)) {
    if (!split(credentials, credentials.find(':'), out.user)) {
      out.user = credentials;
    } else {
      out.password = credentials;
    }
  }
  if (out.user.empty()) return wrong<"the connection string has no user">;
  if (const Status status = parse_host(authority, out); !status) return status;

  const size_t question = path_and_query.find('?');
  if (question != std::string_view::npos) out.query = path_and_query.substr(question + 1);
  out.database = path_and_query.substr(0, question);
  if (out.database.starts_with('/')) out.database.remove_prefix(1);
  if (out.database.empty()) return wrong<"the connection string has no database name">;
  if (out.database.find('/') != std::string_view::npos) {
    return wrong<"the connection string has a / in the database name, which must be written as %2F">;
  }
  return success;
}

bool is_address(const ConnectionString& parts) {
  if (parts.ipv6) return true;
  // A name whose last label is all digits is an IPv4 address to the URL standard.
  std::string_view label = parts.host;
  if (label.ends_with('.')) label.remove_suffix(1);
  const size_t dot = label.rfind('.');
  if (dot != std::string_view::npos) label.remove_prefix(dot + 1);
  if (label.empty()) return false;
  if (label.size() > 2 && label[0] == '0' && to_lower(label[1]) == 'x') return true;
  for (const char c : label) {
    if (!is_digit(c)) return false;
  }
  return true;
}

bool is_loopback(const ConnectionString& parts) {
  if (parts.ipv6) return parts.host == "::1";
  if (equal_ignoring_case(parts.host, "localhost")) return true;
  if (ends_with_ignoring_case(parts.host, ".localhost")) return true;
  if (!is_address(parts) || !parts.host.starts_with("127.")) return false;
  // Only the plain form of four decimal parts: 127.1 and 127.0x0.0.1 are other spellings.
  uint32_t dots = 0;
  for (const char c : parts.host) {
    if (c != '.' && !is_digit(c)) return false;
    dots += c == '.';
  }
  return dots == 3;
}

void append_host(Buffer<char>& out, const ConnectionString& parts) {
  if (parts.ipv6) out.push('[');
  for (const char c : parts.host) out.push(to_lower(c));
  if (parts.ipv6) out.push(']');
}

void append_normalised(Buffer<char>& out, const ConnectionString& parts, std::string_view extra_query) {
  out.append("postgresql://");
  append_encoded_credential(out, parts.user);
  if (!parts.password.empty()) {
    out.push(':');
    append_encoded_credential(out, parts.password);
  }
  out.push('@');
  append_host(out, parts);
  if (!parts.port.empty()) {
    out.push(':');
    out.append(parts.port);
  }
  out.push('/');
  append_encoded(out, parts.database);
  if (!parts.query.empty() || !extra_query.empty()) out.push('?');
  append_encoded(out, parts.query);
  if (!parts.query.empty() && !extra_query.empty()) out.push('&');
  out.append(extra_query);
}

void append_percent_decoded(Buffer<char>& out, std::string_view encoded) {
  const auto digit = [](char c) { return is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10; };
  for (size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '%' || i + 2 >= encoded.size()) {
      out.push(encoded[i]);
      continue;
    }
    out.push(static_cast<char>(digit(encoded[i + 1]) << 4 | digit(encoded[i + 2])));
    i += 2;
  }
}

}  // namespace tcpless
