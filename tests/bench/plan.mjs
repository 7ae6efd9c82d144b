// The command line of the bench, and the list of cases that it asks for.
import { parseArgs } from 'node:util'
import { benches, contestants, subject } from './contestants.mjs'
import { shapes } from './data.mjs'

export const usage = `usage: npm run bench -- [--json] [--quick] [filters]
  --bench ${Object.keys(benches).join(',')}   --shape ${Object.keys(shapes).join(',')}
  --rows 1,10,100   --runtime node,workerd   --seconds TIME_PER_CASE
  --solo     in Node, a process for each contestant instead of one for all
  --memory   instead: resident memory over many calls, and while 1 GB passes
  --profile  instead: where the time of one contestant goes (--contestant NAME, default ${subject})`

const allRows = [1, 10, 100, 1000, 10_000, 100_000]
const quickRows = [1, 100, 1000]

const options = {
  json: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  solo: { type: 'boolean', default: false },
  memory: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  bench: { type: 'string' },
  shape: { type: 'string' },
  rows: { type: 'string' },
  runtime: { type: 'string' },
  contestant: { type: 'string' },
  seconds: { type: 'string' },
}

/** A mistake in the command line; the message is for its user. */
export class UsageError extends Error {}

function choose(option, text, known) {
  const chosen = text?.split(',') ?? known
  for (const name of chosen) {
    if (!known.includes(name)) throw new UsageError(`--${option} ${name}: there are ${known.join(', ')}`)
  }
  return chosen
}

function count(option, text) {
  const number = Number(text)
  if (!(number > 0)) throw new UsageError(`--${option} ${text}: a number above 0`)
  return number
}

/**
 * @typedef {{bench: string, shape: string, rows: number, runtime: string, seconds: number, solo: boolean}} Case
 *   `seconds` is about the time that measuring takes, warm-up included
 * @param {string[]} args
 * @returns {{cases: Case[], json: boolean, mode: 'bench' | 'memory' | 'profile' | 'help', contestant: string}}
 */
export function plan(args) {
  let values
  try {
    values = parseArgs({ args, options }).values
  } catch (error) {
    throw new UsageError(error.message)
  }
  const seconds = values.seconds ? count('seconds', values.seconds) : values.quick ? 3 : 10
  const rows = values.rows?.split(',').map((text) => count('rows', text)) ?? (values.quick ? quickRows : allRows)
  const cases = []
  for (const runtime of choose('runtime', values.runtime, ['node', 'workerd'])) {
    for (const bench of choose('bench', values.bench, Object.keys(benches))) {
      for (const shape of choose('shape', values.shape, Object.keys(shapes))) {
        for (const size of rows) cases.push({ bench, shape, rows: size, runtime, seconds, solo: values.solo })
      }
    }
  }
  const [contestant] = choose('contestant', values.contestant ?? subject, Object.keys(contestants))
  const mode = ['help', 'memory', 'profile'].find((name) => values[name]) ?? 'bench'
  return { cases, json: values.json, mode, contestant }
}
