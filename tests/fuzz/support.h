// What fuzzers of codecs share.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "json/check_value.h"
#include "tests/cpp/support/query.h"

namespace tcpless::test {

inline void require(bool condition, const char* promise) {
  if (condition) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

inline bool is_json(std::string_view text) {
  Arena scratch(limits::context_bytes);
  JsonValueFacts facts;
  return bool(check_json_value(text, scratch, facts));
}

inline std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const std::string digits(text.substr(i + 1, 2));
    const bool encoded = text[i] == '%' && digits.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos &&
                         std::sscanf(digits.c_str(), "%2x", &byte) == 1 && digits.size() == 2;
    decoded += encoded ? static_cast<char>(byte) : text[i];
    if (encoded) i += 2;
  }
  return decoded;
}

// What comes of a query whose answer has this head and this body, whole when `largest` is 0, else in pieces of up to
// `largest` bytes. No error may show the secret.
inline Answer answer(std::string_view record, const Head& head, std::string_view body, size_t largest,
                     std::string_view secret) {
  Query query(record);
  require(query.signals() == bit(Signal::tape), "the request is built");
  query.head(head);
  auto state = static_cast<uint32_t>(largest);
  query.feed_body(body, [&]() -> size_t {
    state = state * 1664525 + 1013904223;
    return largest == 0 ? 0 : (state >> 16) % largest + 1;
  });
  require(query.has(Signal::complete) != query.has(Signal::failed), "an answer succeeds or fails and not both");
  require(query.answer().complete.empty() != query.answer().error.empty(), "and the tape says which");
  const std::string& error = query.answer().error;
  require(error.find(secret) == std::string::npos, "no error shows the secret");
  require(percent_decoded(error).find(secret) == std::string::npos, "nor when it is percent-encoded");
  return query.answer();
}

}  // namespace tcpless::test
