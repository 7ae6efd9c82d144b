// The services of the test program: those that ship, and one that does not.
#include "wire/d1/d1_binding_codec.h"
#include "wire/d1/d1_rest_codec.h"
#include "wire/neon/neon_codec.h"
#include "wire/paging_codec.h"
#include "wire/planetscale/planetscale_codec.h"

tcpless::Codec* tcpless::make_codec(Service service, Arena& arena) {
  if (service == Service::neon) return place_codec<NeonCodec>(arena, arena);
  SqliteHost host = service == Service::d1 ? SqliteHost::d1 : SqliteHost::durable_object;
  if (service == Service::d1 || service == Service::durable_object) return place_codec<D1BindingCodec>(arena, host);
  if (service == Service::d1_rest) return place_codec<D1RestCodec>(arena, arena);
  if (service == Service::planetscale) return place_codec<PlanetscaleCodec>(arena, arena);
  if (service == test::paging_service) return place_codec<test::PagingCodec>(arena, arena);
  return nullptr;
}
