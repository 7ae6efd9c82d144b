// node scripts/fuzz.mjs [SECONDS]: runs every fuzzer of the fuzz build, two at a time, SECONDS in all; 240 unless it is
// given. The inputs are the same in every run on one machine, as many as there is time for, so that a change is not
// blamed for what chance found; elsewhere they may differ, as libFuzzer looks at the depth of the stack, and that goes by
// the environment. Under TCPLESS_SOAK=1 it takes an hour and each run has other inputs; what it finds new is kept in
// build/fuzz/corpus/ for the next. Seeds come from tests/fuzz/corpus/TOPIC/, words from tests/fuzz/TOPIC.dict. An input
// that breaks a fuzzer is left in build/fuzz/found/.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { writeReport } from './results.mjs'
import { at, run } from './steps.mjs'

const lanes = 2
const soak = Boolean(process.env.TCPLESS_SOAK)
const total = Number(process.argv[2] ?? (soak ? 3600 : 240))
const prefix = 'fuzz_'
const names = readdirSync(at('tests/fuzz'))
  .filter((file) => file.endsWith('_fuzzer.cpp'))
  .map((file) => prefix + file.slice(0, -'_fuzzer.cpp'.length))
// Without what libFuzzer does by the clock and what it learns from comparisons, which depends on addresses.
const repeatable = ['-seed=1', '-reload=0', '-use_cmp=0', '-use_memmem=0']
// Some containers do not let addresses be the same in every run.
const sameAddresses = ['setarch', '--addr-no-randomize']
const prefixed = !soak && spawnSync(sameAddresses[0], [sameAddresses[1], 'true']).status === 0 ? sameAddresses : []
const each = Math.max(1, Math.floor((total * lanes) / Math.max(lanes, names.length)))

mkdirSync(at('build/fuzz/found'), { recursive: true })

/** @returns {Promise<string>} what went wrong, or empty */
async function fuzz(name) {
  const topic = name.slice(prefix.length)
  const program = at(`build/fuzz/${name}`)
  const log = at(`build/fuzz/${name}.log`)
  const corpus = at(`build/fuzz/${soak ? 'corpus' : 'fresh'}/${name}`)
  const seeds = at(`tests/fuzz/corpus/${topic}`)
  const words = at(`tests/fuzz/${topic}.dict`)
  if (!soak) rmSync(corpus, { recursive: true, force: true })
  mkdirSync(corpus, { recursive: true })
  // By name: a file system lists those of one size in an order of its own.
  const list = `${corpus}.seeds`
  writeFileSync(
    list,
    existsSync(seeds)
      ? readdirSync(seeds)
          .sort()
          .map((file) => path.join(seeds, file))
          .join(',')
      : '',
  )
  const options = [
    `-max_total_time=${each}`,
    '-timeout=10',
    '-rss_limit_mb=2048',
    '-print_final_stats=1',
    ...(soak ? [] : repeatable),
  ]
  if (existsSync(words)) options.push(`-dict=${words}`)
  if (readFileSync(list, 'utf8')) options.push(`-seed_inputs=@${list}`)
  const found = `-artifact_prefix=${at('build/fuzz/found')}/${name}-`
  const problem = await run(log, [...prefixed, program, ...options, found, corpus], { minutes: each / 60 + 5 })
  const text = readFileSync(log, 'utf8')
  const runs = Number(/number_of_executed_units: (\d+)/.exec(text)?.[1] ?? 0)
  const seeded = /Seed: (\d+)/.exec(text)?.[1]
  console.log(`${name}: ${runs} inputs in ${each} s, seed ${seeded}, ${problem || 'nothing found'}`)
  if (problem) console.log(text.replaceAll(/^#\d+\t.*\n/gm, '')) // without a line for each input that was kept
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
