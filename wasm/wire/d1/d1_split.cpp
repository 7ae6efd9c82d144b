#include "wire/d1/d1_split.h"

#include "base/copy.h"
#include "base/number_text.h"
#include "base/parse_integer.h"
#include "sql/characters.h"
#include "sql/sqlite_tokens.h"
#include "wire/d1/d1_json_cells.h"

namespace tcpless {
namespace {

using Kind = SqliteTokens::Kind;

constexpr Status too_many_parameters = failed<
    ErrorCode::limit,
    "the statement has more than the 100 parameters it can have, and they are neither rows of insert .. values nor "
    "lists of text and whole numbers after IN: send one JSON text and read it with json_each()">;
constexpr Status rows_depend = failed<
    ErrorCode::limit,
    "the statement has more than the 100 parameters it can have, and its rows cannot be divided among several: they "
    "may depend on each other (WITH, a subquery, changes(), OR FAIL, OR ROLLBACK)">;
constexpr Status unnumbered =
    failed<ErrorCode::parameter,
           "bytes by D1's REST API, and bigints of Durable Objects, need placeholders without names: ?">;
constexpr Status too_long = failed<ErrorCode::limit, "the statement is longer than the 100 KB it can have">;

// What a placeholder may grow by: (+cast(?100 as integer)).
constexpr size_t placeholder_growth = 24;

bool is_any_word(const SqliteTokens& token, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (token.is_word(word)) return true;
  }
  return false;
}

class Splitter {
 public:
  Splitter(const Statement& query, SqliteHost host, D1Statements& out)
      : query_(query), sql_(query.sql.view()), host_(host), out_(out), indices_(arena()), numbers_(arena()) {}

  Status split() {
    const bool numbered = number_placeholders();
    // Without memory these lists have gaps.
    if (arena().exhausted()) return out_of_memory;
    if (!numbered) return too_many();
    if (!too_large()) {
      write(0, sql_.size(), 0, false);
      return end_statement();
    }
    SqliteTokens tokens(sql_);
    tokens.next();
    if (is_any_word(tokens, {"insert", "replace"})) {
      bool has_rows = false;
      const Status status = split_rows(tokens, has_rows);
      if (has_rows) return status;
    }
    write(0, sql_.size(), 0, true);
    return end_statement();
  }

 private:
  struct Row {
    size_t begin;
    size_t end;
    size_t first;         // of its placeholders, in indices_
    size_t placeholders;  // how many
  };

  [[nodiscard]] Arena& arena() const { return query_.sql.arena(); }
  [[nodiscard]] bool too_large() const {
    return query_.parameters.size() > limits::d1_parameters || sql_.size() > limits::d1_statement_bytes;
  }
  [[nodiscard]] Status too_many() const {
    if (query_.parameters.size() > limits::d1_parameters) return too_many_parameters;
    return too_large() ? too_long : unnumbered;
  }

  // The parameter of each placeholder, in the order of the text. False where that is not for this class to say.
  bool number_placeholders() {
    SqliteTokens tokens(sql_);
    uint32_t largest = 0;
    while (tokens.next() != Kind::end) {
      if (tokens.kind() == Kind::named) return false;
      if (tokens.kind() != Kind::placeholder) continue;
      const auto number = parse_integer(tokens.text().substr(1));
      const int64_t index = tokens.text().size() == 1 ? int64_t{largest} + 1 : number.value_or(0);
      if (index < 1 || index > static_cast<int64_t>(query_.parameters.size())) return false;
      if (index > largest) largest = static_cast<uint32_t>(index);
      indices_.push(static_cast<uint32_t>(index));
    }
    begin_numbers();
    return largest == query_.parameters.size();
  }

  void begin_numbers() {
    numbers_.clear();
    for (size_t i = 0; i < query_.parameters.size(); ++i) numbers_.push(0);
    parameters_ = 0;
  }

  // The text from `begin` to `end` with new numbers; `placeholder` is the first one there, in indices_.
  void write(size_t begin, size_t end, size_t placeholder, bool lists) {
    Buffer<char>& sql = out_.sql();
    SqliteTokens tokens(sql_.substr(begin, end - begin));
    size_t written = begin;
    bool after_in = false;
    while (tokens.next() != Kind::end) {
      const size_t at = begin + tokens.begin();
      if (tokens.kind() == Kind::placeholder) {
        sql.append(sql_.substr(written, at - written));
        write_placeholder(indices_[placeholder++]);
        written = begin + tokens.end();
      } else if (after_in && lists && tokens.kind() == Kind::open) {
        SqliteTokens behind = tokens;
        if (const size_t count = list_size(behind); count > 1 && write_list(placeholder, count, written, at)) {
          placeholder += count;
          tokens = behind;
          written = begin + tokens.end();
        }
      }
      after_in = tokens.is_word("in");
    }
    sql.append(sql_.substr(written, end - written));
  }

  void write_placeholder(uint32_t index) {
    if (index > numbers_.size()) return;  // no memory
    const StepCursor& value = query_.parameters[index - 1];
    uint32_t& number = numbers_[index - 1];
    if (number == 0) {
      out_.parameters().push({value, static_cast<int32_t>(index - 1)});
      number = ++parameters_;
    }
    const PlaceholderForm form = placeholder_form(host_, value.peek());
    Buffer<char>& sql = out_.sql();
    // A placeholder may follow a word without a space, and a name may not.
    const bool name = !form.before.empty() && is_identifier_part(form.before[0]);
    if (name && !sql.empty() && is_identifier_part(sql[sql.size() - 1])) sql.push(' ');
    sql.append(form.before);
    sql.push('?');
    append_integer(sql, number);
    sql.append(form.after);
  }

  // Passes `?, ?, ..)` and returns how many there are; 0 when something else is there.
  static size_t list_size(SqliteTokens& tokens) {
    for (size_t count = 1; tokens.next() == Kind::placeholder; ++count) {
      if (tokens.next() == Kind::close) return count;
      if (tokens.kind() != Kind::comma) return 0;
    }
    return 0;
  }

  // Writes the text before the list and the list, or nothing when its values are not the same in JSON.
  bool write_list(size_t placeholder, size_t count, size_t written, size_t at) {
    Buffer<char> json(arena());
    D1JsonCells cells(json, true);
    for (size_t i = 0; i < count; ++i) {
      json.push(i == 0 ? '[' : ',');
      const D1Parameter parameter{query_.parameters[indices_[placeholder + i] - 1]};
      if (!parameter.emit(host_, cells) || !cells.exact()) return false;
    }
    json.push(']');
    if (json.size() > limits::d1_value_bytes) return false;
    out_.parameters().push({query_.parameters[indices_[placeholder] - 1], -1, copy_text(arena(), json.view())});
    Buffer<char>& sql = out_.sql();
    sql.append(sql_.substr(written, at - written));
    sql.append("(select value from json_each(?");
    append_integer(sql, ++parameters_);
    sql.append("))");
    return true;
  }

  Status end_statement() {
    out_.end_statement();
    if (arena().exhausted()) return out_of_memory;
    const D1Statements::Statement last = out_[out_.size() - 1];
    begin_numbers();
    if (last.parameter_count > limits::d1_parameters) return too_many_parameters;
    return last.sql.size() > limits::d1_statement_bytes ? too_long : success;
  }

  // Divides the rows of an insert, whose first word has been taken.
  Status split_rows(SqliteTokens& tokens, bool& has_rows) {
    bool safe = true;
    while (!tokens.is_word("values")) {
      if (tokens.next() == Kind::end || tokens.kind() == Kind::placeholder || tokens.is_word("select")) return success;
      safe = safe && !is_any_word(tokens, {"fail", "rollback"});
    }
    Buffer<Row> rows(arena());
    size_t placeholder = 0;
    bool comma = false;
    while (tokens.next() == Kind::open) {
      Row row = {tokens.begin(), 0, placeholder, 0};
      for (uint32_t depth = 1; depth > 0;) {
        safe = take(tokens, row.placeholders) && safe;
        if (tokens.kind() == Kind::end) return success;
        depth += tokens.kind() == Kind::open;
        depth -= tokens.kind() == Kind::close;
      }
      row.end = tokens.end();
      placeholder += row.placeholders;
      rows.push(row);
      comma = tokens.next() == Kind::comma;
      if (!comma) break;
    }
    // A comma that no row follows is no SQL, and must not become some.
    if (arena().exhausted() || rows.size() < 2 || comma) return success;
    has_rows = true;
    Row tail = {tokens.begin(), 0, placeholder, tokens.kind() == Kind::placeholder ? 1u : 0u};
    while (tokens.kind() != Kind::end && tokens.kind() != Kind::semicolon)
      safe = take(tokens, tail.placeholders) && safe;
    tail.end = tokens.begin();
    if (tokens.kind() == Kind::semicolon && tokens.next() != Kind::end) safe = false;
    if (!safe) return query_.parameters.size() > limits::d1_parameters ? rows_depend : too_long;
    return write_rows(rows, tail);
  }

  // Takes a token, counts it when it is a placeholder, and says whether it leaves rows apart from each other. It may
  // say no too often.
  static bool take(SqliteTokens& tokens, size_t& placeholders) {
    const bool function = is_any_word(tokens, {"changes", "total_changes", "last_insert_rowid"});
    const bool quoted = tokens.kind() == Kind::quoted;
    tokens.next();
    placeholders += tokens.kind() == Kind::placeholder;
    // The name of a function may stand in quotes.
    if ((function || quoted) && tokens.kind() == Kind::open) return false;
    return !is_any_word(tokens, {"select", "values"});
  }

  Status write_rows(const Buffer<Row>& rows, const Row& tail) {
    const size_t head_bytes = rows[0].begin + (tail.end - tail.begin) + tail.placeholders * placeholder_growth;
    size_t row = 0;
    while (row < rows.size()) {
      size_t bytes = head_bytes;
      size_t placeholders = tail.placeholders;
      const size_t first = row;
      for (; row < rows.size(); ++row) {
        const Row& next = rows[row];
        bytes += next.end - next.begin + 2 + next.placeholders * placeholder_growth;
        placeholders += next.placeholders;
        if (row > first && (placeholders > limits::d1_parameters || bytes > limits::d1_statement_bytes)) break;
        out_.sql().append(row == first ? sql_.substr(0, rows[0].begin) : ", ");
        write(next.begin, next.end, next.first, false);
      }
      out_.sql().push(' ');
      write(tail.begin, tail.end, tail.first, false);
      if (const Status status = end_statement(); !status) return status;
    }
    return success;
  }

  const Statement& query_;
  std::string_view sql_;
  SqliteHost host_;
  D1Statements& out_;
  Buffer<uint32_t> indices_;
  Buffer<uint32_t> numbers_;  // of each parameter in the statement being written; 0 for none yet
  uint32_t parameters_ = 0;   // in that statement
};

}  // namespace

Status split_for_d1(const Statement& query, SqliteHost host, D1Statements& out) {
  return Splitter(query, host, out).split();
}

}  // namespace tcpless
