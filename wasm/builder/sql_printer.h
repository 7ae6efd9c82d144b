// Writes the SQL text of a recorded query.
#pragma once

#include "base/buffer.h"
#include "base/status.h"
#include "builder/names.h"
#include "builder/record_reader.h"
#include "builder/schema_scope.h"
#include "builder/words.h"

namespace tcpless::builder {

// Dialects that have a feature, a bit each.
enum Dialects : uint8_t { postgres_alone = 1, mysql_alone = 2, sqlite_alone = 4, no_dialect = 0 };
constexpr Dialects operator|(Dialects a, Dialects b) { return static_cast<Dialects>(+a | +b); }

// Works through a list of things to write instead of calling itself, so that nesting takes memory and not stack.
// The text is that of Kysely 0.29 for the same calls.
class SqlPrinter {
 public:
  SqlPrinter(const RecordedQuery& query, Arena& arena);

  [[nodiscard]] Status print();

  [[nodiscard]] std::string_view sql() const { return sql_.view(); }
  // The index of the value behind each placeholder.
  [[nodiscard]] const Buffer<uint32_t>& values() const { return values_; }
  // With divide_rows: how many rows of the insert are in the text, and how many come after them.
  [[nodiscard]] uint32_t rows_written() const { return rows_written_; }
  [[nodiscard]] uint32_t rows_left() const { return rows_left_; }
  // The first feature in it that its dialect has not, in words; empty when there is none.
  [[nodiscard]] std::string_view unsupported() const { return unsupported_; }

 private:
  // Something that is still to be written: a node, a text, or nodes from one on with a text between them.
  struct Task {
    enum class Kind : uint8_t { node, text, list };
    Kind kind;
    NodeKind parent;
    const Node* node;
    std::string_view text;
    const Scope* scope;
  };

  // ---- what the functions below write with: everything comes out in the order of the calls
  void put(std::string_view text);
  void put(const Node* node);
  void put_list(const Node* first, std::string_view separator = ", ");
  // The text behind `prefix`, if there is a node.
  void put_after(std::string_view prefix, const Node* node);
  void put_list_after(std::string_view prefix, const Node* first, std::string_view separator = ", ");
  // The same for a child that counts as one of `parent`.
  void put_as(NodeKind parent, const Node* node);
  // These write at once, so nothing may be waiting.
  void identifier(std::string_view name) { quoted(name, query_.options.has(QueryOption::snake_case)); }
  void quoted(std::string_view name, bool snake);
  void table(TableName name);
  void table_without_schema(TableName name);
  void reference(std::string_view text);
  void string_literal(std::string_view text);
  void json_member(std::string_view text);
  void escaped(std::string_view text);
  void parameter(uint32_t value);
  void parameters(uint32_t first, uint32_t count);
  // Notes that the dialect has not what is written.
  void only(Dialects dialects, std::string_view feature);
  void fail(Status status) {
    if (status_) status_ = status;
  }

  // The words of a family; anything else would be SQL of a caller.
  [[nodiscard]] std::string_view listed(Family family, std::string_view text);

  // An engine compiles a function when it is first called: what a query has not costs it nothing, as long as functions
  // with a single caller stay functions.
  [[gnu::noinline]] void expand(const Node& node);
  [[gnu::noinline]] void expand_name(const Node& node);
  [[gnu::noinline]] void expand_value(const Node& node);
  [[gnu::noinline]] void expand_operation(const Node& node);
  void operator_name(const Node& node);
  [[gnu::noinline]] void binary(const Node& left, const Node& operation, const Node& right);
  [[gnu::noinline]] void every_or_some(const Node& node, bool every);
  [[gnu::noinline]] void aggregate(const Node& node);
  [[gnu::noinline]] void over(const Node& node);
  void order_items(const Node& node, std::string_view prefix);
  [[gnu::noinline]] void case_when(const Node& node);
  [[gnu::noinline]] void json_path(const Node& node);
  void json_leg(const Node& leg);
  [[gnu::noinline]] void order_item(const Node& node);
  void order_reference(std::string_view text, bool directed);
  [[gnu::noinline]] void behind(const Node& node);
  [[gnu::noinline]] void json_from(const Node& node);
  void json_members(const Query& query, std::string_view alias, bool as_columns);
  [[nodiscard]] bool has_camel_names(const Node& query) const;

  [[gnu::noinline]] void expand_query(const Node& node);
  [[gnu::noinline]] void select_query(const Query& query);
  [[gnu::noinline]] void insert_query(const Query& query);
  [[gnu::noinline]] void update_query(const Query& query);
  [[gnu::noinline]] void delete_query(const Query& query);
  [[gnu::noinline]] void merge_query(const Query& query);
  [[gnu::noinline]] void expand_step(const Node& node);
  void with_tables(const Query& query);
  [[gnu::noinline]] void common_table(const Node& node);
  [[gnu::noinline]] void end_modifiers(const Node* first);
  [[gnu::noinline]] void rows(const Node& rows);
  [[nodiscard]] uint32_t most_rows(uint32_t rows, uint32_t columns) const;
  [[gnu::noinline]] void on_conflict(const Query& query);
  [[gnu::noinline]] void join(const Node& node);
  void joins(const Node* first);
  [[gnu::noinline]] void lock(const Node& node);
  [[gnu::noinline]] void explain(const Node& node);
  void order_by(const Query& query);
  void order_and_limit(const Query& query);
  void put_returning(const Query& query);
  [[nodiscard]] bool is_repeated(const Node& join, const Node* first) const;

  [[nodiscard]] bool is(QueryDialect dialect) const { return query_.options.dialect == dialect; }
  [[nodiscard]] bool needs_parens(NodeKind query) const;

  const RecordedQuery& query_;
  Buffer<char> sql_;
  Buffer<uint32_t> values_;
  Buffer<Task> tasks_;
  // Of the node that is being expanded: where its tasks begin, what it stands in.
  size_t first_task_ = 0;
  NodeKind kind_ = {};
  NodeKind parent_ = {};
  const Scope* scope_ = nullptr;
  std::string_view unsupported_;
  uint32_t rows_written_ = 0;
  uint32_t rows_left_ = 0;
  Status status_;
};

// What the root stands in: a kind that changes nothing.
inline constexpr NodeKind no_parent = NodeKind::replace;

}  // namespace tcpless::builder
