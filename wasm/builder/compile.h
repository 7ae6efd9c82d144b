// From a recorded query to SQL text.
#pragma once

#include <string_view>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/status.h"

namespace tcpless::builder {

// Kysely's calls, compiled. Everything in it lives in its arena.
class CompiledQuery {
 public:
  explicit CompiledQuery(size_t limit_bytes) : arena_(limit_bytes), words_(arena_), text_(arena_) {}

  // Compiles `record` (bindings/query.def), which must stay as it is meanwhile. Nesting and size are bounded by the
  // limit of the arena alone. Fails with `template_misuse`, `identifier`, `parameter`, `limit`, `out_of_memory`.
  [[nodiscard]] Status compile(std::string_view record);

  // The QUERY_WORDs and, if they are not in their order, the index of each value; then the text: what is not supported,
  // and the SQL. After a failure: the words, and the message as text.
  [[nodiscard]] const Buffer<uint32_t>& words() const { return words_; }
  [[nodiscard]] std::string_view text() const { return text_.view(); }

  [[nodiscard]] std::string_view sql() const { return text_.view().substr(words_[unsupported_word]); }
  [[nodiscard]] std::string_view unsupported() const { return text_.view().substr(0, words_[unsupported_word]); }

  [[nodiscard]] Arena& arena() { return arena_; }

 private:
  static constexpr size_t unsupported_word = 3;

  [[nodiscard]] Status write(std::string_view record);

  Arena arena_;
  Buffer<uint32_t> words_;
  Buffer<char> text_;
};

}  // namespace tcpless::builder
