#include "wire/planetscale/planetscale_request.h"

#include "base/copy.h"
#include "json/escape.h"
#include "rows/base64.h"
#include "types/mysql.h"
#include "wire/connection_string.h"
#include "wire/planetscale/schema_warning.h"
#include "wire/url.h"

namespace tcpless {
namespace {

constexpr Status malformed = failed<ErrorCode::protocol, "the record of the query is malformed">;
constexpr std::string_view execute_path = "/psdb.v1alpha1.Database/Execute";
constexpr std::string_view mysql_port = "3306";

Status append_endpoint(Buffer<char>& out, Host host, bool secure, bool mysql, const Settings& settings) {
  if (!settings.endpoint.empty()) {
    out.append(settings.endpoint);
    return check_endpoint(settings.endpoint, settings.insecure);
  }
  const bool local = is_loopback(host);
  if (!secure && !local && !settings.insecure) {
    return failed<ErrorCode::connection_string,
                  "the connection string would send the password over http: to another machine: use https:, or the "
                  "option insecure if the way is safe">;
  }
  if (mysql && !local && host.port == mysql_port) host.port = {};
  out.append(secure && !(mysql && local) ? "https://" : "http://");
  append_host(out, host);
  out.append(execute_path);
  return success;
}

// `user:password`, as both are meant.
Status append_credentials(Buffer<char>& out, const ConnectionString& parts) {
  append_percent_decoded(out, parts.user);
  if (out.view().find(':') != std::string_view::npos) {
    return failed<ErrorCode::connection_string,
                  "the connection string's user has a colon, which no user name can have">;
  }
  out.push(':');
  append_percent_decoded(out, parts.password);
  return success;
}

StatementError append_query(Buffer<char>& out, StepCursor& steps, Operation operation, std::string_view& warning,
                            Exchange& exchange) {
  if (operation == Operation::execute) {
    Statement statement(exchange.arena());
    statement.lists = exchange.settings().lists;
    const StatementError error = compile_statement(steps, Dialect::mysql, statement);
    if (!error.status) return error;
    append_json_string(out, statement.sql.view());
    warning = schema_warning(statement.sql.view());
    return {};
  }
  const std::string_view sql = operation == Operation::begin      ? "BEGIN"
                               : operation == Operation::commit   ? "COMMIT"
                               : operation == Operation::rollback ? "ROLLBACK"
                               : exchange.settings().boost        ? "SET @@boost_cached_queries = true"
                                                                  : "USE @replica";
  append_json_string(out, sql);
  return {};
}

}  // namespace

StatementError put_formatted_statement(StepCursor& steps, Exchange& exchange) {
  Statement statement(exchange.arena());
  statement.lists = exchange.settings().lists;
  const StatementError error = compile_statement(steps, Dialect::mysql, statement);
  if (!error.status) return error;
  exchange.tape().section(Section::statement);
  exchange.tape().counted_text(statement.sql.view());
  exchange.tape().word(0);
  return {};
}

StatementError put_planetscale_request(StepCursor& steps, Operation operation, std::string_view& warning,
                                       Exchange& exchange) {
  Arena& arena = exchange.arena();
  const Settings& settings = exchange.settings();
  if (!exchange.read_types(read_mysql_type_options)) return {malformed};
  ConnectionString parts;
  bool secure = true;
  bool mysql = false;
  if (const Status status = parse_mysql_url(settings.url, parts, secure, mysql); !status) return {status};
  Buffer<char> credentials(arena);
  Buffer<char> authorization(arena);
  Status status = append_credentials(credentials, parts);
  append_base64(authorization, credentials.view());
  const std::string_view password = credentials.view().substr(credentials.view().find(':') + 1);
  exchange.set_secrets(
      {{parts.password, copy_text(arena, password), copy_text(arena, authorization.view()), settings.url}});
  Buffer<char> endpoint(arena);
  if (status) status = append_endpoint(endpoint, parts.host, secure, mysql, settings);
  if (!status) return {status};

  Buffer<char> body(arena);
  body.append("{\"query\":");
  if (const StatementError error = append_query(body, steps, operation, warning, exchange); !error.status) return error;
  body.append(",\"session\":");
  body.append(settings.session.empty() ? "null" : settings.session);
  body.push('}');

  Tape& tape = exchange.tape();
  tape.section(Section::request);
  tape.counted_text(endpoint.view());
  tape.word(2);
  for (const std::string_view text : {"Content-Type", "application/json", "Authorization"}) tape.counted_text(text);
  const uint32_t scheme_units = tape.text("Basic ");
  tape.word(scheme_units + tape.text(authorization.view()));
  tape.word(static_cast<uint32_t>(body.size()));
  tape.bytes(body.view());
  return {};
}

}  // namespace tcpless
