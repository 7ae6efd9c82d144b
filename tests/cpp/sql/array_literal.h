// Reads PostgreSQL's array literals (documentation 8.15.6), as an oracle for what we write.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace tcpless::test {

// The elements as nested JSON arrays of strings and nulls; nothing when the text is no array literal.
// Unquoted elements other than NULL are not read: we write none.
class ArrayLiteral {
 public:
  static std::optional<nlohmann::json> parse(std::string_view text) {
    std::vector<nlohmann::json> open;
    size_t i = 0;
    bool value_may_start = true;
    while (i < text.size()) {
      nlohmann::json value;
      if (text[i] == '{' && value_may_start) {
        open.push_back(nlohmann::json::array());
        ++i;
        if (i == text.size() || text[i] != '}') continue;
        if (open.size() > 1) return std::nullopt;
      } else if (!value_may_start && text[i] == ',' && !open.empty()) {
        value_may_start = true;
        ++i;
        continue;
      } else if (value_may_start && text[i] == '"' && !open.empty()) {
        std::string content;
        for (++i; i < text.size() && text[i] != '"'; ++i) {
          if (text[i] == '\\') ++i;
          if (i == text.size()) return std::nullopt;
          content += text[i];
        }
        if (i == text.size()) return std::nullopt;
        ++i;
        open.back().push_back(content);
        value_may_start = false;
        continue;
      } else if (value_may_start && text.substr(i).starts_with("NULL") && !open.empty()) {
        i += 4;
        open.back().push_back(nullptr);
        value_may_start = false;
        continue;
      }
      if (i == text.size() || text[i] != '}' || open.empty()) return std::nullopt;
      if (value_may_start && !open.back().empty()) return std::nullopt;
      ++i;
      value = std::move(open.back());
      open.pop_back();
      value_may_start = false;
      if (open.empty()) return i == text.size() ? std::optional(value) : std::nullopt;
      open.back().push_back(std::move(value));
    }
    return std::nullopt;
  }
};

}  // namespace tcpless::test
