// The command line of the bench, and the list of cases that it asks for.
import { parseArgs } from 'node:util'
import { benches, services, subject } from './contestants.mjs'
import { shapes, shapesOf } from './data.mjs'

/** Benches of the subject's core or of a fresh isolate, and how many rows they take. */
const others = { first: 10, core: 1000 }

export const usage = `usage: npm run bench -- [--json] [--quick] [filters]
  --bench ${[...Object.keys(benches), ...Object.keys(others)].join(',')}
  --service ${Object.keys(services).join(',')}   --shape ${Object.keys(shapes).join(',')}
  --rows 1,10,100   --runtime node,workerd   --seconds TIME_PER_CASE
  --piece    bytes of a piece of a streamed answer, 65536 unless told
  --processes N  in workerd, the median of so many processes of each contestant, which share the time; 1 unless told
  --warm-up SECONDS  in workerd, for each contestant; a sixteenth of the time of a case or more unless told
  --solo     in Node, a process for each contestant instead of one for all
  --builder  instead: building and compiling queries (--runtime node,workerd,first)
  --memory   instead: resident memory over many calls, and while 1 GB passes
  --profile  instead: where the time of one contestant goes (--contestant NAME, default ${subject})`

const allRows = [1, 10, 100, 1000, 10_000, 100_000]
const quickRows = [1, 1000]
const quickBenches = ['objects', 'respond']

const options = {
  json: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  solo: { type: 'boolean', default: false },
  builder: { type: 'boolean', default: false },
  memory: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  bench: { type: 'string' },
  service: { type: 'string' },
  shape: { type: 'string' },
  rows: { type: 'string' },
  runtime: { type: 'string' },
  contestant: { type: 'string' },
  seconds: { type: 'string' },
  piece: { type: 'string' },
  processes: { type: 'string' },
  'warm-up': { type: 'string' },
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
 * @typedef {{bench: string, service: string, shape: string, rows: number, runtime: string, seconds: number, solo: boolean, piece: number, processes: number, warmUp?: number}} Case
 *   `seconds` is about the time that measuring takes, warm-up included
 * @param {string[]} args
 * @returns {{cases: Case[], json: boolean, mode: 'bench' | 'memory' | 'profile' | 'help', contestant: string}
 *   | {mode: 'builder', json: boolean, runtimes: string[], seconds: number}}
 */
export function plan(args) {
  let values
  try {
    values = parseArgs({ args, options }).values
  } catch (error) {
    throw new UsageError(error.message)
  }
  if (values.builder) {
    const runtimes = choose('runtime', values.runtime, ['node', 'workerd', 'first'])
    return {
      mode: 'builder',
      json: values.json,
      runtimes,
      seconds: values.seconds ? count('seconds', values.seconds) : 4,
    }
  }
  const seconds = values.seconds ? count('seconds', values.seconds) : values.quick ? 1.5 : 10
  const rows = values.rows?.split(',').map((text) => count('rows', text)) ?? (values.quick ? quickRows : allRows)
  const piece = count('piece', values.piece ?? '65536')
  const processes = count('processes', values.processes ?? '1')
  const warmUp = values['warm-up'] && count('warm-up', values['warm-up'])
  const cases = []
  const known = [...Object.keys(benches), ...Object.keys(others)]
  const chosen = values.quick && !values.bench ? quickBenches : choose('bench', values.bench, known)
  const shapeNames = choose('shape', values.shape, Object.keys(shapes))
  for (const runtime of choose('runtime', values.runtime, ['node', 'workerd'])) {
    for (const service of choose('service', values.service, Object.keys(services))) {
      for (const bench of chosen) {
        if (bench === 'first' && service !== 'neon') continue
        // The core alone is the same in both runtimes, and needs a module whose answer is rows in bytes.
        if (bench === 'core' && (service === 'd1' || runtime !== 'node')) continue
        for (const shape of shapeNames.filter((name) => shapesOf(service).includes(name))) {
          const sizes = bench in others ? [others[bench]] : rows
          for (const size of sizes) {
            cases.push({
              bench,
              service,
              shape,
              rows: size,
              runtime,
              seconds,
              solo: values.solo,
              piece,
              processes,
              warmUp,
            })
          }
        }
      }
    }
  }
  const [contestant] = choose('contestant', values.contestant ?? subject, Object.keys(services.neon))
  const mode = ['help', 'memory', 'profile'].find((name) => values[name]) ?? 'bench'
  return { cases, json: values.json, mode, contestant }
}
