// d1_rest.wasm: Cloudflare D1 by its REST API. The binding has a module of its own, a third smaller: it needs no JSON.
#include "sql/dialect.h"
#include "wire/d1/d1_rest_codec.h"

tcpless::Codec* tcpless::make_codec(Service service, Arena& arena) {
  return service == Service::d1_rest ? place_codec<D1RestCodec>(arena, arena) : nullptr;
}

bool tcpless::carries(Dialect dialect) { return dialect == Dialect::sqlite; }
