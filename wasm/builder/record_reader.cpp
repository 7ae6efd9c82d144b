#include "builder/record_reader.h"

#include <new>

#include "base/buffer.h"
#include "base/parse_integer.h"
#include "builder/query_steps.h"
#include "builder/words.h"

namespace tcpless::builder {
namespace {

enum Operand : uint8_t { no_operand, text_operand, node_operand, list_operand };

#define NODE(name, operands) static_assert(sizeof operands <= 5, "packed() has room for four operands");
#include "bindings/query.def"

// The operands of a kind, two bits each, the first one lowest.
consteval uint8_t packed(std::string_view operands) {
  uint32_t bits = 0;
  for (size_t i = operands.size(); i-- > 0;) {
    bits = bits << 2 | (operands[i] == 'T' ? text_operand : operands[i] == 'N' ? node_operand : list_operand);
  }
  return static_cast<uint8_t>(bits);
}

constexpr uint8_t operands_of_kind[] = {
#define NODE(name, operands) packed(operands),
#include "bindings/query.def"
};

constexpr Status malformed = failed<ErrorCode::core_fault, "the recorded query is malformed">;
constexpr Status too_many_values = failed<ErrorCode::limit, "the query has more values than can be counted">;

// A node whose operands are being read.
struct Frame {
  Node* node;
  Node** next_child;
  // Those that are to come.
  uint8_t operands;
  // How many values came before it.
  uint32_t values;
};

class RecordReader {
 public:
  RecordReader(std::string_view record, Arena& arena, RecordedQuery& query)
      : rest_(record), arena_(arena), query_(query), frames_(arena) {}

  [[nodiscard]] Status read() {
    if (const Status status = read_header(); !status) return status;
    if (const Status status = begin_node(&query_.root); !status) return status;
    while (!frames_.empty()) {
      if (const Status status = read_operand(); !status) return status;
    }
    return rest_.empty() ? success : malformed;
  }

 private:
  // The character as a place in a family of `count`; `count` when it is none.
  [[nodiscard]] uint32_t take_place(uint32_t count) {
    if (rest_.empty()) return count;
    const uint32_t place = static_cast<uint8_t>(rest_.front()) - static_cast<uint32_t>(first_character);
    rest_.remove_prefix(1);
    return place < count ? place : count;
  }

  [[nodiscard]] Status read_header() {
    constexpr uint32_t dialects = static_cast<uint32_t>(QueryDialect::sqlite) + 1;
    constexpr uint32_t options = static_cast<uint32_t>(QueryOption::divide_rows) + 1;
    const uint32_t dialect = take_place(dialects);
    if (dialect == dialects) return malformed;
    query_.options.dialect = static_cast<QueryDialect>(dialect);
    for (;;) {
      const uint32_t option = take_place(options);
      if (option == options) return malformed;
      if (option == static_cast<uint32_t>(QueryOption::end)) return success;
      query_.options.bits |= 1u << option;
      if (option != static_cast<uint32_t>(QueryOption::divide_rows)) continue;
      if (!take_number(query_.options.rows_done) || !take_number(query_.options.most_rows)) return malformed;
    }
  }

  // A text of digits.
  [[nodiscard]] bool take_number(uint32_t& number) {
    const size_t end = rest_.find(text_end);
    if (end == std::string_view::npos) return false;
    const auto value = parse_integer(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    if (!value || *value < 0 || *value > static_cast<int64_t>(most_values)) return false;
    number = static_cast<uint32_t>(*value);
    return true;
  }

  [[nodiscard]] Status begin_node(Node** place) {
    const uint32_t kind = take_place(node_kinds);
    if (kind == node_kinds) return malformed;
    Node* node = make_node(static_cast<NodeKind>(kind));
    if (node == nullptr) return out_of_memory;
    *place = node;
    frames_.push({node, &node->child, operands_of_kind[kind], query_.values});
    return arena_.exhausted() ? out_of_memory : success;
  }

  [[nodiscard]] Node* make_node(NodeKind kind) {
    void* memory = arena_.allocate(sizeof(Node));
    return memory == nullptr ? nullptr : new (memory) Node{.kind = kind};
  }

  [[nodiscard]] Status read_operand() {
    Frame& frame = frames_[frames_.size() - 1];
    switch (frame.operands & 3) {
      case text_operand:
        frame.operands >>= 2;
        return read_text(frame);
      case node_operand:
        frame.operands >>= 2;
        return begin_child(frame);
      case list_operand:
        if (rest_.empty()) return malformed;
        if (rest_.front() != nodes_end) return begin_child(frame);
        rest_.remove_prefix(1);
        frame.operands >>= 2;
        return success;
      default: {
        const Frame ended = frame;
        frames_.truncate(frames_.size() - 1);
        return end_node(*ended.node, query_.values != ended.values);
      }
    }
  }

  [[nodiscard]] Status begin_child(Frame& frame) {
    Node** place = frame.next_child;
    const size_t depth = frames_.size() - 1;
    if (const Status status = begin_node(place); !status) return status;
    frames_[depth].next_child = &(*place)->next;
    return success;
  }

  // The first text of a node is its own, another one a child of kind `sql`.
  [[nodiscard]] Status read_text(Frame& frame) {
    const size_t end = rest_.find(text_end);
    if (end == std::string_view::npos) return malformed;
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (frame.node->text.data() == nullptr && frame.node->child == nullptr) {
      frame.node->text = text;
      return success;
    }
    Node* child = make_node(NodeKind::sql);
    if (child == nullptr) return out_of_memory;
    child->text = text;
    *frame.next_child = child;
    frame.next_child = &child->next;
    return success;
  }

  [[nodiscard]] Status end_node(Node& node, bool has_values) {
    switch (node.kind) {
      case NodeKind::value:
      case NodeKind::null_value:
      case NodeKind::true_value:
      case NodeKind::false_value:
        return take_values(node, 1);
      case NodeKind::values: {
        const auto count = parse_integer(node.text);
        return count && *count >= 0 ? take_values(node, static_cast<uint64_t>(*count)) : malformed;
      }
      case NodeKind::rows:
        return take_rows(node);
      case NodeKind::schema:
        query_.has_schema = true;
        return success;
      case NodeKind::lock:
        keep_tables_plain(node);
        return success;
      case NodeKind::function:
      case NodeKind::aggregate:
        if (const auto name = function_name(node); name == "json_agg" || name == "to_json") keep_tables_plain(node);
        return success;
      case NodeKind::join:
        if (!has_values) node.position = static_cast<uint32_t>(query_.record.size() - rest_.size());
        return success;
      default:
        if (!has_steps(node.kind)) return success;
        if (node.kind != NodeKind::on_conflict && node.kind != NodeKind::do_update) ++query_.queries;
        return sort_steps(node, arena_);
    }
  }

  // These never get a schema: they name a table of the query.
  void keep_tables_plain(Node& node) {
    for (Node* child = node.child; child != nullptr; child = child->next) {
      if (child->kind == NodeKind::table) child->position = 1;
    }
  }

  [[nodiscard]] Status take_values(Node& node, uint64_t count) {
    node.position = query_.values;
    if (count > most_values - query_.values) return too_many_values;
    query_.values += static_cast<uint32_t>(count);
    return success;
  }

  // As many values as its insert has columns.
  [[nodiscard]] Status take_rows(Node& node) {
    const auto count = parse_integer(node.text);
    if (!count || *count <= 0 || *count > static_cast<int64_t>(most_values) || frames_.empty()) return malformed;
    const Node* columns = nullptr;
    for (const Node* step = frames_[frames_.size() - 1].node->child; step != nullptr; step = step->next) {
      if (step->kind == NodeKind::column_list) columns = step;
    }
    if (columns == nullptr) return malformed;
    uint64_t width = 0;
    for (const Node* column = columns->child; column != nullptr; column = column->next) ++width;
    node.columns = static_cast<uint32_t>(width);
    return take_values(node, static_cast<uint64_t>(*count) * width);
  }

  static constexpr uint32_t most_values = 1u << 30;

  std::string_view rest_;
  Arena& arena_;
  RecordedQuery& query_;
  Buffer<Frame> frames_;
};

}  // namespace

Status read_recorded_query(std::string_view record, Arena& arena, RecordedQuery& query) {
  query.record = record;
  return RecordReader(record, arena, query).read();
}

}  // namespace tcpless::builder
