// SQLite by a binding that takes and gives values: Cloudflare D1's, or the storage of a Durable Object. There is no
// request and no body.
#pragma once

#include "sql/sqlite_parameter.h"
#include "wire/codec.h"

namespace tcpless {

// OPERATION(execute) puts out a `statement` section: SQL and parameters for prepare().bind() or exec(). Several
// of them are one query, to be run as one transaction. With SETTING(tagged_columns) it is the statement around the
// query whose values tell integers, which keep all digits, from other numbers.
// OPERATION(changes) puts out the statement that asks for changes(), total_changes() and last_insert_rowid().
// OPERATION(failure) reads the message of what the binding threw and puts out the error it means.
class D1BindingCodec final : public Codec {
 public:
  explicit D1BindingCodec(SqliteHost host) : host_(host) {}

  [[nodiscard]] const Capabilities& capabilities() const override;
  void begin(StepCursor steps, Operation operation, Exchange& exchange) override;
  void begin_answer(Exchange& exchange) override;
  void feed(Exchange& exchange, bool last) override;
  void restart() override;

 private:
  void begin_statement(StepCursor steps, Exchange& exchange) const;

  SqliteHost host_;
};

}  // namespace tcpless
