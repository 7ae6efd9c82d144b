// PostgreSQL reads back with COPY what respond() wrote as CSV.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type NeonDatabase, neon, sql } from '../../js/services/neon.js'
import { type Running, start } from './gateway/running.js'

let running: Running
let db: NeonDatabase
const folder = mkdtempSync(join(tmpdir(), 'tcpless-csv-'))
// The server may run as another user.
chmodSync(folder, 0o755)

beforeAll(async () => {
  running = await start('PostgreSQL')
  db = neon(running.gateway.url)
})

afterAll(async () => {
  await running?.stop()
  rmSync(folder, { recursive: true })
})

test('every type and every awkward text', async () => {
  await db`create table a (id int4, t text, n numeric, f float8, b bool, j json, jb jsonb, at timestamptz, u uuid)`
  await db`
    insert into a
    select i,
      (array[null, '', ' ', ',', '"', '""', chr(10), chr(13), chr(13) || chr(10), '\\.', '\\', 'null', 'a,"b"' || chr(10),
        '=1+1', 'é😀', chr(9)])[i % 17 + 1],
      case when i % 5 = 0 then null else (i * 1.10)::numeric end,
      (array['NaN', 'Infinity', '-Infinity', '1e-300', '-0', '0.1'])[i % 6 + 1]::float8,
      (array[true, false, null])[i % 3 + 1],
      (array['null', '"x"', '{"a": [1, "\\n"]}', '""', null])[i % 5 + 1]::json,
      (array['null', '"x,"', '[]', '1', null])[i % 5 + 1]::jsonb,
      '2024-01-02 03:04:05.678901Z'::timestamptz + i * interval '1 hour',
      md5(i::text)::uuid
    from generate_series(1, 500) i`
  await db`create table b (like a)`
  const response = await db.respond(db`select * from a order by id`, { format: 'csv' })
  const file = join(folder, 'a.csv')
  writeFileSync(file, new Uint8Array(await response.arrayBuffer()), { mode: 0o644 })
  await db`copy b from ${sql.lit(file)} with (format csv, header)`
  const differences = `
    select count(*)::int4 as n from a join b using (id)
    where (a.t, a.n, a.f::text, a.b, a.j::text, a.jb, a.at, a.u) is distinct from
      (b.t, b.n, b.f::text, b.b, b.j::text, b.jb, b.at, b.u)`
  const [counted] = await db<{ rows: number }>`select count(*)::int4 as rows from b`
  expect(counted?.rows).toBe(500)
  // JSON has no -0, so CSV has none: it comes back as 0.
  expect(await db.query(`${differences} and a.f::text <> '-0'`)).toEqual([{ n: 0 }])
  expect(await db.query(`${differences} and b.f::text <> '0'`)).toEqual([{ n: 0 }])
})
