#include "builder/compile.h"

#include "builder/sql_printer.h"

namespace tcpless::builder {
namespace {

constexpr uint32_t fixed_words = static_cast<uint32_t>(QueryWord::rows_left) + 1;

constexpr std::string_view dialect_names[] = {"PostgreSQL", "MySQL", "SQLite"};

// Whether a query that is no select gives rows all the same.
bool gives_rows(const Node& root) {
  if (root.query == nullptr || root.kind == NodeKind::select_query) return false;
  return root.query->first(NodeKind::returning) != nullptr || root.query->first(NodeKind::output) != nullptr;
}

bool is_in_order(const Buffer<uint32_t>& values) {
  uint32_t place = 0;
  for (const uint32_t value : values) {
    if (value != place++) return false;
  }
  return true;
}

}  // namespace

Status CompiledQuery::compile(std::string_view record) {
  const Status status = write(record);
  if (status) return status;
  words_.clear();
  text_.clear();
  words_.push(static_cast<uint32_t>(status.code()));
  for (uint32_t word = 1; word < fixed_words; ++word) words_.push(0);
  text_.append(status.message());
  return status;
}

Status CompiledQuery::write(std::string_view record) {
  static_assert(unsupported_word == static_cast<size_t>(QueryWord::unsupported_bytes));
  RecordedQuery query;
  if (const Status status = read_recorded_query(record, arena_, query); !status) return status;
  SqlPrinter printer(query, arena_);
  if (const Status status = printer.print(); !status) return status;
  const Buffer<uint32_t>& values = printer.values();
  const bool reordered = !is_in_order(values);
  const uint32_t returning = gives_rows(*query.root) ? 1u << static_cast<uint32_t>(QueryFlag::returning) : 0;
  if (const std::string_view feature = printer.unsupported(); !feature.empty()) {
    text_.append(dialect_names[static_cast<uint32_t>(query.options.dialect)]);
    text_.append(" does not have this: ");
    text_.append(feature);
  }
  const auto unsupported_bytes = static_cast<uint32_t>(text_.size());
  const uint32_t flags = returning | (reordered ? 1u << static_cast<uint32_t>(QueryFlag::reordered) : 0);
  for (const uint32_t word : {0u, flags, static_cast<uint32_t>(values.size()), unsupported_bytes,
                              printer.rows_written(), printer.rows_left()}) {
    words_.push(word);
  }
  if (reordered) words_.append(values.data(), values.size());
  text_.append(printer.sql());
  return arena_.exhausted() ? out_of_memory : success;
}

}  // namespace tcpless::builder
