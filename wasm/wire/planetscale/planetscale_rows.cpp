#include "wire/planetscale/planetscale_rows.h"

#include "base/parse_integer.h"
#include "rows/base64_decode.h"

namespace tcpless {
namespace {

// Behind a row there is always more: the end of the document.
bool take(const char*& from, const char* end, std::string_view text) {
  if (static_cast<size_t>(end - from) < text.size() || std::memcmp(from, text.data(), text.size()) != 0) return false;
  from += text.size();
  return true;
}

// What the writer of Vitess puts behind some colons and commas, or does not:
// https://pkg.go.dev/google.golang.org/protobuf/encoding/protojson#Marshal
void pass_space(const char*& from, const char* end) {
  if (from != end && *from == ' ') ++from;
}

}  // namespace

size_t PlanetscaleRows::take(std::string_view input, bool first, Exchange& exchange) {
  const char* from = input.data();
  const char* const end = from + input.size();
  for (const char* row = from; row != end && !exchange.failed(); row = from) {
    if (!first && *row++ != ',') break;
    pass_space(row, end);
    row = read_row(row, end);
    if (row == nullptr) break;
    emit_row(exchange);
    from = row;
    first = false;
  }
  return static_cast<size_t>(from - input.data());
}

const char* PlanetscaleRows::read_row(const char* from, const char* end) {
  begin_row();
  if (!tcpless::take(from, end, "{\"lengths\":")) return nullptr;
  pass_space(from, end);
  if (!tcpless::take(from, end, "[")) return nullptr;
  for (size_t column = 0; column < columns_.size(); ++column) {
    if (column > 0) {
      if (!tcpless::take(from, end, ",")) return nullptr;
      pass_space(from, end);
    }
    if (tcpless::take(from, end, "\"-1\"")) {
      lengths_.push(null_length);
      continue;
    }
    if (!tcpless::take(from, end, "\"")) return nullptr;
    const char* const digits = from;
    uint32_t length = 0;
    for (; from != end && is_digit(*from); ++from) length = length * 10 + static_cast<uint32_t>(*from - '0');
    if (from == digits || from - digits > 8 || !tcpless::take(from, end, "\"")) return nullptr;
    lengths_.push(length);
    total_ += length;
  }
  if (!tcpless::take(from, end, "]")) return nullptr;
  if (total_ > 0) {
    if (!tcpless::take(from, end, ",")) return nullptr;
    pass_space(from, end);
    if (!tcpless::take(from, end, "\"values\":")) return nullptr;
    pass_space(from, end);
    if (!tcpless::take(from, end, "\"")) return nullptr;
    if (total_ > static_cast<size_t>(end - from)) return nullptr;
    const auto size = static_cast<size_t>(total_);
    const size_t digits = base64_digits(size);
    if (static_cast<size_t>(end - from) <= digits) return nullptr;
    char* const to = bytes_.reserve(size + base64_slack);
    if (to == nullptr) return nullptr;
    const Base64 read = decode_base64(from, digits, to);
    if (read == Base64::malformed) return nullptr;
    bytes_.commit(size);
    ascii_ = read == Base64::ascii;
    from += digits;
    if (digits % 4 != 0 && !tcpless::take(from, end, digits % 4 == 3 ? "=" : "==")) return nullptr;
    if (!tcpless::take(from, end, "\"")) return nullptr;
  }
  return tcpless::take(from, end, "}") ? from : nullptr;
}

void PlanetscaleRows::begin_row() {
  lengths_.clear();
  bytes_.clear();
  total_ = 0;
  ascii_ = true;
}

std::string_view PlanetscaleRows::add_length(std::string_view digits) {
  const auto length = parse_integer(digits);
  if (!length || *length > INT32_MAX) return "a length is not one";
  if (lengths_.size() == columns_.size()) return "a row has more lengths than there are fields";
  lengths_.push(*length < 0 ? null_length : static_cast<uint32_t>(*length));
  total_ += *length < 0 ? 0 : static_cast<uint32_t>(*length);
  return {};
}

std::string_view PlanetscaleRows::set_values(std::string_view base64) {
  while (base64.ends_with('=')) base64.remove_suffix(1);
  const size_t size = base64.size() / 4 * 3 + base64.size() % 4 * 6 / 8;
  char* const to = bytes_.reserve(size + base64_slack);
  if (to == nullptr) return {};  // no memory, which is reported after the feed
  const Base64 read = decode_base64(base64.data(), base64.size(), to);
  if (read == Base64::malformed || base64.size() % 4 == 1) return "`values` is not base64";
  bytes_.commit(size);
  ascii_ = read == Base64::ascii;
  return {};
}

std::string_view PlanetscaleRows::end_row(Exchange& exchange) {
  if (exchange.arena().exhausted()) return {};
  if (lengths_.size() != columns_.size()) return "a row has fewer lengths than there are fields";
  if (bytes_.size() != total_) return "the lengths of a row do not add up to its bytes";
  emit_row(exchange);
  return {};
}

void PlanetscaleRows::emit_row(Exchange& exchange) {
  exchange.count_row();
  if (LazyRows* lazy = exchange.lazy_rows(); lazy != nullptr) {
    return lazy->put_row(bytes_.view(), lengths_.data(), static_cast<uint32_t>(lengths_.size()));
  }
  if (const Status status = exchange.rows().begin_row(); !status) return exchange.fail(status);
  const char* cell = bytes_.data();
  for (uint32_t column = 0; column < lengths_.size(); ++column) {
    const uint32_t length = lengths_[column];
    if (length == null_length) {
      exchange.rows().null_value();
      continue;
    }
    if (!emit_cell(column, {cell, length}, ascii_, exchange)) return;
    cell += length;
  }
  exchange.rows().end_row();
}

bool PlanetscaleRows::emit_cell(uint32_t column, std::string_view cell, bool ascii, Exchange& exchange) {
  if (column >= columns_.size()) return false;  // no memory
  const Status status =
      emit_mysql_value(columns_[column], cell, ascii, exchange.settings().values, exchange.arena(), exchange.rows());
  if (!status) exchange.fail(Failure(status).at_column(column));
  return static_cast<bool>(status);
}

}  // namespace tcpless
