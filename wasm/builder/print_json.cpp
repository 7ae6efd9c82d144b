// The rows of a query as JSON, in the words of Kysely's helpers for each dialect.
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

}  // namespace

void SqlPrinter::json_from(const Node& node) {
  // The dialect is that of the helper.
  const uint32_t flavor = node.text.size() == 1 ? static_cast<uint32_t>(node.text[0] - first_character) : 3;
  if (flavor > 2) return fail(failed<ErrorCode::core_fault, "the recorded query is malformed">);
  const bool array = node.kind == NodeKind::json_array_from;
  const Words& words = (array ? arrays : objects)[flavor];
  sql_.append(words.before);
  const Node& query = *node.child;
  if (flavor > 0) {
    if (query.query == nullptr) return fail(no_names);
    json_members(*query.query, array ? "agg" : "obj");
  }
  sql_.append(words.after);
  put_as(NodeKind::raw, &query);
  put(words.end);
}

void SqlPrinter::json_members(const Query& query, std::string_view alias) {
  bool any = false;
  for (const Node* step = query.first(NodeKind::select); step != nullptr; step = step->next) {
    const Node& selected = *step->child;
    std::string_view name;
    if (selected.kind == NodeKind::selection) {
      const Aliased parts = split_alias(selected.text);
      Reference column;
      if (const Status status = split_reference(parts.name, column); !status) return fail(status);
      name = parts.alias.data() != nullptr ? parts.alias : column.column;
    } else if (selected.kind == NodeKind::reference) {
      Reference column;
      if (const Status status = split_reference(selected.text, column); !status) return fail(status);
      name = column.column;
    } else if (selected.kind == NodeKind::alias && selected.child->next->kind == NodeKind::identifier) {
      name = selected.child->next->text;
    } else {
      return fail(no_names);
    }
    if (any) sql_.append(", ");
    any = true;
    string_literal(name);
    sql_.append(", ");
    identifier(alias);
    sql_.push('.');
    identifier(name);
  }
}

}  // namespace tcpless::builder
