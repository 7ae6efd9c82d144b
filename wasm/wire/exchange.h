// One operation from its record to its last row: what every codec works on.
#pragma once

#include "base/arena.h"
#include "rows/json_rows.h"
#include "rows/lazy_rows.h"
#include "rows/tape.h"
#include "rows/tape_rows.h"
#include "types/type_options.h"
#include "wire/failure.h"
#include "wire/input_buffer.h"
#include "wire/settings.h"

namespace tcpless {

// Texts that no error may show. Empty entries are ignored.
struct Secrets {
  static constexpr uint32_t most = 4;
  std::string_view texts[most];
};

// The status line and the RESPONSE_HEADER values of an answer.
struct ResponseHead {
  uint32_t status = 0;
  std::string_view content_type;
  std::string_view retry_after;
  std::string_view request_id;
};

// Whether a service of this module answers in bytes. All do unless bindings/modules/ says otherwise: then linking
// leaves out what reads answers and writes rows.
[[nodiscard]] bool carries_answers();

// Reads the entries of the setting `types`; returns the first one that is wrong.
using TypeOptionsReader = std::string_view(std::string_view entries, ValueOptions& out);

// Holds the input and the outputs of one query, and writes the sections that codecs have in common.
class Exchange {
 public:
  explicit Exchange(Arena& arena);

  [[nodiscard]] Arena& arena() { return arena_; }
  [[nodiscard]] InputBuffer& input() { return input_; }
  [[nodiscard]] Tape& tape() { return tape_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const ResponseHead& head() const { return head_; }
  // Where rows go: the tape or the response bytes.
  [[nodiscard]] RowOutput& rows() { return *rows_; }
  // Where cells go as they came when they are to be decoded later, else null.
  [[nodiscard]] LazyRows* lazy_rows() const { return carries_answers() ? lazy_rows_ : nullptr; }

  // The same when it is the response bytes, else null; and when it is the tape.
  [[nodiscard]] JsonRows* json_rows() const { return carries_answers() ? json_rows_ : nullptr; }
  [[nodiscard]] TapeRows& tape_rows() { return tape_rows_; }

  // Keeps the settings and makes rows() what they ask for. Called once, before anything else.
  void begin(const Settings& settings);
  // Reads the setting `types` as the database has it into `values`, over what these say already; fails when it is
  // wrong. Of a query of a batch, or of all.
  [[nodiscard]] bool read_types(Settings& settings, TypeOptionsReader& reader = read_type_options);
  [[nodiscard]] bool read_types(TypeOptionsReader& reader = read_type_options) { return read_types(settings_, reader); }
  void set_secrets(const Secrets& secrets) { secrets_ = secrets; }
  // Appends the text with its secrets hidden, also where they are percent-encoded. `cut`: more of it follows that is
  // not shown, so what could be the front of a secret at its end is left out.
  void append_without_secrets(Buffer<char>& clean, std::string_view text, bool cut = false) const;
  // Keeps the head of the answer, whose texts live in the arena.
  void begin_answer(const ResponseHead& head) { head_ = head; }

  // One more statement of a batch, with what its own settings say.
  void add_statement(const Settings& settings);
  [[nodiscard]] uint32_t statements() const { return static_cast<uint32_t>(statements_.size()); }
  // What is done next belongs to this statement of the batch: failures name it.
  void at_statement(uint32_t index) { statement_ = static_cast<int32_t>(index); }
  void at_no_statement() { statement_ = -1; }
  // The result of this statement comes next: its settings count.
  void begin_result(uint32_t index);

  // The `columns` section, and the columns of rows(), renamed as the settings ask. Fails when two columns that had
  // names of their own would have the same.
  void put_columns(const Column* columns, uint32_t count);
  // Forgets a row that was begun and not ended.
  void drop_row();
  // Called for each finished row.
  void count_row() { ++row_count_; }
  // The `meta` section. `last_id`: a safe integer, nullptr when unknown; `meta`: checked JSON, empty for none.
  void put_meta(const int64_t* last_id, std::string_view meta);
  // The `session` section: JSON to go on with, or nothing when the session has ended.
  void put_session(std::string_view json);
  // Whatever comes is the answer to a COMMIT: a failure that does not say that it had no effect leaves its outcome
  // unknown.
  void expect_commit() { commits_ = true; }
  // The `complete` section; the exchange is complete with the one of its last result. `affected` below 0: the service
  // did not say.
  void put_complete(std::string_view command, int64_t affected);
  // The `error` section, secrets removed; drops an unfinished row. Only the first failure counts.
  void fail(const Failure& failure);
  // `parameter` is the index of the parameter at fault, if there is one.
  void fail(Status status, int32_t parameter = -1);

  // Fails in the room that the tape keeps for it; what this feed put out may have gaps and is dropped.
  void fail_out_of_memory();

  // Drops a failure to decode a cell of lazy_rows(), which are as good as before.
  void forget_failure() { failed_ = false, complete_ = true; }

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] std::string_view response_bytes() const {
    return json_rows() != nullptr ? json_rows_->view() : std::string_view();
  }

  // Forgets what was put out and read; the response bytes only when asked to.
  void discard_output(bool response_bytes = true);
  // Forgets the answer, for another attempt.
  void restart();

 private:
  // What the settings of a statement of a batch change.
  struct BatchStatement {
    std::string_view types;
    ValueOptions values;
    std::string_view member;
    bool single;
  };

  [[nodiscard]] const Column* renamed(const Column* columns, uint32_t count);
  void put_error_words(const Failure& failure);

  Arena& arena_;
  InputBuffer input_;
  Tape tape_;
  Settings settings_;
  Secrets secrets_;
  ResponseHead head_;
  TapeRows tape_rows_;
  JsonRows* json_rows_ = nullptr;
  LazyRows* lazy_rows_ = nullptr;
  RowOutput* rows_;
  Buffer<BatchStatement> statements_;
  uint32_t results_ = 0;    // that are complete
  int32_t statement_ = -1;  // that is at work, in a batch
  uint64_t row_count_ = 0;
  bool failed_ = false;
  bool complete_ = false;
  bool commits_ = false;
};

}  // namespace tcpless
