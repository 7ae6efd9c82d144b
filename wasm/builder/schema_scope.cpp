#include "builder/schema_scope.h"

#include "builder/names.h"

namespace tcpless::builder {
namespace {

// The table that a step names, without its alias; no data when it names a schema or is no name.
std::string_view table_of(const Node* source) {
  if (source == nullptr) return {};
  if (source->kind == NodeKind::join) source = source->child;
  if (source != nullptr && source->kind == NodeKind::alias) source = source->child;
  if (source == nullptr || (source->kind != NodeKind::source && source->kind != NodeKind::table)) return {};
  return split_table(source->kind == NodeKind::source ? split_alias(source->text).name : source->text).table;
}

bool names_table(const Query& query, std::string_view table) {
  for (const NodeKind kind : {NodeKind::from, NodeKind::into, NodeKind::using_table}) {
    for (const Node* step = query.first(kind); step != nullptr; step = step->next) {
      if (table_of(step->child) == table) return true;
    }
  }
  for (const Node* join = query.first(NodeKind::join); join != nullptr; join = join->next) {
    if (table_of(join) == table) return true;
  }
  return false;
}

bool has_common_table(const Scope* scope, std::string_view table) {
  for (; scope != nullptr; scope = scope->outer) {
    for (const Node* step = scope->query->first(NodeKind::common_table); step != nullptr; step = step->next) {
      if (step->text.substr(0, step->text.find('(')) == table) return true;
    }
  }
  return false;
}

// Whether a query from `scope` outwards to `last` names it.
bool is_named(std::string_view table, const Scope* scope, const Scope* last) {
  for (;; scope = scope->outer) {
    if (names_table(*scope->query, table) && !has_common_table(scope, table)) return true;
    if (scope == last) return false;
  }
}

}  // namespace

std::string_view schema_of(std::string_view table, const Scope* scope) {
  for (const Scope* last = scope; last != nullptr; last = last->outer) {
    const Node* schema = last->query->first(NodeKind::schema);
    if (schema != nullptr && is_named(table, scope, last)) return schema->text;
  }
  return {};
}

}  // namespace tcpless::builder
