// Inserts and what they do about conflicts.
#include <algorithm>
#include <initializer_list>

#include "base/parse_integer.h"
#include "bindings/layout.h"
#include "builder/sql_printer.h"
#include "builder/words.h"

namespace tcpless::builder {
namespace {

bool has_any(const Query& query, std::initializer_list<NodeKind> kinds) {
  return std::any_of(kinds.begin(), kinds.end(), [&query](NodeKind kind) { return query.first(kind) != nullptr; });
}

// Whether rows are inserted by a select whose text ends with a table, behind which SQLite reads `on` as of a join.
bool ends_with_table(const Node* rows) {
  const Node* query = rows != nullptr && rows->kind == NodeKind::expression ? rows->child : nullptr;
  while (query != nullptr && query->kind == NodeKind::select_query) {
    const Query& select = *query->query;
    if (has_any(select, {NodeKind::order_item, NodeKind::limit, NodeKind::end_modifier})) return false;
    if (const Node* last = select.first(NodeKind::set_operation)) {
      while (last->next != nullptr) last = last->next;
      query = last->child;
      continue;
    }
    if (has_any(select, {NodeKind::where, NodeKind::group_by, NodeKind::having})) return false;
    const Node* join = select.first(NodeKind::join);
    while (join != nullptr && join->next != nullptr) join = join->next;
    return join == nullptr ? select.first(NodeKind::from) != nullptr : join->child->next == nullptr;
  }
  return false;
}

// Whether it updates whatever a row conflicts with.
bool targets_anything(const Query& conflict) {
  return !has_any(conflict,
                  {NodeKind::conflict_column, NodeKind::constraint, NodeKind::index_expression, NodeKind::do_nothing});
}

}  // namespace

void SqlPrinter::insert_query(const Query& query) {
  const bool replace = query.first(NodeKind::replace) != nullptr;
  if (replace) only(mysql_alone | sqlite_alone, "replace into");
  if (query.first(NodeKind::common_table) != nullptr) only(postgres_alone | sqlite_alone, "with in front of an insert");
  put(replace ? "replace" : "insert");
  put_after(" ", query.first(NodeKind::or_action));
  put_after(" ", query.first(NodeKind::top));
  put_list_after(" into ", query.first(NodeKind::into));
  const Node* columns = query.first(NodeKind::column_list);
  if (columns != nullptr) {
    put(" (");
    put(columns);
    put(")");
  }
  put_list_after(" output ", query.first(NodeKind::output));
  if (const Node* values = query.first(NodeKind::expression)) {
    const bool listed = values->kind == NodeKind::row || values->kind == NodeKind::rows;
    put_list_after(listed ? " values " : " ", values);
  }
  if (query.first(NodeKind::default_values) != nullptr) {
    only(postgres_alone | sqlite_alone, "default values");
    put(" default values");
  }
  if (const Node* conflict = query.first(NodeKind::on_conflict)) {
    if (is(QueryDialect::sqlite) && ends_with_table(query.first(NodeKind::expression))) {
      only(no_dialect, "on conflict behind a select without where");
    }
    if (targets_anything(*conflict->query)) only(sqlite_alone, "on conflict do update of any constraint");
  }
  put_after(" ", query.first(NodeKind::on_conflict));
  put_after(" ", query.first(NodeKind::on_duplicate_key));
  put_returning(query);
}

void SqlPrinter::rows(const Node& node) {
  uint32_t end = static_cast<uint32_t>(*parse_integer(node.text));
  uint32_t row = 0;
  // What stands in another query may depend on how many rows there are, and would be done for each part.
  if (query_.options.has(QueryOption::divide_rows) && query_.queries == 1) {
    row = std::min(query_.options.rows_done, end);
    rows_written_ = std::min(end - row, most_rows(end, node.columns));
    rows_left_ = end - row - rows_written_;
    end = row + rows_written_;
  }
  for (bool first = true; row < end && !sql_.arena().exhausted(); ++row, first = false) {
    if (!first) sql_.append(", ");
    parameters(node.position + row * node.columns, node.columns);
  }
}

// How many rows a statement takes; all when there are too many other values for any.
uint32_t SqlPrinter::most_rows(uint32_t rows, uint32_t columns) const {
  if (query_.options.most_rows != 0) return query_.options.most_rows;
  // Values are part of the text for MySQL, whose length alone counts; so it is where rows have none.
  if (is(QueryDialect::mysql) || columns == 0) return rows;
  const uint32_t values = is(QueryDialect::postgres) ? limits::postgres_parameters : limits::sqlite_parameters;
  const uint32_t others = query_.values - rows * columns;
  return others + columns > values ? rows : (values - others) / columns;
}

void SqlPrinter::on_conflict(const Query& query) {
  only(postgres_alone | sqlite_alone, "on conflict");
  put("on conflict");
  if (const Node* columns = query.first(NodeKind::conflict_column)) {
    put(" (");
    put_list(columns);
    put(")");
  } else if (const Node* constraint = query.first(NodeKind::constraint)) {
    only(postgres_alone, "on conflict on constraint");
    put_after(" on constraint ", constraint);
  } else if (const Node* expression = query.first(NodeKind::index_expression)) {
    put(" (");
    put(expression);
    put(")");
  }
  put_list_after(" where ", query.first(NodeKind::where), " and ");
  if (query.first(NodeKind::do_nothing) != nullptr) return put(" do nothing");
  put_after(" do update set ", query.first(NodeKind::do_update));
}

}  // namespace tcpless::builder
