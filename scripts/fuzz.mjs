// node scripts/fuzz.mjs [SECONDS]: runs every fuzzer of the fuzz build, two at a time, SECONDS in all; 240 unless it is
// given, an hour under TCPLESS_SOAK=1. The seed is always the same, so that a change is not blamed for what chance found;
// a soak takes another each time. What a fuzzer finds new is kept in build/fuzz/corpus/ for its next run; seeds come
// from tests/fuzz/corpus/TOPIC/, words from tests/fuzz/TOPIC.dict. An input that breaks one is left in build/fuzz/found/.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { writeReport } from './results.mjs'
import { at, run } from './steps.mjs'

const lanes = 2
const total = Number(process.argv[2] ?? (process.env.TCPLESS_SOAK ? 3600 : 240))
const prefix = 'fuzz_'
const names = readdirSync(at('tests/fuzz'))
  .filter((file) => file.endsWith('_fuzzer.cpp'))
  .map((file) => prefix + file.slice(0, -'_fuzzer.cpp'.length))
const seed = process.env.TCPLESS_SOAK ? 0 : 1 // libFuzzer takes 0 for a random one
const each = Math.max(1, Math.floor((total * lanes) / Math.max(lanes, names.length)))

mkdirSync(at('build/fuzz/found'), { recursive: true })

/** @returns {Promise<string>} what went wrong, or empty */
async function fuzz(name) {
  const topic = name.slice(prefix.length)
  const program = at(`build/fuzz/${name}`)
  const log = at(`build/fuzz/${name}.log`)
  const corpus = at(`build/fuzz/corpus/${name}`)
  const seeds = at(`tests/fuzz/corpus/${topic}`)
  const words = at(`tests/fuzz/${topic}.dict`)
  mkdirSync(corpus, { recursive: true })
  const options = [
    `-max_total_time=${each}`,
    `-seed=${seed}`,
    '-timeout=10',
    '-rss_limit_mb=2048',
    '-print_final_stats=1',
  ]
  if (existsSync(words)) options.push(`-dict=${words}`)
  const folders = [corpus, ...(existsSync(seeds) ? [seeds] : [])]
  const found = `-artifact_prefix=${at('build/fuzz/found')}/${name}-`
  const problem = await run(log, [program, ...options, found, ...folders], { minutes: each / 60 + 5 })
  const text = readFileSync(log, 'utf8')
  const runs = Number(/number_of_executed_units: (\d+)/.exec(text)?.[1] ?? 0)
  const seeded = /Seed: (\d+)/.exec(text)?.[1]
  console.log(`${name}: ${runs} inputs in ${each} s, seed ${seeded}, ${problem || 'nothing found'}`)
  if (problem) console.log(text)
  return problem || (runs === 0 ? 'no input was run' : '')
}

const cases = []
const queue = [...names]
async function lane() {
  for (let name = queue.shift(); name; name = queue.shift()) cases.push({ name, problem: await fuzz(name) })
}
await Promise.all(Array.from({ length: lanes }, lane))
writeReport(cases)
process.exitCode = cases.length === 0 || cases.some(({ problem }) => problem) ? 1 : 0
