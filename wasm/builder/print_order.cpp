// The items of an order, and what comes behind a row in it.
#include "builder/sql_printer.h"
#include "builder/words.h"

namespace tcpless::builder {
namespace {

// Of one column: `C` stands for it, `V` for the value, `>` for `<` when it descends, `N` for the columns that follow.
// The rows behind come first, and then of those that are equal here the ones behind in what follows.
struct Behind {
  const char* last;
  const char* others;
};
// The first comparison says nothing new, but in a form for which an index is used.
constexpr Behind plain = {"C > V", "(C >= V and (C > V or (C = V and N)))"};
constexpr Behind before_nulls = {"(C > V or C is null)", "((C > V or C is null) or (C = V and N))"};
constexpr Behind first_null = {"C is not null", "(C is not null or (C is null and N))"};
constexpr Behind last_null = {"1 = 0", "(1 = 0 or (C is null and N))"};

}  // namespace

void SqlPrinter::order_item(const Node& node) {
  const Node* expression = node.child;
  const Node* direction = nullptr;
  const Node* nulls = nullptr;
  const Node* collation = nullptr;
  for (const Node* child = expression->next; child != nullptr; child = child->next) {
    (child->kind == NodeKind::nulls ? nulls : child->kind == NodeKind::collate ? collation : direction) = child;
  }
  if (expression->kind == NodeKind::order_reference) {
    order_reference(expression->text, expression->next != nullptr);
  } else {
    put(expression);
  }
  put_after(" ", collation);
  put_after(" ", direction);
  put_after(" ", nulls);
}

void SqlPrinter::order_reference(std::string_view text, bool directed) {
  const size_t space = text.find(' ');
  std::string_view direction = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  direction = direction.substr(0, direction.find(' '));
  if (direction.empty()) return reference(text);
  if (directed) return fail(failed<ErrorCode::template_misuse, "an order has one direction">);
  if (direction != "asc" && direction != "desc") {
    return fail(failed<ErrorCode::template_misuse, "a direction is asc or desc">);
  }
  reference(text.substr(0, space));
  sql_.push(' ');
  sql_.append(direction);
}

void SqlPrinter::behind(const Node& node) {
  const Node* column = node.child;
  const Node* value = column->next;
  const Node* direction = value->next;
  const Node* nulls = nullptr;
  const Node* others = nullptr;
  for (const Node* child = direction->next; child != nullptr; child = child->next) {
    (child->kind == NodeKind::nulls ? nulls : others) = child;
  }
  const bool descends = word(Family::direction, direction->text) == "desc";
  const std::string_view place = nulls == nullptr ? std::string_view() : word(Family::nulls, nulls->text);
  const Behind& form = value->kind == NodeKind::null_value ? place == "first" ? first_null : last_null
                       : place == "last"                   ? before_nulls
                                                           : plain;
  for (const char* c = others == nullptr ? form.last : form.others; *c != 0; ++c) {
    const Node* part = *c == 'C' ? column : *c == 'V' ? value : *c == 'N' ? others : nullptr;
    part != nullptr ? put(part) : put(*c == '>' && descends ? "<" : std::string_view(c, 1));
  }
}

}  // namespace tcpless::builder
