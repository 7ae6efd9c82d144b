// planetscale.wasm: PlanetScale for MySQL.
#include "sql/dialect.h"
#include "wire/planetscale/planetscale_codec.h"

tcpless::Codec* tcpless::make_codec(Service service, Arena& arena) {
  return service == Service::planetscale ? place_codec<PlanetscaleCodec>(arena, arena) : nullptr;
}

bool tcpless::carries(Dialect dialect) { return dialect == Dialect::mysql; }
