// neon.wasm: Neon's SQL over HTTP.
#include "sql/dialect.h"
#include "wire/neon/neon_codec.h"

tcpless::Codec* tcpless::make_codec(Service service, Arena& arena) {
  return service == Service::neon ? place_codec<NeonCodec>(arena, arena) : nullptr;
}

bool tcpless::carries(Dialect dialect) { return dialect == Dialect::postgres; }
