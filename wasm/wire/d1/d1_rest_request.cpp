#include "wire/d1/d1_rest_request.h"

#include "json/escape.h"
#include "sql/characters.h"
#include "wire/d1/d1_json_cells.h"
#include "wire/url.h"

namespace tcpless {
namespace {

constexpr std::string_view cloudflare = "https://api.cloudflare.com/client/v4";

// Whether the text can stand in the path of a URL as it is.
bool is_path_part(std::string_view text) {
  for (const char c : text) {
    if (c != '-' && (!is_identifier_part(c) || c == '$' || static_cast<uint8_t>(c) >= 0x80)) return false;
  }
  return !text.empty();
}

Status append_url(Buffer<char>& out, const Settings& settings) {
  const std::string_view names = settings.url;
  const size_t slash = names.find('/');
  const std::string_view account = names.substr(0, slash);
  const std::string_view database = names.substr(slash == std::string_view::npos ? names.size() : slash + 1);
  if (!is_path_part(account)) return failed<ErrorCode::option, "accountId is not the id of an account">;
  if (!is_path_part(database)) return failed<ErrorCode::option, "databaseId is not the id of a database">;
  std::string_view endpoint = settings.endpoint.empty() ? cloudflare : settings.endpoint;
  if (const Status status = check_endpoint(endpoint, settings.insecure); !status) return status;
  if (endpoint.find_first_of("?#") != std::string_view::npos) {
    return failed<ErrorCode::option, "the endpoint has a query or a fragment, but a path is put behind it">;
  }
  if (endpoint.ends_with('/')) endpoint.remove_suffix(1);
  for (const std::string_view part : {endpoint, std::string_view("/accounts/"), account,
                                      std::string_view("/d1/database/"), database, std::string_view("/raw")}) {
    out.append(part);
  }
  return success;
}

StatementError append_statement(Buffer<char>& out, const D1Statements::Statement& statement) {
  out.append("{\"sql\":");
  append_json_string(out, statement.sql);
  out.append(",\"params\":[");
  D1JsonCells cells(out, false);
  for (size_t i = 0; i < statement.parameter_count; ++i) {
    if (i > 0) out.push(',');
    const D1Parameter& parameter = statement.parameters[i];
    if (const Status status = parameter.emit(SqliteHost::d1_rest, cells); !status) return {status, parameter.index};
  }
  out.append("]}");
  return {};
}

StatementError append_body(Buffer<char>& out, const D1Statements& statements, Exchange& exchange) {
  const bool batch = statements.size() != 1;
  if (batch) out.append("{\"batch\":[");
  for (size_t i = 0; i < statements.size(); ++i) {
    if (i > 0) out.push(',');
    const D1Statements::Statement statement = statements[i];
    if (exchange.statements() > 0) exchange.at_statement(statement.query);
    const StatementError error = append_statement(out, statement);
    if (!error.status) return error;
  }
  if (batch) out.append("]}");
  return {};
}

}  // namespace

StatementError put_d1_request(const D1Statements& statements, Exchange& exchange) {
  Arena& arena = exchange.arena();
  const Settings& settings = exchange.settings();
  exchange.set_secrets({{settings.auth_token}});
  if (settings.auth_token.empty() || !is_header_token(settings.auth_token)) {
    return {failed<ErrorCode::option, "the API token is empty or has a character that it cannot have">};
  }
  Buffer<char> url(arena);
  if (const Status status = append_url(url, settings); !status) return {status};
  Buffer<char> body(arena);
  if (const StatementError error = append_body(body, statements, exchange); !error.status) return error;
  Tape& tape = exchange.tape();
  tape.section(Section::request);
  tape.counted_text(url.view());
  tape.word(2);
  for (const std::string_view text : {"Content-Type", "application/json", "Authorization"}) tape.counted_text(text);
  const uint32_t scheme_units = tape.text("Bearer ");
  tape.word(scheme_units + tape.text(settings.auth_token));
  tape.word(static_cast<uint32_t>(body.size()));
  tape.bytes(body.view());
  return {};
}

}  // namespace tcpless
