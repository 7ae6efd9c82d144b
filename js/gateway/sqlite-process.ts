/**
 * The process a SQLite file is used in. A statement holds its thread until it is done and node:sqlite cannot
 * interrupt one, so the gateway keeps the right to end this process: SQLite rolls the file back when it is next
 * opened.
 *
 * Imports nothing of this package but types, so that it also runs as TypeScript source, straight from a test.
 */
import { constants, DatabaseSync, type StatementSync } from 'node:sqlite'
import type {
  FromSqlite,
  SqliteFailure,
  SqliteOutcome,
  SqliteRules,
  SqliteRun,
  SqliteStart,
  SqliteText,
  SqliteValue,
} from './sqlite-messages.js'

class Refused extends Error {
  readonly failure: SqliteFailure
  constructor(failure: SqliteFailure) {
    super(failure.kind)
    this.failure = failure
  }
}

function refuse(reason: (SqliteFailure & { kind: 'refused' })['reason']): Refused {
  return new Refused({ kind: 'refused', reason })
}

/** SQLITE_RANGE: a parameter that the statement does not have. */
const outOfRange = 25
/** SQLITE_AUTH */
const notAuthorized = 23

function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode
  return typeof code === 'number' ? code : undefined
}

/** What `prepare` throws for a text without a statement, or Node.js 22 when that is looked at. */
const noStatement = new Set(['ERR_INVALID_ARG_VALUE', 'ERR_INVALID_STATE'])

const booleans = new Set(['0', '1', 'on', 'off', 'true', 'false', 'yes', 'no'])

/** A function for SQLite's authorizer, and what it refused last. `own` lets the gateway's own statements pass. */
class Guard {
  own = false
  transaction = false
  readonly #rules: SqliteRules
  readonly #functions: ReadonlySet<string>

  constructor(rules: SqliteRules) {
    this.#rules = rules
    this.#functions = new Set(rules.refusedFunctions)
  }

  /** https://www.sqlite.org/c3ref/c_alter_table.html: the actions and what their arguments are. */
  decide(action: number, first: string | null, second: string | null, schema: string | null): number {
    // Whatever is made is first of all a row of its schema's table.
    const isTemporary = action === constants.SQLITE_INSERT && schema === 'temp'
    if (this.own || (!isTemporary && this.#allows(action, first ?? '', second))) return constants.SQLITE_OK
    if (action === constants.SQLITE_TRANSACTION || action === constants.SQLITE_SAVEPOINT) this.transaction = true
    return constants.SQLITE_DENY
  }

  #allows(action: number, first: string, second: string | null): boolean {
    switch (action) {
      case constants.SQLITE_TRANSACTION:
      case constants.SQLITE_SAVEPOINT:
      case constants.SQLITE_ATTACH:
      case constants.SQLITE_DETACH:
      case constants.SQLITE_CREATE_TEMP_INDEX:
      case constants.SQLITE_CREATE_TEMP_TABLE:
      case constants.SQLITE_CREATE_TEMP_TRIGGER:
      case constants.SQLITE_CREATE_TEMP_VIEW:
        return false
      case constants.SQLITE_PRAGMA:
        return this.#allowsPragma(first.toLowerCase(), second)
      case constants.SQLITE_FUNCTION:
        return !this.#functions.has((second ?? '').toLowerCase())
      case constants.SQLITE_SELECT:
      case constants.SQLITE_RECURSIVE:
        return true
      case constants.SQLITE_ALTER_TABLE:
        return !this.#reserved(second ?? '')
      default:
        return !this.#reserved(first)
    }
  }

  /** Does for a statement's first words what `decide` does for its actions, where SQLite does not ask. */
  checkWords([first = '', second = '', third = '']: string[]): void {
    if (['BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE'].includes(first)) throw refuse('transaction')
    const pragma = (['MAIN', 'TEMP'].includes(second) ? third : second).toLowerCase()
    if (['ATTACH', 'DETACH'].includes(first) || (first === 'PRAGMA' && !Object.hasOwn(this.#rules.pragmas, pragma))) {
      throw new Refused({ kind: 'sqlite', message: 'not authorized', code: notAuthorized })
    }
  }

  #allowsPragma(name: string, value: string | null): boolean {
    const rule = Object.hasOwn(this.#rules.pragmas, name) ? this.#rules.pragmas[name] : undefined
    if (value === null || rule === undefined) return rule !== undefined
    if (rule === 'boolean') return booleans.has(value.toLowerCase())
    return rule === 'anything' && !this.#reserved(value)
  }

  #reserved(name: string): boolean {
    return name.toLowerCase().startsWith(this.#rules.reservedPrefix)
  }
}

/** The statement's first words, which decide what it is: `pragma main.name` gives PRAGMA, MAIN, NAME. */
function firstWords(sql: string): string[] {
  const comment = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/
  const code = sql.replace(new RegExp(`^(?:[\\s;]|${comment.source})+`), '')
  // Up to the first quote, where a comment can only be one.
  const beginning = /^[^'"(=]*/.exec(code)?.[0] ?? ''
  return (
    beginning
      .replace(new RegExp(comment, 'g'), ' ')
      .toUpperCase()
      .match(/[A-Z_]+/g) ?? []
  )
}

/** What SQLite gave for a cell, as JSON has it in D1: no integer is exact beyond 2^53, no number is infinite. */
function jsonCell(value: unknown): string {
  if (typeof value === 'bigint') return String(Number(value))
  if (value instanceof Uint8Array) return `[${value.join(',')}]`
  return JSON.stringify(value)
}

class Database {
  readonly #database: DatabaseSync
  readonly #guard: Guard
  readonly #watched: boolean
  readonly #own: Record<'begin' | 'commit' | 'rollback' | 'state', StatementSync>

  constructor({ file, temporary, rules }: SqliteStart) {
    this.#guard = new Guard(rules)
    this.#database = new DatabaseSync(file, { timeout: 5_000, enableDoubleQuotedStringLiterals: true })
    if (temporary) this.#database.exec('pragma synchronous = off')
    const own = (sql: string) => {
      const statement = this.#database.prepare(sql)
      statement.setReadBigInts(true)
      return statement
    }
    this.#own = {
      begin: own('begin immediate'),
      commit: own('commit'),
      rollback: own('rollback'),
      state: own(
        'select total_changes() as changes, last_insert_rowid() as rowid, ' +
          'page_count * page_size as size from pragma_page_count, pragma_page_size',
      ),
    }
    // Whether it is a database, and can be written, shows only now.
    this.#asOwner(() => {
      this.#own.begin.run()
      this.#own.rollback.run()
    })
    // Node.js 22 has neither: there the gateway looks at how a statement begins.
    this.#watched = typeof this.#database.setAuthorizer === 'function'
    if (this.#watched) {
      this.#database.setAuthorizer((action, first, second, schema) => this.#guard.decide(action, first, second, schema))
    }
    if (this.#database.limits !== undefined) Object.assign(this.#database.limits, rules.limits)
  }

  /** Runs texts as one transaction. Throws what SQLite throws, or `Refused`. */
  run({ texts, arrays, maxBytes }: SqliteRun): SqliteOutcome[] {
    if (texts.length === 0) throw refuse('empty')
    this.#asOwner(() => this.#own.begin.run())
    try {
      const outcomes: SqliteOutcome[] = []
      let bytes = 0
      for (const text of texts) {
        for (const outcome of this.#runText(text, arrays, () => maxBytes - bytes)) {
          bytes += outcome.json.length
          outcomes.push(outcome)
        }
      }
      this.#asOwner(() => this.#own.commit.run())
      return outcomes
    } catch (error) {
      // SQLite has rolled back by itself after some failures.
      if (this.#database.isTransaction) this.#asOwner(() => this.#own.rollback.run())
      throw error
    }
  }

  close(): void {
    this.#database.close()
  }

  /** Each statement is prepared when those before it have run: it may need what they made. */
  *#runText({ sql, values }: SqliteText, arrays: boolean, room: () => number): Generator<SqliteOutcome> {
    let rest = sql
    for (let count = 0; ; count += 1) {
      const statement = this.#prepare(rest)
      if (statement === undefined) {
        if (count === 0) throw refuse('empty')
        return
      }
      rest = rest.slice(statement.sourceSQL.length)
      if (values.length > 0 && (count > 0 || this.#hasMore(rest))) throw refuse('several')
      yield this.#runStatement(statement, values, arrays, room())
    }
  }

  /** The first statement of a text, or undefined when it has none. */
  #prepare(sql: string): StatementSync | undefined {
    this.#guard.transaction = false
    try {
      const statement = this.#database.prepare(sql)
      // In Node.js 22 nothing gives a statement that cannot be used, and says so here.
      if (statement.sourceSQL === '') return undefined
      if (!this.#watched) this.#guard.checkWords(firstWords(statement.sourceSQL))
      return statement
    } catch (error) {
      if (this.#guard.transaction) throw refuse('transaction')
      if (error instanceof Refused) throw error
      if (noStatement.has((error as NodeJS.ErrnoException).code ?? '')) return undefined
      throw error
    }
  }

  /** Whether more than space and comments follows. What cannot be prepared yet is a statement too. */
  #hasMore(sql: string): boolean {
    try {
      return this.#prepare(sql) !== undefined
    } catch {
      return true
    }
  }

  #runStatement(
    statement: StatementSync,
    values: readonly SqliteValue[],
    arrays: boolean,
    room: number,
  ): SqliteOutcome {
    statement.setReturnArrays(true)
    statement.setReadBigInts(true)
    checkCount(statement, values)
    const before = this.#state()
    const started = performance.now()
    const keys = statement.columns().map(({ name }) => JSON.stringify(name))
    // A repeated name is one member of an object, with the value of its last column.
    const members = arrays ? undefined : [...new Map(keys.map((key, index) => [key, index]))]
    let json = arrays ? `{"columns":[${keys.join(',')}],"rows":[` : '['
    let rows = 0
    for (const row of statement.iterate(...values) as Iterable<unknown>) {
      const cells = row as readonly unknown[]
      json += rows === 0 ? '' : ','
      json +=
        members === undefined
          ? `[${cells.map(jsonCell).join(',')}]`
          : `{${members.map(([key, index]) => `${key}:${jsonCell(cells[index])}`).join(',')}}`
      rows += 1
      if (json.length > room) throw refuse('size')
    }
    json += arrays ? ']}' : ']'
    const milliseconds = performance.now() - started
    const after = this.#state()
    const changes = after.changes - before.changes
    const changed = changes !== 0 || after.lastRowId !== before.lastRowId || after.size !== before.size
    return { json, rows, changes, lastRowId: after.lastRowId, changed, size: after.size, milliseconds }
  }

  #state(): { changes: number; lastRowId: number; size: number } {
    const { changes, rowid, size } = this.#asOwner(() => this.#own.state.get()) as Record<string, bigint>
    return { changes: Number(changes), lastRowId: Number(rowid), size: Number(size) }
  }

  #asOwner<T>(work: () => T): T {
    this.#guard.own = true
    try {
      return work()
    } finally {
      this.#guard.own = false
    }
  }
}

/**
 * Refuses another number of values than the statement has parameters. Values are bound when iteration is asked
 * for and the statement runs when it begins: one value more than there are must not fit.
 */
function checkCount(statement: StatementSync, values: readonly SqliteValue[]): void {
  for (const [extra, fits] of [
    [[], true],
    [[null], false],
  ] as const) {
    let bound = true
    try {
      statement.iterate(...values, ...extra)
    } catch (error) {
      if (resultCode(error) !== outOfRange) throw error
      bound = false
    }
    if (bound !== fits) throw refuse('parameters')
  }
}

function failureOf(error: unknown): SqliteFailure {
  if (error instanceof Refused) return error.failure
  const code = resultCode(error)
  const message = error instanceof Error ? error.message : String(error)
  return code === undefined ? { kind: 'unexpected', message } : { kind: 'sqlite', message, code }
}

function send(message: FromSqlite): void {
  process.send?.(message)
}

let database: Database | undefined
process.on('message', (message: SqliteStart | SqliteRun) => {
  try {
    if ('file' in message) {
      database = new Database(message)
      send({ kind: 'ready', version: process.versions.sqlite ?? '' })
    } else if (database !== undefined) {
      send({ kind: 'done', outcomes: database.run(message) })
    }
  } catch (error) {
    send({ kind: 'failed', failure: failureOf(error) })
  }
})
// The gateway is gone, or wants this process to end.
process.on('disconnect', () => {
  database?.close()
  process.exit(0)
})
// Ctrl+C reaches every process of the terminal; the gateway ends this one when all requests have their answers.
process.on('SIGINT', () => {})
