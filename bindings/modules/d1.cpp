// d1.wasm: Cloudflare D1 by its binding.
#include "sql/dialect.h"
#include "wire/d1/d1_binding_codec.h"

tcpless::Codec* tcpless::make_codec(Service service, Arena& arena) {
  return service == Service::d1 ? place_codec<D1BindingCodec>(arena) : nullptr;
}

bool tcpless::carries(Dialect dialect) { return dialect == Dialect::sqlite; }
