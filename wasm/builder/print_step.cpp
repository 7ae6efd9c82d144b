// What single steps of a query become.
#include "base/parse_integer.h"
#include "builder/sql_printer.h"
#include "builder/words.h"

namespace tcpless::builder {

void SqlPrinter::expand_step(const Node& node) {
  const Node* first = node.child;
  switch (node.kind) {
    case NodeKind::order_item:
      return order_item(node);
    case NodeKind::common_table:
      return common_table(node);
    case NodeKind::join:
      return join(node);
    case NodeKind::explain:
      return explain(node);
    case NodeKind::lock:
    case NodeKind::lock_wait:
      return lock(node);
    case NodeKind::rows:
      return rows(node);
    case NodeKind::on_conflict:
      return on_conflict(*node.query);
    case NodeKind::distinct:
      return sql_.append("distinct");
    case NodeKind::do_nothing:
      return sql_.append("do nothing");
    case NodeKind::merge_delete:
      return sql_.append("delete");
    case NodeKind::top:
      only(no_dialect, "top");
      if (!is_literal(node.text)) return fail(failed<ErrorCode::template_misuse, "top() takes a number">);
      put("top(");
      put(node.text);
      put(")");
      if (first->text.empty()) return;
      put(" ");
      return is_plain_word(first->text) ? put(first->text)
                                        : fail(failed<ErrorCode::template_misuse, "top() has no such modifier">);
    case NodeKind::fetch: {
      only(postgres_alone, "fetch");
      const std::string_view modifier = first->next->text.empty() ? "only" : first->next->text;
      if (modifier != "only" && modifier != "with ties") {
        return fail(failed<ErrorCode::template_misuse, "fetch() is only or with ties">);
      }
      put("fetch next ");
      put(first);
      put(" rows ");
      return put(modifier);
    }
    case NodeKind::set_operation: {
      const std::string_view operation = listed(Family::set_operation, node.text);
      if (operation.ends_with(" all") && operation != "union all") only(postgres_alone | mysql_alone, operation);
      put(operation);
      put(" ");
      return put(first);
    }
    case NodeKind::output:
      only(no_dialect, "output");
      return put(first);
    case NodeKind::column_list:
      return put_list(first);
    case NodeKind::row:
      put("(");
      put_list(first);
      return put(")");
    case NodeKind::or_action: {
      const std::string_view action = listed(Family::or_action, node.text);
      // MySQL alone says `insert ignore`, SQLite `insert or ignore`.
      only(action == "ignore" ? mysql_alone | sqlite_alone : sqlite_alone, "what an insert does instead of failing");
      if (is(QueryDialect::sqlite)) put("or ");
      return put(action);
    }
    case NodeKind::set:
      put(first);
      put(" = ");
      return put(first->next);
    case NodeKind::conflict_column:
    case NodeKind::constraint:
      return identifier(node.text);
    case NodeKind::do_update:
      put_list(node.query->first(NodeKind::set));
      return put_list_after(" where ", node.query->first(NodeKind::where), " and ");
    case NodeKind::on_duplicate_key:
      only(mysql_alone, "on duplicate key update");
      put("on duplicate key update ");
      return put_list(first);
    case NodeKind::merge_when:
      put(listed(Family::merge_when, node.text));
      return put_after(" and ", first);
    case NodeKind::command:
      sql_.append(listed(Family::command, node.text));
      sql_.push(' ');
      return identifier(first->text);
    default:
      return put(first);
  }
}

void SqlPrinter::common_table(const Node& node) {
  // `name` or `name(column, ...)`.
  std::string_view columns = node.text;
  const size_t parenthesis = columns.find('(');
  identifier(columns.substr(0, parenthesis));
  if (parenthesis != std::string_view::npos) {
    columns.remove_prefix(parenthesis + 1);
    columns = columns.substr(0, columns.find_first_of("()"));
    sql_.push('(');
    for (;;) {
      const size_t comma = columns.find(',');
      identifier(trim(columns.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      columns.remove_prefix(comma + 1);
      sql_.append(", ");
    }
    sql_.push(')');
  }
  sql_.append(" as ");
  const Node* query = node.child;
  const Node* hint = nullptr;
  for (const Node* child = query->next; child != nullptr; child = child->next) hint = child;
  if (hint != nullptr) {
    only(postgres_alone | sqlite_alone, "materialized common tables");
    put(hint->kind == NodeKind::materialized ? "materialized " : "not materialized ");
  }
  if (query->query != nullptr && query->kind != NodeKind::select_query) {
    only(postgres_alone, "a common table that writes");
  }
  put(query);
}

void SqlPrinter::join(const Node& node) {
  const std::string_view kind = listed(Family::join, node.text);
  if (kind == "full join") only(postgres_alone | sqlite_alone, kind);
  if (kind.ends_with(" lateral")) only(postgres_alone | mysql_alone, "lateral joins");
  if (kind.ends_with(" apply")) only(no_dialect, kind);
  put(kind);
  put(" ");
  put(node.child);
  put_list_after(" on ", node.child->next, " and ");
}

void SqlPrinter::lock(const Node& node) {
  const std::string_view words = listed(Family::lock, node.text);
  only(words == "for key share" || words == "for no key update" ? postgres_alone : postgres_alone | mysql_alone, words);
  put(words);
  put_list_after(" of ", node.child);
}

void SqlPrinter::explain(const Node& node) {
  put("explain");
  const Node* options = node.child;
  if (!node.text.empty() && !is_plain_word(node.text)) {
    return fail(failed<ErrorCode::template_misuse, "explain() has no such format">);
  }
  if (!node.text.empty()) only(postgres_alone | mysql_alone, "a format of explain");
  if (options != nullptr || !node.text.empty()) {
    const bool postgres = is(QueryDialect::postgres);
    put(postgres ? " (" : " ");
    put(options);
    if (!node.text.empty()) {
      if (options != nullptr) put(is(QueryDialect::mysql) ? " " : ", ");
      put(is(QueryDialect::mysql) ? "format=" : "format ");
      put(node.text);
    }
    if (postgres) put(")");
  }
  put(" ");
}

}  // namespace tcpless::builder
