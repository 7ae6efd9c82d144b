#include "builder/sql_printer.h"

#include <algorithm>
#include <new>

namespace tcpless::builder {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

SqlPrinter::SqlPrinter(const RecordedQuery& query, Arena& arena)
    : query_(query), sql_(arena), values_(arena), tasks_(arena) {}

Status SqlPrinter::print() {
  tasks_.push({Task::Kind::node, no_parent, query_.root, {}, nullptr});
  while (!tasks_.empty() && status_) {
    const Task task = tasks_[tasks_.size() - 1];
    tasks_.truncate(tasks_.size() - 1);
    first_task_ = tasks_.size();
    scope_ = task.scope;
    kind_ = parent_ = task.parent;
    switch (task.kind) {
      case Task::Kind::text:
        sql_.append(task.text);
        break;
      case Task::Kind::list:
        put(task.node);
        if (task.node->next != nullptr) {
          put(task.text);
          tasks_.push({Task::Kind::list, task.parent, task.node->next, task.text, task.scope});
        }
        break;
      case Task::Kind::node:
        kind_ = task.node->kind;
        expand(*task.node);
        break;
    }
    // They came in the order of the text, and are taken from the end.
    std::reverse(tasks_.begin() + first_task_, tasks_.end());
    if (sql_.arena().exhausted()) return out_of_memory;
  }
  return status_;
}

void SqlPrinter::put(std::string_view text) {
  if (tasks_.size() == first_task_) return sql_.append(text);
  tasks_.push({Task::Kind::text, kind_, nullptr, text, scope_});
}

void SqlPrinter::put(const Node* node) { put_as(kind_, node); }

void SqlPrinter::put_as(NodeKind parent, const Node* node) {
  if (node != nullptr) tasks_.push({Task::Kind::node, parent, node, {}, scope_});
}

void SqlPrinter::put_list(const Node* first, std::string_view separator) {
  if (first != nullptr) tasks_.push({Task::Kind::list, kind_, first, separator, scope_});
}

void SqlPrinter::put_after(std::string_view prefix, const Node* node) {
  if (node == nullptr) return;
  put(prefix);
  put(node);
}

void SqlPrinter::put_list_after(std::string_view prefix, const Node* first, std::string_view separator) {
  if (first == nullptr) return;
  put(prefix);
  put_list(first, separator);
}

void SqlPrinter::quoted(std::string_view name, bool snake) {
  const char quote = is(QueryDialect::mysql) ? '`' : '"';
  sql_.push(quote);
  char before = '_';
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (snake && is_upper(c)) {
      if (i > 0 && !is_upper(before)) sql_.push('_');
      sql_.push(static_cast<char>(c | 0x20));
    } else {
      if (c == quote) sql_.push(quote);
      sql_.push(c);
    }
    before = c;
  }
  sql_.push(quote);
}

void SqlPrinter::table(TableName name) {
  if (name.schema.data() == nullptr && scope_ != nullptr) name.schema = schema_of(name.table, scope_);
  table_without_schema(name);
}

void SqlPrinter::table_without_schema(TableName name) {
  if (name.schema.data() != nullptr) {
    identifier(name.schema);
    sql_.push('.');
  }
  identifier(name.table);
}

void SqlPrinter::reference(std::string_view text) {
  Reference parts;
  if (const Status status = split_reference(text, parts); !status) return fail(status);
  if (parts.table.data() != nullptr) {
    table({parts.schema, parts.table});
    sql_.push('.');
  }
  identifier(parts.column);
}

void SqlPrinter::escaped(std::string_view text) {
  for (const char c : text) {
    if (c == '\'' || (c == '\\' && is(QueryDialect::mysql))) sql_.push(c);
    sql_.push(c);
  }
}

void SqlPrinter::string_literal(std::string_view text) {
  sql_.push('\'');
  escaped(text);
  sql_.push('\'');
}

void SqlPrinter::parameter(uint32_t value) {
  values_.push(value);
  if (!is(QueryDialect::postgres)) return sql_.push('?');
  char digits[11];
  char* begin = digits + sizeof digits;
  for (size_t number = values_.size(); number > 0; number /= 10) *--begin = static_cast<char>('0' + number % 10);
  *--begin = '$';
  sql_.append({begin, static_cast<size_t>(digits + sizeof digits - begin)});
}

void SqlPrinter::parameters(uint32_t first, uint32_t count) {
  sql_.push('(');
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) sql_.append(", ");
    parameter(first + i);
  }
  sql_.push(')');
}

void SqlPrinter::only(Dialects dialects, std::string_view feature) {
  if ((dialects >> static_cast<uint32_t>(query_.options.dialect) & 1) == 0 && unsupported_.empty()) {
    unsupported_ = feature;
  }
}

std::string_view SqlPrinter::listed(Family family, std::string_view text) {
  const std::string_view words = listed_word(family, text);
  if (words.data() == nullptr) fail(failed<ErrorCode::core_fault, "the recorded query is malformed">);
  return words;
}

void SqlPrinter::expand(const Node& node) {
  switch (node.kind) {
    case NodeKind::reference:
    case NodeKind::selection:
    case NodeKind::identifier:
    case NodeKind::table:
    case NodeKind::source:
    case NodeKind::all:
    case NodeKind::all_of_table:
    case NodeKind::order_reference:
      return expand_name(node);
    case NodeKind::value:
    case NodeKind::null_value:
    case NodeKind::true_value:
    case NodeKind::false_value:
    case NodeKind::values:
    case NodeKind::literal:
    case NodeKind::string:
    case NodeKind::default_value:
    case NodeKind::sql:
    case NodeKind::data_type:
    case NodeKind::operator_name:
      return expand_value(node);
    case NodeKind::select_query:
    case NodeKind::insert_query:
    case NodeKind::update_query:
    case NodeKind::delete_query:
    case NodeKind::merge_query:
      return expand_query(node);
    case NodeKind::command:
      return expand_step(node);
    default:
      return static_cast<uint32_t>(node.kind) >= first_step ? expand_step(node) : expand_operation(node);
  }
}

void SqlPrinter::expand_name(const Node& node) {
  switch (node.kind) {
    case NodeKind::reference:
      return reference(node.text);
    case NodeKind::selection: {
      const Aliased parts = split_alias(node.text);
      reference(parts.name);
      if (parts.alias.data() == nullptr) return;
      sql_.append(" as ");
      return identifier(parts.alias);
    }
    case NodeKind::identifier:
      return identifier(node.text);
    case NodeKind::table: {
      const TableName name = split_table(node.text);
      return node.position == 1 ? table_without_schema(name) : table(name);
    }
    case NodeKind::source: {
      const Aliased parts = split_alias(node.text);
      table(split_table(parts.name));
      if (parts.alias.data() == nullptr) return;
      sql_.append(" as ");
      return identifier(parts.alias);
    }
    case NodeKind::all_of_table:
      table(split_table(node.text));
      return sql_.append(".*");
    case NodeKind::order_reference:
      return order_reference(node.text, false);
    default:
      return sql_.push('*');
  }
}

}  // namespace tcpless::builder
