// d1.wasm: the bindings of SQLite, Cloudflare D1's and the storage of Durable Objects.
#include "sql/dialect.h"
#include "wire/d1/d1_binding_codec.h"

tcpless::Codec* tcpless::make_codec(Service service, Arena& arena) {
  SqliteHost host = SqliteHost::d1;
  if (service == Service::durable_object) {
    host = SqliteHost::durable_object;
  } else if (service != Service::d1) {
    return nullptr;
  }
  return place_codec<D1BindingCodec>(arena, host);
}

bool tcpless::carries(Dialect dialect) { return dialect == Dialect::sqlite; }

// Rows come as values.
bool tcpless::carries_answers() { return false; }
