// Reads a recorded query.
#pragma once

#include "base/arena.h"
#include "base/status.h"
#include "builder/node.h"

namespace tcpless::builder {

// The options of a compilation, a bit for each QueryOption.
struct QueryOptions {
  QueryDialect dialect = QueryDialect::postgres;
  uint32_t bits = 0;
  // Of divide_rows.
  uint32_t rows_done = 0;
  uint32_t most_rows = 0;

  [[nodiscard]] bool has(QueryOption option) const { return (bits >> static_cast<uint32_t>(option) & 1) != 0; }
};

struct RecordedQuery {
  std::string_view record;
  QueryOptions options;
  Node* root = nullptr;
  // How many values the record speaks of.
  uint32_t values = 0;
  // How many queries are in it.
  uint32_t queries = 0;
  // Whether some query in it has a schema.
  bool has_schema = false;
};

// Reads `record`, which must outlive the result. Depth and size are bounded by the memory of the arena alone. Fails
// with `core_fault` when it is malformed: TypeScript never writes such.
[[nodiscard]] Status read_recorded_query(std::string_view record, Arena& arena, RecordedQuery& query);

}  // namespace tcpless::builder
