// The one abstraction: what a service is to the rest of the core.
#pragma once

#include <new>

#include "wire/exchange.h"

namespace tcpless {

// What a service can do at all; finer limits are typed errors before sending.
struct Capabilities {
  enum class Batch : uint8_t { none, atomic };
  enum class Session : uint8_t { none, token, websocket };

  std::string_view service;  // as errors name it
  Batch batch = Batch::none;
  Session session = Session::none;
  bool streaming = false;   // rows can be given before the answer is whole
  bool lazy = false;        // cells can be put into lazy_rows() and decoded later
  uint32_t parameters = 0;  // most a statement may have
};

// A state machine for one operation of one service. It does no I/O: it puts a `request` section (or
// `statement`, for a binding that takes values) on the tape, is fed the answer in any pieces, and
// puts out columns, rows and `complete`, or an error. A `need` section asks the host for something
// only it has; its answer comes as the next piece.
class Codec {
 public:
  [[nodiscard]] virtual const Capabilities& capabilities() const = 0;

  // Reads the steps after the settings and puts out the first request.
  virtual void begin(StepCursor steps, Operation operation, Exchange& exchange) = 0;

  // The status and headers have come; exchange.head() has them.
  virtual void begin_answer(Exchange& exchange) = 0;

  // More of the body (or the answer to a need) stands in exchange.input(), from which the codec
  // consumes what it has used. `last`: nothing follows.
  virtual void feed(Exchange& exchange, bool last) = 0;

  // Forgets the answer so far; another attempt's head comes next.
  virtual void restart() = 0;

  // Decodes a cell of lazy_rows(), given as LazyRows::cell() gives it, and puts it out to rows(). False when the
  // exchange has failed by it or there is no memory. A codec that puts nothing into lazy_rows() is never asked.
  virtual bool emit_cell(uint32_t /*column*/, std::string_view /*kept*/, Exchange& /*exchange*/) { return false; }

 protected:
  ~Codec() = default;  // lives in an arena, which frees it without calling this
};

// Makes the codec of a service in the arena; nullptr when this module does not carry the service, or
// when there is no memory, which the arena then tells. Each module links exactly one definition
// (bindings/modules/).
[[nodiscard]] Codec* make_codec(Service service, Arena& arena);

// What such a definition does for a service it carries.
template <class ServiceCodec, class... Arguments>
[[nodiscard]] Codec* place_codec(Arena& arena, Arguments&... arguments) {
  void* place = arena.allocate(sizeof(ServiceCodec));
  return place == nullptr ? nullptr : new (place) ServiceCodec(arguments...);
}

}  // namespace tcpless
