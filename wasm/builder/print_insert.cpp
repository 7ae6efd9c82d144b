// Inserts and what they do about conflicts.
#include "base/parse_integer.h"
#include "builder/sql_printer.h"
#include "builder/words.h"

namespace tcpless::builder {

void SqlPrinter::insert_query(const Query& query) {
  const bool replace = query.first(NodeKind::replace) != nullptr;
  if (replace) only(mysql_alone | sqlite_alone, "replace into");
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
  put_after(" ", query.first(NodeKind::on_conflict));
  put_after(" ", query.first(NodeKind::on_duplicate_key));
  put_returning(query);
}

void SqlPrinter::rows(const Node& node) {
  const auto count = static_cast<uint32_t>(*parse_integer(node.text));
  for (uint32_t row = 0; row < count && !sql_.arena().exhausted(); ++row) {
    if (row > 0) sql_.append(", ");
    parameters(node.position + row * node.columns, node.columns);
  }
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
