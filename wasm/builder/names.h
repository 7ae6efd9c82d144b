// Names as users write them: `person.first_name as name`.
#pragma once

#include <string_view>

#include "base/status.h"

namespace tcpless::builder {

// A column, perhaps with the table and the schema before it; absent parts have no data.
struct Reference {
  std::string_view schema;
  std::string_view table;
  std::string_view column;
};

struct TableName {
  std::string_view schema;
  std::string_view table;
};

// Text with or without ` as alias` behind it.
struct Aliased {
  std::string_view name;
  std::string_view alias;  // absent: no data
};

// Without the white space around it.
[[nodiscard]] std::string_view trim(std::string_view text);

[[nodiscard]] Aliased split_alias(std::string_view text);

// Fails with `identifier` when it has more than three parts.
[[nodiscard]] Status split_reference(std::string_view text, Reference& reference);

[[nodiscard]] TableName split_table(std::string_view text);

}  // namespace tcpless::builder
