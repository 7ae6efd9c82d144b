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

bool has_common_table(const Query& query, std::string_view table) {
  for (const Node* step = query.first(NodeKind::common_table); step != nullptr; step = step->next) {
    if (step->text.substr(0, step->text.find('(')) == table) return true;
  }
  return false;
}

}  // namespace

std::string_view schema_of(std::string_view table, const Scope* scope) {
  // The nearest query that names it and has no common table of this name, and none around it.
  const Scope* named = nullptr;
  for (; scope != nullptr; scope = scope->outer) {
    if (has_common_table(*scope->query, table)) {
      named = nullptr;
    } else if (named == nullptr && names_table(*scope->query, table)) {
      named = scope;
    }
  }
  for (; named != nullptr; named = named->outer) {
    if (const Node* schema = named->query->first(NodeKind::schema)) return schema->text;
  }
  return {};
}

}  // namespace tcpless::builder
