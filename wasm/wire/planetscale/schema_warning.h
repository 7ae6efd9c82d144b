// What migrating users meet: schema that Vitess does not keep as MySQL does.
#pragma once

#include <string_view>

namespace tcpless {

// What to tell of a statement that creates or alters a table with a foreign key; nothing of others.
[[nodiscard]] std::string_view schema_warning(std::string_view sql);

}  // namespace tcpless
