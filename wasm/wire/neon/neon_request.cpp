#include "wire/neon/neon_request.h"

#include "base/copy.h"
#include "json/escape.h"
#include "sql/postgres_parameter.h"
#include "wire/url.h"

namespace tcpless {
namespace {

constexpr std::string_view application_name = "application_name=tcpless";

Status append_derived_endpoint(Buffer<char>& out, const Host& host, bool with_token) {
  if (is_loopback(host)) {
    out.append("http://");
    append_host(out, host);
  } else if (is_address(host)) {
    return failed<ErrorCode::connection_string,
                  "the connection string's host is an IP address, from which no endpoint follows: use the host name, "
                  "or the option endpoint">;
  } else {
    out.append("https://");
    std::string_view name = host.name;
    if (const size_t dot = name.find('.'); dot != std::string_view::npos) {
      out.append(with_token ? "apiauth" : "api");
      name.remove_prefix(dot);
    }
    append_lower(out, name);
  }
  out.append("/sql");
  return success;
}

Status append_endpoint(Buffer<char>& out, const ConnectionString& parts, const Settings& settings) {
  if (settings.endpoint.empty()) {
    return append_derived_endpoint(out, parts.host, !settings.auth_token.empty());
  }
  out.append(settings.endpoint);
  return check_endpoint(settings.endpoint, settings.insecure);
}

// Everything an error might have to hide: what was written, and what it means.
Secrets secrets_of(const ConnectionString& parts, const Settings& settings, Arena& arena) {
  Buffer<char> password(arena);
  append_percent_decoded(password, parts.password);
  return {{parts.password, copy_text(arena, password.view()), settings.auth_token, settings.url}};
}

bool names_application(std::string_view query) {
  constexpr std::string_view name = "application_name=";
  for (;;) {
    if (query.starts_with(name)) return true;
    const size_t next = query.find('&');
    if (next == std::string_view::npos) return false;
    query.remove_prefix(next + 1);
  }
}

void put_header(Tape& tape, std::string_view name, std::string_view value) {
  tape.counted_text(name);
  tape.counted_text(value);
}

StatementError append_body(Buffer<char>& out, const Statement& statement) {
  out.append("{\"query\":");
  append_json_string(out, statement.sql.view());
  out.append(",\"params\":[");
  int32_t parameter = 0;
  for (const StepCursor& value : statement.parameters) {
    if (parameter > 0) out.push(',');
    if (const Status status = append_postgres_parameter(value, out); !status) return {status, parameter};
    ++parameter;
  }
  out.append("]}");
  return {};
}

void put_request(Tape& tape, const Settings& settings, const ConnectionString& parts, std::string_view endpoint,
                 std::string_view body) {
  Arena& arena = tape.text_buffer().arena();
  Buffer<char> connection(arena);
  append_normalised(connection, parts, names_application(parts.query) ? std::string_view() : application_name);
  const bool with_token = !settings.auth_token.empty();
  tape.section(Section::request);
  tape.counted_text(endpoint);
  tape.word(with_token ? 4 : 3);
  put_header(tape, "Neon-Connection-String", connection.view());
  put_header(tape, "Neon-Raw-Text-Output", "true");
  put_header(tape, "Neon-Array-Mode", "true");
  if (with_token) {
    tape.counted_text("Authorization");
    const uint32_t scheme_units = tape.text("Bearer ");
    tape.word(scheme_units + tape.text(settings.auth_token));
  }
  tape.word(static_cast<uint32_t>(body.size()));
  tape.bytes(body);
}

}  // namespace

StatementError put_neon_request(const Statement& statement, Exchange& exchange) {
  Arena& arena = exchange.arena();
  const Settings& settings = exchange.settings();
  ConnectionString parts;
  if (const Status status = parse_connection_string(settings.url, parts); !status) return {status};
  exchange.set_secrets(secrets_of(parts, settings, arena));
  if (!is_header_token(settings.auth_token)) {
    return {failed<ErrorCode::option, "the auth token has a character that it cannot have">};
  }
  Buffer<char> endpoint(arena);
  if (const Status status = append_endpoint(endpoint, parts, settings); !status) return {status};
  Buffer<char> body(arena);
  if (const StatementError error = append_body(body, statement); !error.status) return error;
  if (body.size() > limits::neon_request_bytes) {
    return {failed<ErrorCode::limit, "the request is larger than Neon takes">};
  }
  put_request(exchange.tape(), settings, parts, endpoint.view(), body.view());
  return {};
}

}  // namespace tcpless
