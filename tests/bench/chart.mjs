// `node tests/bench/chart.mjs`: draws docs/benchmarks.svg from docs/benchmarks.jsonl, the lines that `npm run bench -- --json`
// printed, and docs/benchmarks-builder.svg from the lines of `--builder`. CPU time of one call, shorter is better; every group has its own scale, as they differ by a hundredfold.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = (name) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url))

const subject = 'tcpless'

/** Who is drawn: a title and a color each. */
const queryContestants = {
  [subject]: { title: subject, color: '#0b7a75' },
  '@neondatabase/serverless': { title: '@neondatabase/serverless', color: '#b8602f' },
  javascript: { title: 'plain JavaScript', color: '#8a8f98' },
}
const builderContestants = {
  [subject]: { title: subject, color: '#0b7a75' },
  'tcpless, a query never seen': { title: 'tcpless, a query never seen', color: '#7fc4c0' },
  kysely: { title: 'Kysely', color: '#b8602f' },
  'drizzle-orm': { title: 'Drizzle', color: '#8a8f98' },
}
const titles = {
  respond: 'rows to a Response',
  objects: 'rows as objects',
  lazy2: '2 of 8 columns',
  stream: 'rows in batches',
}
const builderTitles = {
  id: 'by id',
  joins: 'two joins',
  insert: 'insert of 100 rows',
  nested: 'CTE, window, subqueries',
}

const bar = 14
const gap = 4
const groupGap = 22
const left = 262
const right = 120
const width = 860
const top = 84

const escapeText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const time = (us) => {
  if (us >= 1000) return `${(us / 1000).toFixed(1)} ms`
  return `${us < 10 ? us.toFixed(1) : Math.round(us)} µs`
}

/**
 * @param {object[]} lines of the bench
 * @param {number} rows
 * @returns {{title: string, times: Record<string, number>}[]} the groups to draw: Neon's, of so many rows
 */
function groupsOf(lines, rows) {
  const groups = new Map()
  for (const line of lines) {
    if (line.service !== 'neon' || line.rows !== rows || !(line.bench in titles)) continue
    const title = `${titles[line.bench]}, ${line.shape}, ${line.runtime}`
    const times = groups.get(title) ?? { [subject]: line.us_net ?? line.us }
    times[line.peer] = line.peer_us_net ?? line.peer_us
    groups.set(title, times)
  }
  return [...groups].map(([title, times]) => ({ title, times }))
}

/** The same for the lines of the builder's bench. */
function builderGroupsOf(lines) {
  const groups = new Map()
  for (const { query, runtime, us, peer, peer_us } of lines) {
    // The first query of a process is another story: a module is compiled in it.
    if (runtime === 'first') continue
    const title = `${builderTitles[query]}, ${runtime}`
    const times = groups.get(title) ?? { [subject]: us }
    if (peer in builderContestants) times[peer] = peer_us
    groups.set(title, times)
  }
  return [...groups].map(([title, times]) => ({ title, times }))
}

function drawGroup({ title, times }, y, contestants) {
  const entries = Object.keys(contestants).filter((name) => name in times)
  const longest = Math.max(...Object.values(times))
  const middle = y + (entries.length * (bar + gap)) / 2
  const parts = [`<text class="title" x="${left - 14}" y="${middle + 2}" text-anchor="end">${escapeText(title)}</text>`]
  for (const [i, name] of entries.entries()) {
    const length = Math.max(1, Math.round((times[name] / longest) * (width - left - right)))
    const at = y + i * (bar + gap)
    const ratio = name === subject ? '' : ` (${(times[name] / times[subject]).toFixed(1)}×)`
    parts.push(
      `<rect x="${left}" y="${at}" width="${length}" height="${bar}" rx="2" fill="${contestants[name].color}"/>`,
      `<text x="${left + length + 6}" y="${at + bar - 3}">${time(times[name])}${ratio}</text>`,
    )
  }
  return { svg: parts.join('\n'), height: entries.length * (bar + gap) }
}

/**
 * @param {{title: string, times: Record<string, number>}[]} groups
 * @param {Record<string, {title: string, color: string}>} contestants
 * @param {string} head what is drawn
 * @returns {string} the picture
 */
function draw(groups, contestants, head) {
  let y = top
  const drawn = groups.map((group) => {
    const { svg, height } = drawGroup(group, y, contestants)
    y += height + groupGap
    return svg
  })
  const legend = Object.values(contestants).map(
    ({ title, color }, i) =>
      `<rect x="${24 + i * 205}" y="48" width="12" height="12" rx="2" fill="${color}"/>\n<text x="${42 + i * 205}" y="58">${escapeText(title)}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" role="img" aria-label="${head} by tcpless and its peers">
<style>text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}.head{font-size:16px;font-weight:600}</style>
<rect width="${width}" height="${y}" rx="8" fill="#ffffff"/>
<text class="head" x="24" y="32">${head}: shorter is better</text>
${legend.join('\n')}
${drawn.join('\n')}
</svg>
`
}

/** @param {object[]} lines of the bench @returns {string} the picture */
export function chart(lines, rows = 1000) {
  const head = `CPU time of a query of ${rows.toLocaleString('en-US')} rows`
  return draw(groupsOf(lines, rows), queryContestants, head)
}

/** @param {object[]} lines of the builder's bench @returns {string} the picture */
export function builderChart(lines) {
  return draw(builderGroupsOf(lines), builderContestants, 'CPU time of building and compiling a query')
}

/** @param {string} [name] of a file in docs/ @returns {object[]} the lines that were measured last */
export function measuredLines(name = 'benchmarks.jsonl') {
  return readFileSync(file(name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file('benchmarks.svg'), chart(measuredLines()))
  writeFileSync(file('benchmarks-builder.svg'), builderChart(measuredLines('benchmarks-builder.jsonl')))
}
