// Any bytes as a recorded query: it is compiled or refused, always to the same, and no name and no value of a caller
// becomes another token of SQL.
#include "builder/compile.h"

#include <string>

#include "base/utf8.h"
#include "builder/record_reader.h"
#include "sql/lexer.h"
#include "tests/fuzz/support.h"

namespace {

using namespace tcpless;
using namespace tcpless::builder;
using tcpless::test::require;

constexpr size_t most_bytes = 8u << 20;

// Whether all SQL in it is the compiler's own: callers write SQL in these places, and what stands between its pieces.
bool is_free_of_sql(const Node* root, Arena& arena) {
  Buffer<const Node*> rest(arena);
  rest.push(root);
  while (!rest.empty()) {
    const Node* node = rest[rest.size() - 1];
    rest.truncate(rest.size() - 1);
    if (node == nullptr) continue;
    rest.push(node->next);
    rest.push(node->child);
    switch (node->kind) {
      case NodeKind::raw:
      case NodeKind::sql:
      case NodeKind::function:
      case NodeKind::aggregate:
      case NodeKind::json_path:
        return false;
      default:
        break;
    }
    if (node->query != nullptr) {
      for (const Steps& steps : node->query->steps) rest.push(steps.first);
    }
  }
  return true;
}

Dialect dialect_of(const RecordedQuery& query) {
  switch (query.options.dialect) {
    case QueryDialect::postgres:
      return Dialect::postgres;
    case QueryDialect::mysql:
      return Dialect::mysql;
    default:
      return Dialect::sqlite;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view record(reinterpret_cast<const char*>(data), size);
  CompiledQuery compiled(most_bytes);
  const Status status = compiled.compile(record);
  CompiledQuery again(most_bytes);
  require(again.compile(record).code() == status.code(), "the same record gives the same outcome");
  require(again.text() == compiled.text(), "and the same text");
  if (!status) {
    require(compiled.text() == status.message(), "a failure says why");
    return 0;
  }
  Arena arena(most_bytes);
  RecordedQuery query;
  require(bool(read_recorded_query(record, arena, query)), "what is compiled can be read");
  const uint32_t values = compiled.words()[static_cast<uint32_t>(QueryWord::values)];
  for (size_t i = 6; i < compiled.words().size(); ++i) {
    require(compiled.words()[i] < query.values, "every placeholder has a value");
  }
  // What the dialect has not is never sent: an operator `?` would be a placeholder.
  if (!compiled.unsupported().empty()) return 0;
  if (compiled.sql().size() > 1u << 16 || !is_utf8(record) || !is_free_of_sql(query.root, arena)) return 0;
  Lexer lexer(dialect_of(query));
  lexer.advance(compiled.sql());
  require(lexer.place() == Place::code, "no string, name or comment stays open");
  require(lexer.placeholders() == values, "each value has a placeholder, and nothing else is one");
  return 0;
}
