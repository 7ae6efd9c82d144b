#include "bindings/context.h"

#include "base/copy.h"
#include "base/parse_integer.h"

namespace tcpless {
namespace {

// The status and each RESPONSE_HEADER value.
constexpr uint32_t head_lines = 4;
constexpr Status malformed_head = failed<ErrorCode::protocol, "the head of the answer is malformed">;

uint32_t address_of(const void* pointer) { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(pointer)); }

std::string_view take_line(std::string_view& text) {
  const size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

bool Context::open() {
  exchange_.tape().reserve_for_failure();
  return !arena_.exhausted();
}

char* Context::input(size_t bytes) {
  return carries_answers() && built_ ? exchange_.input().room(bytes) : record_.reserve(bytes);
}

uint32_t Context::build(size_t bytes) {
  if (built_) return bit(Signal::stale);
  record_.commit(bytes);
  read_record(record_.view());
  built_ = true;
  record_.release();
  return signals();
}

void Context::read_record(std::string_view bytes) {
  Record record;
  if (const Status status = Record::parse(bytes, record); !status) {
    return exchange_.fail(status);
  }
  StepCursor steps(record);
  Settings settings;
  if (const Status status = read_settings(steps, settings); !status) {
    return exchange_.fail(status);
  }
  exchange_.begin(settings);
  codec_ = make_codec(record.service, arena_);
  if (codec_ == nullptr) {
    return exchange_.fail(failed<ErrorCode::unsupported, "this WebAssembly module does not carry the service">);
  }
  if (exchange_.lazy_rows() != nullptr && (!codec_->capabilities().lazy || record.operation != Operation::execute)) {
    codec_ = nullptr;
    return exchange_.fail(failed<ErrorCode::unsupported, "there are no lazy rows of this">);
  }
  codec_->begin(steps, record.operation, exchange_);
}

uint32_t Context::feed(size_t bytes, uint32_t flags) {
  if (!carries_answers() || !built_ || exchange_.failed() || exchange_.complete()) return bit(Signal::stale);
  exchange_.discard_output((flags & bit(FeedFlag::keep)) == 0);
  exchange_.input().commit(bytes);
  const bool head = (flags & bit(FeedFlag::head)) != 0;
  const bool last = (flags & bit(FeedFlag::last)) != 0;
  if (head) read_head();
  const bool body = !head || last || !exchange_.input().view().empty();
  if (body && !exchange_.failed()) codec_->feed(exchange_, last);
  return signals();
}

void Context::read_head() {
  InputBuffer& input = exchange_.input();
  std::string_view rest = input.view();
  for (uint32_t line = 0; line < head_lines; ++line) take_line(rest);
  const size_t size = input.view().size() - rest.size();
  std::string_view lines = copy_text(arena_, input.view().substr(0, size));
  input.skip(size);
  const auto status = parse_integer(take_line(lines));
  if (!status || *status < 100 || *status > 999) return exchange_.fail(malformed_head);
  static_assert(bit(ResponseHeader::content_type) == 0 && bit(ResponseHeader::retry_after) == 1 &&
                bit(ResponseHeader::request_id) == 2);
  ResponseHead head;
  head.status = static_cast<uint32_t>(*status);
  head.content_type = take_line(lines);
  head.retry_after = take_line(lines);
  head.request_id = take_line(lines);
  exchange_.begin_answer(head);
  codec_->begin_answer(exchange_);
}

uint32_t Context::reset() {
  if (!carries_answers() || codec_ == nullptr) return bit(Signal::stale);
  exchange_.restart();
  codec_->restart();
  return signals();
}

uint32_t Context::read(uint32_t column, uint32_t row, uint32_t count) {
  LazyRows* lazy = exchange_.lazy_rows();
  if (lazy == nullptr || !exchange_.complete()) return bit(Signal::stale);
  exchange_.discard_output();
  Tape& tape = exchange_.tape();
  const auto has_room = [&] { return tape.view().text.size() + tape.view().json.size() < limits::lazy_read_bytes; };
  for (; count > 0 && lazy->has(column, row) && has_room(); ++row, --count) {
    (void)exchange_.rows().begin_row();
    if (const std::string_view json = lazy->cell(column, row); json.data() == nullptr) {
      exchange_.rows().null_value();
    } else if (!codec_->emit_cell(column, json, exchange_)) {
      break;
    }
    exchange_.rows().end_row();
    ++decoded_cells_;
  }
  const uint32_t result = signals();
  exchange_.forget_failure();
  return result;
}

uint32_t Context::signals() {
  if (arena_.exhausted()) exchange_.fail_out_of_memory();
  exchange_.tape().close_rows();
  uint32_t signals = 0;
  if (exchange_.tape().view().word_count > 0) signals |= bit(Signal::tape);
  if (!exchange_.response_bytes().empty()) signals |= bit(Signal::bytes);
  if (exchange_.complete()) signals |= bit(Signal::complete);
  if (exchange_.failed()) signals |= bit(Signal::failed);
  return signals;
}

const uint32_t* Context::output() {
  const Tape::View tape = exchange_.tape().view();
  const std::string_view bytes = exchange_.response_bytes();
  const auto set = [this](OutputWord word, uint32_t value) { output_[static_cast<uint32_t>(word)] = value; };
  set(OutputWord::tape, address_of(tape.words));
  set(OutputWord::tape_words, static_cast<uint32_t>(tape.word_count));
  set(OutputWord::text, address_of(tape.text.data()));
  set(OutputWord::text_bytes, static_cast<uint32_t>(tape.text.size()));
  set(OutputWord::blob, address_of(tape.blob.data()));
  set(OutputWord::blob_bytes, static_cast<uint32_t>(tape.blob.size()));
  set(OutputWord::bytes, address_of(bytes.data()));
  set(OutputWord::bytes_bytes, static_cast<uint32_t>(bytes.size()));
  set(OutputWord::held_bytes, static_cast<uint32_t>(arena_.used()));
  set(OutputWord::decoded_cells, decoded_cells_);
  set(OutputWord::json, address_of(tape.json.data()));
  set(OutputWord::json_bytes, static_cast<uint32_t>(tape.json.size()));
  return output_;
}

}  // namespace tcpless
