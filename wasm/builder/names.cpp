#include "builder/names.h"

namespace tcpless::builder {
namespace {

constexpr std::string_view white_space = " \t\n\v\f\r";

// The trimmed text before `separator`, which is taken off `rest` with it.
std::string_view take_until(std::string_view& rest, std::string_view separator) {
  const size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + separator.size());
  return trim(part);
}

}  // namespace

std::string_view trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(white_space);
  if (begin == std::string_view::npos) return text.substr(0, 0);
  return text.substr(begin, text.find_last_not_of(white_space) + 1 - begin);
}

Aliased split_alias(std::string_view text) {
  constexpr std::string_view separator = " as ";
  if (text.find(separator) == std::string_view::npos) return {text, {}};
  const std::string_view name = take_until(text, separator);
  return {name, take_until(text, separator)};
}

Status split_reference(std::string_view text, Reference& reference) {
  // A name by itself may have white space around it.
  if (text.find('.') == std::string_view::npos) {
    reference = {{}, {}, text};
    return success;
  }
  const std::string_view first = take_until(text, ".");
  const bool two = text.find('.') == std::string_view::npos;
  const std::string_view second = take_until(text, ".");
  if (two) {
    reference = {{}, first, second};
    return success;
  }
  if (text.find('.') != std::string_view::npos) {
    return failed<ErrorCode::identifier, "a column reference has at most three parts: schema.table.column">;
  }
  reference = {first, second, trim(text)};
  return success;
}

TableName split_table(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return {{}, text};
  const std::string_view schema = take_until(text, ".");
  return {schema, take_until(text, ".")};
}

}  // namespace tcpless::builder
