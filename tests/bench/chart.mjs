// `node tests/bench/chart.mjs`: draws docs/benchmarks.svg from docs/benchmarks.jsonl, the lines that `npm run bench -- --json`
// printed. CPU time of one call, shorter is better; every group has its own scale, as they differ by a hundredfold.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = (name) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url))

const subject = 'tcpless'
const names = {
  [subject]: subject,
  '@neondatabase/serverless': '@neondatabase/serverless',
  javascript: 'plain JavaScript',
}
const colors = { [subject]: '#0b7a75', '@neondatabase/serverless': '#b8602f', javascript: '#8a8f98' }
const titles = {
  respond: 'rows to a Response',
  objects: 'rows as objects',
  lazy2: '2 of 8 columns',
  stream: 'rows in batches',
}

const bar = 14
const gap = 4
const groupGap = 22
const left = 262
const right = 120
const width = 860
const top = 84

const escapeText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const time = (us) => (us >= 1000 ? `${(us / 1000).toFixed(1)} ms` : `${Math.round(us)} µs`)

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

function drawGroup({ title, times }, y) {
  const entries = Object.keys(names).filter((name) => name in times)
  const longest = Math.max(...Object.values(times))
  const middle = y + (entries.length * (bar + gap)) / 2
  const parts = [`<text class="title" x="${left - 14}" y="${middle + 2}" text-anchor="end">${escapeText(title)}</text>`]
  for (const [i, name] of entries.entries()) {
    const length = Math.max(1, Math.round((times[name] / longest) * (width - left - right)))
    const at = y + i * (bar + gap)
    const ratio = name === subject ? '' : ` (${(times[name] / times[subject]).toFixed(1)}×)`
    parts.push(
      `<rect x="${left}" y="${at}" width="${length}" height="${bar}" rx="2" fill="${colors[name]}"/>`,
      `<text x="${left + length + 6}" y="${at + bar - 3}">${time(times[name])}${ratio}</text>`,
    )
  }
  return { svg: parts.join('\n'), height: entries.length * (bar + gap) }
}

/**
 * @param {object[]} lines of the bench
 * @param {number} rows
 * @returns {string} the picture
 */
export function chart(lines, rows = 1000) {
  let y = top
  const drawn = groupsOf(lines, rows).map((group) => {
    const { svg, height } = drawGroup(group, y)
    y += height + groupGap
    return svg
  })
  const legend = Object.entries(names).map(
    ([name, title], i) =>
      `<rect x="${24 + i * 220}" y="48" width="12" height="12" rx="2" fill="${colors[name]}"/>\n<text x="${42 + i * 220}" y="58">${escapeText(title)}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" role="img" aria-label="CPU time of a query of ${rows} rows by tcpless and its peers">
<style>text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}.head{font-size:16px;font-weight:600}</style>
<rect width="${width}" height="${y}" rx="8" fill="#ffffff"/>
<text class="head" x="24" y="32">CPU time of a query of ${rows.toLocaleString('en-US')} rows: shorter is better</text>
${legend.join('\n')}
${drawn.join('\n')}
</svg>
`
}

/** @returns {object[]} the lines that were measured last */
export function measuredLines() {
  return readFileSync(file('benchmarks.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file('benchmarks.svg'), chart(measuredLines()))
