#include "wire/neon/neon_request.h"

#include "base/copy.h"
#include "json/escape.h"
#include "sql/postgres_parameter.h"
#include "wire/connection_string.h"
#include "wire/settings.h"
#include "wire/url.h"

namespace tcpless {
namespace {

constexpr std::string_view application_name = "application_name=tcpless";
constexpr Status malformed = failed<ErrorCode::protocol, "the record of the query is malformed">;

bool ends_with_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() > lower.size() && starts_with_ignoring_case(text.substr(text.size() - lower.size()), lower);
}

Provider provider_of(const Settings& settings, std::string_view host) {
  if (settings.provider != Provider::of_host) return settings.provider;
  if (ends_with_ignoring_case(host, ".xata.tech")) return Provider::xata;
  return ends_with_ignoring_case(host, ".pg.psdb.cloud") ? Provider::planetscale : Provider::neon;
}

// What Neon has and others that speak its protocol have not.
Status check_provider(Provider provider, const ConnectionString& parts, const Exchange& exchange) {
  if (provider == Provider::neon) return success;
  if (!exchange.settings().auth_token.empty()) {
    return failed<ErrorCode::option, "only Neon takes an auth token: this service needs the password">;
  }
  if (parts.password.empty()) {
    return failed<ErrorCode::connection_string, "the connection string needs a password for this service">;
  }
  if (provider == Provider::xata && exchange.statements() > limits::xata_batch_statements) {
    return failed<ErrorCode::limit, "Xata takes at most 100 queries in a batch">;
  }
  return success;
}

Status append_derived_endpoint(Buffer<char>& out, const Host& host, Provider provider, bool with_token) {
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
    if (const size_t dot = name.find('.'); provider == Provider::neon && dot != std::string_view::npos) {
      out.append(with_token ? "apiauth" : "api");
      name.remove_prefix(dot);
    }
    append_lower(out, name);
  }
  out.append("/sql");
  return success;
}

Status append_endpoint(Buffer<char>& out, const ConnectionString& parts, Provider provider, const Settings& settings) {
  if (settings.endpoint.empty()) {
    return append_derived_endpoint(out, parts.host, provider, !settings.auth_token.empty());
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

// The statement at the cursor, which goes on behind it.
StatementError append_statement(Buffer<char>& out, StepCursor& steps, Statement& statement) {
  if (const StatementError error = compile_statement(steps, Dialect::postgres, statement); !error.status) return error;
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

StatementError append_batch(Buffer<char>& out, StepCursor& steps, Statement& statement, Exchange& exchange) {
  out.append("{\"queries\":");
  char before = '[';
  do {
    exchange.at_statement(exchange.statements());
    if (steps.peek() != Step::query) return {malformed};
    steps.skip_opcode();
    Settings settings = exchange.settings();
    if (const Status status = read_settings(steps, settings); !status) return {status};
    if (!exchange.read_types(settings)) return {malformed};
    exchange.add_statement(settings);
    out.push(before);
    before = ',';
    if (const StatementError error = append_statement(out, steps, statement); !error.status) return error;
  } while (!steps.at_end());
  exchange.at_no_statement();
  out.append("]}");
  return {};
}

// The headers of a batch: https://github.com/neondatabase/neon, proxy/src/serverless/sql_over_http.rs.
uint32_t put_batch_headers(Tape& tape, const Settings& settings) {
  constexpr std::string_view levels[] = {
#define ISOLATION_LEVEL(name, value, header) header,
#include "bindings/layout.def"
  };
  uint32_t count = 0;
  const auto put = [&](bool asked, std::string_view name, std::string_view value) {
    if (!asked) return;
    put_header(tape, name, value);
    ++count;
  };
  const std::string_view level = levels[static_cast<uint32_t>(settings.isolation_level)];
  put(!level.empty(), "Neon-Batch-Isolation-Level", level);
  put(settings.read_only, "Neon-Batch-Read-Only", "true");
  put(settings.deferrable, "Neon-Batch-Deferrable", "true");
  return count;
}

void put_request(Tape& tape, const Settings& settings, bool batch, const ConnectionString& parts,
                 std::string_view endpoint, std::string_view body) {
  Arena& arena = tape.text_buffer().arena();
  Buffer<char> connection(arena);
  append_normalised(connection, parts, names_application(parts.query) ? std::string_view() : application_name);
  const bool with_token = !settings.auth_token.empty();
  tape.section(Section::request);
  tape.counted_text(endpoint);
  const size_t header_count = tape.word_count();
  tape.word(0);
  put_header(tape, "Neon-Connection-String", connection.view());
  put_header(tape, "Neon-Raw-Text-Output", "true");
  put_header(tape, "Neon-Array-Mode", "true");
  if (with_token) {
    tape.counted_text("Authorization");
    const uint32_t scheme_units = tape.text("Bearer ");
    tape.word(scheme_units + tape.text(settings.auth_token));
  }
  tape.set_word(header_count, (with_token ? 4 : 3) + (batch ? put_batch_headers(tape, settings) : 0));
  tape.word(static_cast<uint32_t>(body.size()));
  tape.bytes(body);
}

}  // namespace

StatementError put_neon_request(StepCursor& steps, bool batch, Exchange& exchange) {
  Arena& arena = exchange.arena();
  const Settings& settings = exchange.settings();
  if (!exchange.read_types()) return {malformed};
  ConnectionString parts;
  if (const Status status = parse_connection_string(settings.url, parts); !status) return {status};
  exchange.set_secrets(secrets_of(parts, settings, arena));
  if (!is_header_token(settings.auth_token)) {
    return {failed<ErrorCode::option, "the auth token has a character that it cannot have">};
  }
  const Provider provider = provider_of(settings, parts.host.name);
  Buffer<char> endpoint(arena);
  if (const Status status = append_endpoint(endpoint, parts, provider, settings); !status) return {status};
  Buffer<char> body(arena);
  Statement statement(arena);
  const StatementError error =
      batch ? append_batch(body, steps, statement, exchange) : append_statement(body, steps, statement);
  if (!error.status) return error;
  if (const Status status = check_provider(provider, parts, exchange); !status) return {status};
  if (body.size() > limits::neon_request_bytes) {
    return {failed<ErrorCode::limit, "the request is larger than Neon takes">};
  }
  put_request(exchange.tape(), settings, batch, parts, endpoint.view(), body.view());
  return {};
}

}  // namespace tcpless
