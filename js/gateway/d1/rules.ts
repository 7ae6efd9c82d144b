import type { SqliteRules } from '../sqlite-messages.js'

/** Bytes of SQL in one statement: https://developers.cloudflare.com/d1/platform/limits/ */
export const maxSqlBytes = 100_000

/** Parameters of one statement, from the same list. */
export const maxParameters = 100

/** A request may take this long, in milliseconds. */
export const maxDuration = 30_000

/**
 * What D1 lets statements do. The limits are those of its documentation, or where it has none, like the other
 * lists, what workerd does with each of SQLite's pragmas and functions.
 */
export const d1Rules: SqliteRules = {
  limits: {
    length: 2_000_000,
    sqlLength: maxSqlBytes,
    column: 100,
    exprDepth: 100,
    compoundSelect: 5,
    functionArg: 32,
    attach: 0,
    likePatternLength: 50,
    variableNumber: maxParameters,
    triggerDepth: 10,
  },
  // https://developers.cloudflare.com/d1/sql-api/sql-statements/#compatible-pragma-statements
  pragmas: {
    case_sensitive_like: 'boolean',
    data_version: 'nothing',
    defer_foreign_keys: 'boolean',
    foreign_key_check: 'anything',
    foreign_key_list: 'anything',
    foreign_keys: 'boolean',
    ignore_check_constraints: 'boolean',
    index_info: 'anything',
    index_list: 'anything',
    index_xinfo: 'anything',
    legacy_alter_table: 'boolean',
    optimize: 'anything',
    page_size: 'nothing',
    quick_check: 'anything',
    recursive_triggers: 'boolean',
    reverse_unordered_selects: 'boolean',
    table_info: 'anything',
    table_list: 'anything',
    table_xinfo: 'anything',
  },
  refusedFunctions: [
    ...['ceiling', 'if', 'json_array_insert', 'json_error_position', 'json_pretty', 'jsonb_array_insert', 'log10'],
    ...['power', 'subtype', 'unistr', 'unistr_quote', 'rtreedepth', 'rtreenode', 'fts3_tokenizer', 'fts5'],
    ...['fts5_get_locale', 'fts5_insttoken', 'fts5_locale', 'fts5_source_id'],
    ...['sqlite_compileoption_get', 'sqlite_compileoption_used', 'sqlite_log', 'sqlite_source_id', 'sqlite_version'],
  ],
  reservedPrefix: '_cf_',
}
