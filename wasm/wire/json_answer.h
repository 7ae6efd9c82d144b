// What codecs share whose service answers over HTTP with one JSON document.
#pragma once

#include "json/reader.h"
#include "wire/exchange.h"

namespace tcpless {

// How far the reader of an answer has come. `done`: the value that it reads is closed. Asked again it says so again.
enum class Progress : uint8_t { need_more, done, failed };

// The body of such an answer, a piece at a time: between open() and close() the codec reads what open() has made ready,
// and it puts out `complete` when close() says that the document is whole.
//
//   if (answer_.open(exchange, last) && answer_.close(result_.read(answer_.reader(), exchange), exchange)) {
//     result_.put_complete(exchange);
//   }
class JsonAnswer {
 public:
  // Makes the exchange's input ready to be read. False: there is nothing to read yet, or the exchange has failed
  // because it is no JSON.
  [[nodiscard]] bool open(Exchange& exchange, bool last);

  [[nodiscard]] JsonReader& reader() { return reader_; }

  // Keeps what must outlive the piece and gives the rest back. `progress` is how far the codec came; whether the
  // document was read to its end, with nothing behind it.
  [[nodiscard]] bool close(Progress progress, Exchange& exchange);

  // Another attempt's answer comes next.
  void restart() { reader_ = {}; }

 private:
  JsonReader reader_;
};

// Of an answer that is an error: whether its body has come, or enough of it, and stands in the exchange's input.
[[nodiscard]] bool has_error_body(Exchange& exchange, bool last);

// The next token; the exchange has failed when that is `failed`.
[[nodiscard]] JsonToken next_token(JsonReader& reader, Exchange& exchange);

// Fails because of the last token, at its end. Returns false, for whoever goes on while all is well.
bool fail_at_token(std::string_view message, const JsonReader& reader, Exchange& exchange);

}  // namespace tcpless
