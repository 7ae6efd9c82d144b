// node tests/work/run.mjs: work must grow as the input does. Counts the instructions of queries of one shape in three
// sizes with valgrind, which no load of the machine disturbs, and what is left when those of an empty one are taken off
// may at most double, and a tenth, each time the size doubles. Both doublings count together: how memory is copied depends
// on the size too, up and down.
//
// It must not grow from commit to commit either: budget.json has the instructions of the rows that the benchmarks take, and
// a tenth more is a failure. The programs are built for one instruction set, whatever the machine. `--record` writes the
// budget anew, which a commit that saves work should do and one that spends some must explain.
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { writeReport } from '../../scripts/results.mjs'
import { at } from '../../scripts/steps.mjs'

const largestRatio = 2.2

/** Of what comes in pieces of a byte or is cut at 64 KB, fewer bytes are enough; of the rest, the first few are no measure. */
function sizesOf(shape) {
  return shape.endsWith('pieces') || shape.startsWith('error') ? [8192, 16384, 32768] : [65536, 131072, 262144]
}

const shapes = [
  ...['escapes', 'escapes-in-pieces', 'text-in-pieces', 'utf8-in-pieces', 'digits', 'digits-in-pieces', 'space'],
  ...['space-in-pieces', 'rows', 'rows-in-pieces', 'held-rows-in-pieces', 'fields-in-pieces', 'array'],
  ...['array-escapes', 'bytea', 'bytea-escapes', 'json', 'json-depth', 'unknown-key-in-pieces', 'error-in-pieces'],
  ...['error-secrets', 'template-values', 'template-names', 'template-strings', 'template-comments'],
  ...['array-parameter', 'statement-names'],
]

const run = promisify(execFile)

async function instructions(shape, size, output, options = []) {
  const program = [at('build/work/work_count'), shape, String(size), ...output]
  const { stderr } = await run('valgrind', [
    '--tool=callgrind',
    '--callgrind-out-file=/dev/null',
    ...options,
    ...program,
  ])
  const counted = /Collected : (\d+)/.exec(stderr)?.[1]
  if (!counted) throw new Error(stderr)
  return Number(counted)
}

async function problemOf(shape, output) {
  try {
    const begin = await instructions(shape, 64, output)
    const sizes = sizesOf(shape)
    const work = []
    for (const size of sizes) work.push((await instructions(shape, size, output)) - begin)
    const ratios = work.slice(1).map((count, i) => count / work[i])
    console.log(`${[shape, ...output].join(' ')}: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`)
    return work[2] / work[0] > largestRatio ** 2 ? `${work.join(', ')} instructions for ${sizes.join(', ')} bytes` : ''
  } catch (thrown) {
    return String(thrown)
  }
}

const cases = []
for (const shape of shapes) {
  const outputs = /^(template|statement)/.test(shape) || shape.startsWith('error') ? [[]] : [[], ['json']]
  const problems = await Promise.all(outputs.map((output) => problemOf(shape, output)))
  for (const [i, problem] of problems.entries()) cases.push({ name: [shape, ...outputs[i]].join(' '), problem })
}

const budgetFile = at('tests/work/budget.json')
const rows = { mixed: [1, 1000], flat: [1000] }
const mostOverBudget = 1.1

/** Counts in the function that is fed the answer, and all that it calls. */
const inFeed = ['--toggle-collect=tcpless::Context::feed*']

async function checkBudget() {
  const budget = JSON.parse(readFileSync(budgetFile, 'utf8'))
  const counted = {}
  for (const [shape, counts] of Object.entries(rows)) {
    for (const count of counts) {
      for (const output of [[], ['json']]) {
        const name = [shape, count, ...output].join(' ')
        counted[name] = await instructions(shape, count, output, inFeed)
        const ratio = counted[name] / budget[name]
        console.log(`${name}: ${counted[name]} instructions, ${ratio.toFixed(3)} of the budget`)
        const problem = ratio <= mostOverBudget ? '' : `${counted[name]} instructions, ${budget[name]} in budget.json`
        cases.push({ name: `budget: ${name}`, problem })
      }
    }
  }
  if (process.argv.includes('--record')) writeFileSync(budgetFile, `${JSON.stringify(counted, null, 2)}\n`)
}

// The compilers of other machines make other instructions.
if (process.arch === 'x64') await checkBudget()
writeReport(cases)
process.exitCode = cases.some(({ problem }) => problem) ? 1 : 0
