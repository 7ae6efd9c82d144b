// Records a query in C++, as js/builder/ does in TypeScript.
#pragma once

#include <initializer_list>

#include "base/buffer.h"
#include "builder/node.h"

namespace tcpless::builder {

// Appends a record to a buffer, node by node: `.node(NodeKind::from).node(NodeKind::source).text("person as p")`.
// What is written is checked when it is compiled.
class Recording {
 public:
  Recording(Buffer<char>& record, QueryDialect dialect, std::initializer_list<QueryOption> options = {})
      : record_(record) {
    record_.push(character(dialect));
    for (const QueryOption option : options) record_.push(character(option));
    record_.push(character(QueryOption::end));
  }

  // Begins a node; its operands follow.
  Recording& node(NodeKind kind) {
    record_.push(character(kind));
    return *this;
  }

  // An operand that is text, without NUL characters.
  Recording& text(std::string_view text) {
    record_.append(text);
    record_.push(text_end);
    return *this;
  }

  // Ends an operand that is a list of nodes.
  Recording& end() {
    record_.push(nodes_end);
    return *this;
  }

 private:
  template <class Enum>
  static char character(Enum line) {
    return static_cast<char>(first_character + static_cast<int>(line));
  }

  Buffer<char>& record_;
};

}  // namespace tcpless::builder
