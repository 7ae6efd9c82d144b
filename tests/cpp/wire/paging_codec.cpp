#include "wire/paging_codec.h"

#include "base/copy.h"
#include "base/parse_integer.h"

namespace tcpless::test {
namespace {

constexpr uint32_t page_columns = 2;
constexpr std::string_view row_begin = "row:";
constexpr Capabilities paging_capabilities = {
    .service = "paging",
    .batch = Capabilities::Batch::none,
    .session = Capabilities::Session::token,
    .streaming = true,
    .parameters = 0,
};

Failure protocol_failure(std::string_view message, Exchange& exchange) {
  return Failure(ErrorCode::protocol, message).at_offset(exchange.input().offset());
}

}  // namespace

const Capabilities& PagingCodec::capabilities() const { return paging_capabilities; }

void PagingCodec::begin(StepCursor steps, Operation /*operation*/, Exchange& exchange) {
  if (steps.peek() != Step::text) {
    return exchange.fail(Failure(ErrorCode::unsupported, "only a text can be sent"));
  }
  steps.skip_opcode();
  std::string_view query;
  if (const Status status = steps.take_text(query); !status) return exchange.fail(status);
  query_.append(query);
  Tape& tape = exchange.tape();
  tape.section(Section::need);
  tape.word(static_cast<uint32_t>(Need::digest_sha256));
  tape.word(static_cast<uint32_t>(query_.size()));
  tape.bytes(query_.view());
}

void PagingCodec::begin_answer(Exchange& exchange) {
  if (state_ == State::digest) return exchange.fail(protocol_failure("an answer came before the digest", exchange));
  state_ = State::answer;
}

void PagingCodec::feed(Exchange& exchange, bool last) {
  switch (state_) {
    case State::digest:
      return feed_digest(exchange, last);
    case State::answer:
      return feed_page(exchange, last);
    case State::between_pages:
      return exchange.fail(protocol_failure("bytes came after the end of a page", exchange));
  }
}

void PagingCodec::feed_digest(Exchange& exchange, bool last) {
  InputBuffer& input = exchange.input();
  if (!last) return;
  if (input.view().size() != 32) return exchange.fail(protocol_failure("a digest has 32 bytes", exchange));
  for (const char c : input.view()) {
    digest_.push("0123456789abcdef"[static_cast<uint8_t>(c) >> 4]);
    digest_.push("0123456789abcdef"[static_cast<uint8_t>(c) & 15]);
  }
  input.consume(32);
  state_ = State::between_pages;
  put_request(exchange, "first");
}

void PagingCodec::put_request(Exchange& exchange, std::string_view token) {
  Tape& tape = exchange.tape();
  // Rows of the page before may still be open.
  tape.close_rows();
  tape.section(Section::request);
  tape.counted_text("https://paging.test/");
  tape.word(2);
  for (const auto& [name, value] :
       {std::pair<std::string_view, std::string_view>{"X-Digest", digest_.view()}, {"X-Page", token}}) {
    const uint32_t name_units = tape.text(name);
    const uint32_t value_units = tape.text(value);
    tape.word(name_units);
    tape.word(value_units);
  }
  tape.word(static_cast<uint32_t>(query_.size()));
  tape.bytes(query_.view());
}

void PagingCodec::feed_page(Exchange& exchange, bool last) {
  InputBuffer& input = exchange.input();
  if (exchange.head().status != 200) {
    if (!last) return;
    Failure failure(ErrorCode::unavailable, copy_text(exchange.arena(), input.view()));
    failure.status = exchange.head().status;
    if (failure.status == 503) failure.flags |= bit(ErrorFlag::retryable) | bit(ErrorFlag::not_applied);
    return exchange.fail(failure);
  }
  if (!has_columns_) {
    const Column columns[page_columns] = {{.name = "a"}, {.name = "b"}};
    exchange.put_columns(columns, page_columns);
    has_columns_ = true;
  }
  for (;;) {
    if (in_row_ || input.view().starts_with(row_begin)) {
      if (!feed_cells(exchange)) break;
      continue;
    }
    const size_t end = input.view().find('\n');
    if (end == std::string_view::npos) break;
    const std::string_view line = copy_text(exchange.arena(), input.view().substr(0, end));
    input.consume(end + 1);
    if (!feed_line(line, exchange, last)) return;
  }
  if (last && !exchange.failed()) exchange.fail(protocol_failure("the page ends too early", exchange));
}

bool PagingCodec::feed_cells(Exchange& exchange) {
  InputBuffer& input = exchange.input();
  if (!in_row_) {
    if (const Status status = exchange.rows().begin_row(); !status) {
      exchange.fail(Failure(status));
      return false;
    }
    input.consume(row_begin.size());
    in_row_ = true;
    column_ = 0;
  }
  const size_t end = input.view().find_first_of(",\n");
  if (end == std::string_view::npos) return false;
  const bool line_end = input.view()[end] == '\n';
  if (column_ == page_columns || (line_end && column_ + 1 != page_columns)) {
    exchange.fail(protocol_failure("a row has two cells", exchange).at_column(column_));
    return false;
  }
  exchange.rows().text(input.view().substr(0, end));
  ++column_;
  input.consume(end + 1);
  if (!line_end) return true;
  exchange.rows().end_row();
  exchange.count_row();
  in_row_ = false;
  return true;
}

bool PagingCodec::feed_line(std::string_view line, Exchange& exchange, bool last) {
  if (!last || !exchange.input().view().empty()) {
    exchange.fail(protocol_failure("a page goes on after its end", exchange));
    return false;
  }
  if (line.starts_with("page:")) {
    state_ = State::between_pages;
    put_request(exchange, line.substr(5));
  } else if (line.starts_with("end:")) {
    exchange.put_complete("PAGES", parse_integer(line.substr(4)).value_or(-1));
  } else {
    exchange.fail(protocol_failure("a line is of no known kind", exchange));
  }
  return false;
}

void PagingCodec::restart() {
  if (state_ != State::digest) state_ = State::between_pages;
  in_row_ = has_columns_ = false;
}

}  // namespace tcpless::test
