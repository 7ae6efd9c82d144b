#include "wire/neon/neon_request.h"

#include "base/copy.h"
#include "json/escape.h"
#include "sql/postgres_parameter.h"
#include "wire/url.h"

namespace tcpless {
namespace {

constexpr std::string_view application_name = "application_name=tcpless";

Status append_derived_endpoint(Buffer<char>& out, const ConnectionString& parts, bool with_token) {
  if (is_loopback(parts)) {
    out.append("http://");
    append_host(out, parts);
    if (!parts.port.empty()) {
      out.push(':');
      out.append(parts.port);
    }
  } else if (is_address(parts)) {
    return failed<ErrorCode::connection_string,
                  "the connection string's host is an IP address, from which no SQL endpoint follows: use "
                  "the host name, or give the endpoint option">;
  } else {
    Buffer<char> host(out.arena());
    append_host(host, parts);
    const size_t dot = host.view().find('.');
    out.append("https://");
    if (dot == std::string_view::npos) {
      out.append(host.view());
    } else {
      out.append(with_token ? "apiauth" : "api");
      out.append(host.view().substr(dot));
    }
  }
  out.append("/sql");
  return success;
}

Status append_endpoint(Buffer<char>& out, const ConnectionString& parts, const Settings& settings) {
  if (settings.endpoint.empty()) {
    return append_derived_endpoint(out, parts, !settings.auth_token.empty());
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
  return query.starts_with("application_name=") || query.find("&application_name=") != std::string_view::npos;
}

void put_header(Tape& tape, std::string_view name, std::string_view value) {
  const uint32_t name_units = tape.text(name);
  const uint32_t value_units = tape.text(value);
  tape.word(name_units);
  tape.word(value_units);
}

// Index of the parameter that cannot be sent, in `parameter`.
Status append_body(Buffer<char>& out, const Statement& statement, uint32_t& parameter) {
  out.append("{\"query\":");
  append_json_string(out, statement.sql.view());
  out.append(",\"params\":[");
  parameter = 0;
  for (const StepCursor& value : statement.parameters) {
    if (parameter > 0) out.push(',');
    if (const Status status = append_postgres_parameter(value, out); !status) return status;
    ++parameter;
  }
  out.append("]}");
  return success;
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
    Buffer<char> authorization(arena);
    authorization.append("Bearer ");
    authorization.append(settings.auth_token);
    put_header(tape, "Authorization", authorization.view());
  }
  tape.word(static_cast<uint32_t>(body.size()));
  tape.bytes(body);
}

}  // namespace

void put_neon_request(const Statement& statement, Exchange& exchange) {
  Arena& arena = exchange.arena();
  const Settings& settings = exchange.settings();
  ConnectionString parts;
  if (const Status status = parse_connection_string(settings.url, parts); !status) {
    return exchange.fail(status);
  }
  exchange.set_secrets(secrets_of(parts, settings, arena));
  if (!is_header_token(settings.auth_token)) {
    return exchange.fail(
        Failure(failed<ErrorCode::option, "the auth token has a character that a bearer token cannot have">));
  }
  Buffer<char> endpoint(arena);
  if (const Status status = append_endpoint(endpoint, parts, settings); !status) {
    return exchange.fail(status);
  }
  Buffer<char> body(arena);
  uint32_t parameter = 0;
  if (const Status status = append_body(body, statement, parameter); !status) {
    return exchange.fail(Failure(status).at_parameter(parameter));
  }
  if (body.size() > limits::neon_request_bytes) {
    return exchange.fail(failed<ErrorCode::limit, "the request is larger than Neon takes">);
  }
  put_request(exchange.tape(), settings, parts, endpoint.view(), body.view());
}

}  // namespace tcpless
