// The rows of a query as JSON, in the words of Kysely's helpers for each dialect.
#include <algorithm>

#include "builder/sql_printer.h"

namespace tcpless::builder {
namespace {

// What stands before the members of an object, behind them, and behind the query.
struct Words {
  std::string_view before;
  std::string_view after;
  std::string_view end;
};

constexpr std::string_view array_end = " as agg)";
constexpr std::string_view object_end = " as obj)";
constexpr Words arrays[] = {
    {"(select coalesce(json_agg(agg), '[]')", " from ", array_end},
    {"(select cast(coalesce(json_arrayagg(json_object(", ")), '[]') as json) from ", array_end},
    {"(select coalesce(json_group_array(json_object(", ")), '[]') from ", array_end},
};
constexpr Words objects[] = {
    {"(select to_json(obj)", " from ", object_end},
    {"(select json_object(", ") from ", object_end},
    {"(select json_object(", ") from ", object_end},
};

constexpr Status no_names =
    failed<ErrorCode::template_misuse, "a query whose rows become JSON here names its columns: selectAll() does not">;

// What a selection is called in the result; no data when only the engine knows.
std::string_view name_of(const Node& selected) {
  std::string_view text = selected.text;
  if (selected.kind == NodeKind::alias) {
    const Node& name = *selected.child->next;
    return name.kind == NodeKind::identifier ? name.text : std::string_view();
  }
  if (selected.kind == NodeKind::selection) {
    const Aliased parts = split_alias(text);
    if (parts.alias.data() != nullptr) return parts.alias;
    text = parts.name;
  } else if (selected.kind != NodeKind::reference) {
    return {};
  }
  Reference column;
  return split_reference(text, column) ? column.column : std::string_view();
}

}  // namespace

void SqlPrinter::json_from(const Node& node) {
  // The dialect is that of the helper.
  const uint32_t flavor = node.text.size() == 1 ? static_cast<uint32_t>(node.text[0] - first_character) : 3;
  if (flavor > 2) return fail(failed<ErrorCode::core_fault, "the recorded query is malformed">);
  const bool array = node.kind == NodeKind::json_array_from;
  const Words& words = (array ? arrays : objects)[flavor];
  const Node& query = *node.child;
  sql_.append(words.before);
  const std::string_view alias = array ? "agg" : "obj";
  // Where the engine takes the names of the columns as keys, these get the names that the caller wrote.
  const bool renames = flavor == 0 && query_.options.has(QueryOption::snake_case) && has_camel_names(query);
  if (flavor > 0) {
    if (query.query == nullptr) return fail(no_names);
    json_members(*query.query, alias, false);
  }
  sql_.append(words.after);
  if (renames) {
    sql_.append("(select ");
    json_members(*query.query, alias, true);
    sql_.append(" from ");
  }
  put_as(NodeKind::raw, &query);
  if (renames) put(array ? " as agg)" : " as obj)");
  put(words.end);
}

bool SqlPrinter::has_camel_names(const Node& query) const {
  if (query.query == nullptr) return false;
  bool any = false;
  for (const Node* step = query.query->first(NodeKind::select); step != nullptr; step = step->next) {
    const std::string_view name = name_of(*step->child);
    if (name.data() == nullptr) return false;
    any = any || std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }
  return any;
}

void SqlPrinter::json_members(const Query& query, std::string_view alias, bool as_columns) {
  bool any = false;
  for (const Node* step = query.first(NodeKind::select); step != nullptr; step = step->next) {
    const std::string_view name = name_of(*step->child);
    if (name.data() == nullptr) return fail(no_names);
    if (any) sql_.append(", ");
    any = true;
    if (!as_columns) {
      string_literal(name);
      sql_.append(", ");
    }
    identifier(alias);
    sql_.push('.');
    identifier(name);
    if (!as_columns) continue;
    sql_.append(" as ");
    quoted(name, false);
  }
}

}  // namespace tcpless::builder
