// Reads CSV as RFC 4180 has it, strictly: what a response is must come out of it again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tcpless::test {

// Of a field without quotes: empty is no value.
using CsvField = std::optional<std::string>;
using CsvLine = std::vector<CsvField>;

// The lines, or nothing when the text breaks a rule.
inline std::optional<std::vector<CsvLine>> read_csv(std::string_view text) {
  std::vector<CsvLine> lines;
  size_t i = 0;
  while (i < text.size()) {
    CsvLine line;
    for (;;) {
      std::string field;
      const bool quoted = text[i] == '"';
      if (quoted) {
        for (++i;; field += text[i++]) {
          if (i >= text.size()) return std::nullopt;
          if (text[i] != '"') continue;
          if (i + 1 == text.size() || text[i + 1] != '"') break;
          ++i;
        }
        ++i;
      } else {
        while (i < text.size() && text[i] != ',' && text[i] != '\r') {
          if (text[i] == '"' || text[i] == '\n') return std::nullopt;
          field += text[i++];
        }
      }
      line.push_back(quoted || !field.empty() ? CsvField(field) : std::nullopt);
      if (i >= text.size()) return std::nullopt;
      if (text[i] != ',') break;
      ++i;
    }
    if (text.substr(i, 2) != "\r\n") return std::nullopt;
    i += 2;
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace tcpless::test
