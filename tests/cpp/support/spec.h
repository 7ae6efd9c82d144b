// Spec cases: tests/spec/README.md says how they are written.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "support/files.h"

namespace tcpless::test {

struct SpecBlock {
  std::string kind;     // first word after the fence
  nlohmann::json info;  // the object after it
  std::string text;     // without the last line break

  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (size_t begin = 0; begin < text.size() || (begin == 0 && !text.empty());) {
      const size_t end = std::min(text.find('\n', begin), text.size());
      all.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    return all;
  }
};

struct SpecCase {
  std::string name;  // file and heading
  std::vector<SpecBlock> blocks;

  [[nodiscard]] const SpecBlock* find(std::string_view kind) const {
    for (const SpecBlock& block : blocks) {
      if (block.kind == kind) return &block;
    }
    return nullptr;
  }
};

inline std::vector<SpecCase> read_spec_cases() {
  std::vector<SpecCase> cases;
  for (const auto& path : files_in(source_path("tests/spec"), ".md")) {
    if (path.filename() == "README.md") continue;
    bool inside = false;
    const SpecBlock whole = {"", {}, read_file(path)};
    for (const std::string& line : whole.lines()) {
      if (line.starts_with("```")) {
        inside = !inside;
        if (!inside) continue;
        const size_t space = std::min(line.find(' '), line.size());
        const std::string info = line.substr(space);
        cases.back().blocks.push_back(
            {line.substr(3, space - 3), info.empty() ? nlohmann::json::object() : nlohmann::json::parse(info), ""});
      } else if (inside) {
        std::string& text = cases.back().blocks.back().text;
        if (!text.empty()) text += '\n';
        text += line;
      } else if (line.starts_with("### ")) {
        cases.push_back({path.stem().string() + ": " + line.substr(4), {}});
      }
    }
  }
  return cases;
}

// The cells of a line.
inline nlohmann::json spec_cells(std::string_view line) {
  nlohmann::json cells = nlohmann::json::array();
  for (size_t begin = 0; begin <= line.size();) {
    const size_t end = std::min(line.find(" | ", begin), line.size());
    cells.push_back(nlohmann::json::parse(line.substr(begin, end - begin)));
    begin = end + 3;
  }
  return cells;
}

// A piece of a template: SQL text, or a value in JSON.
struct SpecPiece {
  bool is_text;
  std::string text;
  nlohmann::json value;
};

inline std::vector<SpecPiece> spec_pieces(std::string_view source) {
  std::vector<SpecPiece> pieces;
  for (;;) {
    const size_t begin = source.find("${");
    pieces.push_back({true, std::string(source.substr(0, begin)), {}});
    if (begin == std::string_view::npos) return pieces;
    source.remove_prefix(begin + 2);
    // The value ends at the first brace up to which it is JSON.
    size_t end = source.find('}');
    while (end != std::string_view::npos && !nlohmann::json::accept(source.substr(0, end))) {
      end = source.find('}', end + 1);
    }
    pieces.push_back({false, "", nlohmann::json::parse(source.substr(0, end))});
    source.remove_prefix(end + 1);
  }
}

}  // namespace tcpless::test
