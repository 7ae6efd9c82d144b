// A service that exists only here and uses everything the codec contract has.
#pragma once

#include "wire/codec.h"

namespace tcpless::test {

inline constexpr auto paging_service = static_cast<Service>(4000);

// The query is one `text` step. Its SHA-256 is asked of the host and sent as a header of the first request. A page is
// lines: `row:CELL,CELL` for each row of two columns, `page:TOKEN` when another request must follow, `end:COUNT` when
// nothing does. A status other than 200 is an error whose body is the message, 503 a retryable one.
class PagingCodec final : public Codec {
 public:
  explicit PagingCodec(Arena& arena) : query_(arena), digest_(arena) {}

  [[nodiscard]] const Capabilities& capabilities() const override;
  void begin(StepCursor steps, Operation operation, Exchange& exchange) override;
  void begin_answer(Exchange& exchange) override;
  void feed(Exchange& exchange, bool last) override;
  void restart() override;

 private:
  enum class State : uint8_t { digest, answer, between_pages };

  void feed_digest(Exchange& exchange, bool last);
  void feed_page(Exchange& exchange, bool last);
  // Cells before the end of the line are put out as they come, so that a row can be cut between feeds.
  [[nodiscard]] bool feed_cells(Exchange& exchange);
  [[nodiscard]] bool feed_line(std::string_view line, Exchange& exchange, bool last);
  void put_request(Exchange& exchange, std::string_view token);

  Buffer<char> query_;
  Buffer<char> digest_;
  uint32_t column_ = 0;
  State state_ = State::digest;
  bool in_row_ = false;
  bool has_columns_ = false;
};

}  // namespace tcpless::test
