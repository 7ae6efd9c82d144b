// Values, operators, functions, references into JSON.
#include <algorithm>

#include "base/parse_integer.h"
#include "builder/sql_printer.h"
#include "builder/words.h"

namespace tcpless::builder {
namespace {

constexpr Status misplaced = failed<ErrorCode::core_fault, "a node stands where none of its kind can">;

// The last child of a kind; nullptr when there is none.
const Node* last_of(const Node& node, NodeKind kind) {
  const Node* found = nullptr;
  for (const Node* child = node.child; child != nullptr; child = child->next) {
    if (child->kind == kind) found = child;
  }
  return found;
}

bool is_empty_list(const Node& node) {
  return (node.kind == NodeKind::values && node.text == "0") || (node.kind == NodeKind::tuple && node.child == nullptr);
}

// How a value is written where SQL takes no parameter; no data for others.
std::string_view constant_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::null_value:
      return "null";
    case NodeKind::true_value:
      return "true";
    case NodeKind::false_value:
      return "false";
    default:
      return {};
  }
}

// Empty when it is no name but an expression.
std::string_view operator_text(const Node& node) {
  return node.kind == NodeKind::operator_name ? word(Family::operator_name, node.text) : std::string_view();
}

bool is_list(const Node& node) { return node.kind == NodeKind::every || node.kind == NodeKind::some; }

// The aggregate of MySQL that takes an order, in any case.
bool is_group_concat(std::string_view name) {
  constexpr std::string_view known = "group_concat";
  return std::equal(name.begin(), name.end(), known.begin(), known.end(),
                    [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

bool is_aggregate_step(NodeKind kind) {
  switch (kind) {
    case NodeKind::distinct:
    case NodeKind::order_item:
    case NodeKind::clear_order_by:
    case NodeKind::within_group:
    case NodeKind::filter:
    case NodeKind::over:
      return true;
    default:
      return false;
  }
}

}  // namespace

void SqlPrinter::expand_value(const Node& node) {
  switch (node.kind) {
    case NodeKind::values:
      return parameters(node.position, static_cast<uint32_t>(*parse_integer(node.text)));
    case NodeKind::literal:
      if (is_literal(node.text)) return sql_.append(node.text);
      return fail(failed<ErrorCode::parameter, "a literal is null, true, false or a number">);
    case NodeKind::string:
      return string_literal(node.text);
    case NodeKind::default_value:
      // SQLite has no word for it among values.
      return sql_.append(is(QueryDialect::sqlite) ? "null" : "default");
    case NodeKind::sql:
      return sql_.append(node.text);
    case NodeKind::data_type:
      if (is(QueryDialect::mysql) && !is_mysql_cast(node.text)) only(no_dialect, "a cast to this type");
      if (is_data_type(node.text)) return sql_.append(node.text);
      return fail(failed<ErrorCode::template_misuse, "the data type is none of those known here: use sql`...`">);
    case NodeKind::operator_name:
      return operator_name(node);
    default:
      return parameter(node.position);
  }
}

void SqlPrinter::operator_name(const Node& node) {
  const std::string_view name = operator_text(node);
  // Those of the builder's own are what they are; a caller's is one of a list.
  const bool own = name.data() != node.text.data();
  if (!own && !(parent_ == NodeKind::unary ? is_unary_operator(name) : is_binary_operator(name))) {
    return fail(failed<ErrorCode::template_misuse, "the operator is none of those known here: use sql`...`">);
  }
  if (lacks_operator(query_.options.dialect, name)) only(no_dialect, name);
  sql_.append(name);
}

void SqlPrinter::expand_operation(const Node& node) {
  const Node* first = node.child;
  const Node* second = first == nullptr ? nullptr : first->next;
  switch (node.kind) {
    case NodeKind::raw:
      return put_list(first, {});
    case NodeKind::binary:
      return binary(*first, *second, *second->next);
    case NodeKind::equal: {
      const std::string_view constant = constant_of(*second);
      put(first);
      put(constant.data() == nullptr ? " = " : " is ");
      return constant.data() == nullptr ? put(second) : put(constant);
    }
    case NodeKind::unary:
      put(first);
      if (operator_text(*first) != "-") put(" ");
      return put(second);
    case NodeKind::conjunction:
      put(first);
      put(" and ");
      return put(second);
    case NodeKind::disjunction:
      put(first);
      put(" or ");
      return put(second);
    case NodeKind::every:
      return every_or_some(node, true);
    case NodeKind::some:
      return every_or_some(node, false);
    case NodeKind::parens: {
      // A list of one is what it lists.
      const Node* inner = first;
      while (is_list(*inner) && inner->child != nullptr && inner->child->next == nullptr) inner = inner->child;
      if (inner->kind == NodeKind::parens || (is_list(*inner) && inner->child != nullptr)) return put(first);
      put("(");
      put(first);
      return put(")");
    }
    case NodeKind::behind:
      return behind(node);
    case NodeKind::alias:
      put(first);
      put(" as ");
      return put(second);
    case NodeKind::cast:
      put("cast(");
      put(first);
      put(" as ");
      put(second);
      return put(")");
    case NodeKind::tuple:
      put("(");
      put_list(first);
      return put(")");
    case NodeKind::function:
      put(function_name(node));
      put("(");
      put_list(first);
      return put(")");
    case NodeKind::aggregate:
      return aggregate(node);
    case NodeKind::over:
      return over(node);
    case NodeKind::case_when:
      return case_when(node);
    case NodeKind::json_reference:
      if (second->kind != NodeKind::json_path) return fail(misplaced);
      put(first);
      return put(second);
    case NodeKind::json_path:
      return json_path(node);
    case NodeKind::json_array_from:
    case NodeKind::json_object_from:
      return json_from(node);
    case NodeKind::case_value:
    case NodeKind::partition_by:
      return put(first);
    case NodeKind::when:
      return put_after("when ", first);
    case NodeKind::otherwise:
      return put_after("else ", first);
    case NodeKind::within_group:
    case NodeKind::filter:
      return put(first);
    case NodeKind::collate:
      sql_.append("collate ");
      return quoted(node.text, false);
    case NodeKind::direction: {
      const std::string_view direction = word(Family::direction, node.text);
      if (direction == "asc" || direction == "desc") return sql_.append(direction);
      return fail(failed<ErrorCode::template_misuse, "a direction is asc or desc">);
    }
    case NodeKind::nulls:
      only(postgres_alone | sqlite_alone, "nulls first and nulls last");
      sql_.append("nulls ");
      return sql_.append(listed(Family::nulls, node.text));
    default:
      return fail(misplaced);
  }
}

void SqlPrinter::binary(const Node& left, const Node& operation, const Node& right) {
  const std::string_view name = operator_text(operation);
  const bool in = name == "in";
  if (query_.options.has(QueryOption::empty_lists) && (in || name == "not in") && is_empty_list(right)) {
    return put(in ? "1 = 0" : "1 = 1");
  }
  put(&left);
  put(" ");
  const bool equal = name == "=";
  const bool compares_null = right.kind == NodeKind::null_value && (equal || name == "!=" || name == "<>");
  if (compares_null && query_.options.has(QueryOption::null_comparison)) {
    return put(equal ? "is null" : "is not null");
  }
  put(&operation);
  put(" ");
  if ((in || name == "not in") && is_empty_list(right))
    only(sqlite_alone, "an empty list, without the option emptyLists");
  const std::string_view constant = constant_of(right);
  if (right.kind == NodeKind::value && (name == "is" || name == "is not")) only(sqlite_alone, "is with a value");
  return constant.data() != nullptr && (name == "is" || name == "is not") ? put(constant) : put(&right);
}

void SqlPrinter::every_or_some(const Node& node, bool every) {
  if (node.child == nullptr) return put(every ? "1 = 1" : "1 = 0");
  // One by itself stands where the list would.
  if (node.child->next == nullptr) return put_as(parent_, node.child);
  put("(");
  put_list(node.child, every ? " and " : " or ");
  put(")");
}

void SqlPrinter::aggregate(const Node& node) {
  put(function_name(node));
  put("(");
  if (last_of(node, NodeKind::distinct) != nullptr) put("distinct ");
  bool any = false;
  for (const Node* child = node.child; child != nullptr; child = child->next) {
    if (is_aggregate_step(child->kind)) continue;
    if (any) put(", ");
    put(child);
    any = true;
  }
  if (last_of(node, NodeKind::order_item) != nullptr && !is_group_concat(function_name(node))) {
    only(postgres_alone | sqlite_alone, "order by in an aggregate");
  }
  order_items(node, " order by ");
  put(")");
  any = false;
  for (const Node* child = node.child; child != nullptr; child = child->next) {
    if (child->kind != NodeKind::within_group) continue;
    only(postgres_alone, "within group");
    put(any ? ", " : " within group (order by ");
    put(child);
    any = true;
  }
  if (any) put(")");
  any = false;
  for (const Node* child = node.child; child != nullptr; child = child->next) {
    if (child->kind != NodeKind::filter) continue;
    only(postgres_alone | sqlite_alone, "filter of an aggregate");
    put(any ? " and " : " filter(where ");
    put(child);
    any = true;
  }
  if (any) put(")");
  put_after(" ", last_of(node, NodeKind::over));
}

void SqlPrinter::order_items(const Node& node, std::string_view prefix) {
  const Node* cleared = last_of(node, NodeKind::clear_order_by);
  bool any = false;
  for (const Node* child = cleared == nullptr ? node.child : cleared->next; child != nullptr; child = child->next) {
    if (child->kind != NodeKind::order_item) continue;
    put(any ? ", " : prefix);
    put(child);
    any = true;
  }
}

void SqlPrinter::over(const Node& node) {
  put("over(");
  bool any = false;
  for (const Node* child = node.child; child != nullptr; child = child->next) {
    if (child->kind != NodeKind::partition_by) continue;
    put(any ? ", " : "partition by ");
    put(child);
    any = true;
  }
  order_items(node, any ? " order by " : "order by ");
  put(")");
}

void SqlPrinter::case_when(const Node& node) {
  put("case");
  put_after(" ", last_of(node, NodeKind::case_value));
  for (const Node* child = node.child; child != nullptr; child = child->next) {
    if (child->kind == NodeKind::when) put_after(" ", child);
    if (child->kind == NodeKind::then) put_after(" then ", child->child);
  }
  put_after(" ", last_of(node, NodeKind::otherwise));
  put(" end");
  if (last_of(node, NodeKind::end_case) == nullptr) return;
  only(no_dialect, "end case");
  put(" case");
}

void SqlPrinter::json_path(const Node& node) {
  std::string_view arrow = node.text;
  const bool path = arrow.empty() || arrow.ends_with('$');
  if (arrow.ends_with('$')) arrow.remove_suffix(1);
  if (!path || !arrow.empty()) {
    if (arrow != "->" && arrow != "->>") {
      return fail(failed<ErrorCode::template_misuse, "a reference into JSON is ->, ->>, ->$ or ->>$">);
    }
  }
  if (!path) {
    const Node* first = node.child;
    // There a path is one text, which begins with $.
    if (first != nullptr &&
        (first->next != nullptr || first->kind == NodeKind::json_index || !first->text.starts_with('$'))) {
      only(postgres_alone | sqlite_alone, "-> and ->> of a key");
    }
    for (const Node* leg = node.child; leg != nullptr; leg = leg->next) {
      sql_.append(leg->next == nullptr ? arrow : "->");
      json_leg(*leg);
    }
    // Without a leg there is nothing that it leads to.
    return;
  }
  sql_.append(arrow);
  sql_.append("'$");
  for (const Node* leg = node.child; leg != nullptr; leg = leg->next) {
    if (leg->kind == NodeKind::json_index) {
      sql_.push('[');
      escaped(leg->text);
      sql_.push(']');
    } else {
      sql_.append(".\"");
      json_member(leg->text);
      sql_.push('"');
    }
  }
  sql_.push('\'');
}

// A number for an element, a string for a member.
void SqlPrinter::json_leg(const Node& leg) {
  if (leg.kind == NodeKind::json_index && is_literal(leg.text)) return sql_.append(leg.text);
  string_literal(leg.text);
}

void SqlPrinter::json_member(std::string_view text) {
  // Inside of a JSON string inside of a string of SQL, whose rules about backslashes differ.
  const bool mysql = is(QueryDialect::mysql);
  for (const char c : text) {
    if (c == '\'') sql_.push('\'');
    if (c == '"') sql_.append(mysql ? "\\\\" : "\\");
    if (c == '\\' && !is(QueryDialect::postgres)) sql_.append(mysql ? "\\\\\\" : "\\");
    sql_.push(c);
  }
}

}  // namespace tcpless::builder
