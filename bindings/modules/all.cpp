// all.wasm: every service, for connect().
#include "wire/d1/d1_binding_codec.h"
#include "wire/d1/d1_rest_codec.h"
#include "wire/neon/neon_codec.h"
#include "wire/planetscale/planetscale_codec.h"

tcpless::Codec* tcpless::make_codec(Service service, Arena& arena) {
  switch (service) {
    case Service::neon:
      return place_codec<NeonCodec>(arena, arena);
    case Service::d1:
    case Service::durable_object: {
      SqliteHost host = service == Service::d1 ? SqliteHost::d1 : SqliteHost::durable_object;
      return place_codec<D1BindingCodec>(arena, host);
    }
    case Service::d1_rest:
      return place_codec<D1RestCodec>(arena, arena);
    case Service::planetscale:
      return place_codec<PlanetscaleCodec>(arena, arena);
  }
  return nullptr;
}
