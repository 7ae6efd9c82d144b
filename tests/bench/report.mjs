// The output: one JSON object a line, or a table that fills as cases end.
import { subject } from './contestants.mjs'
import { rounded } from './statistics.mjs'

/**
 * The lines of one case, one for each peer. `net` values are less the no-op request, where one was measured.
 * @param {import('./plan.mjs').Case} one
 * @param {{us: Record<string, number>, noop?: number}} measured
 */
export function lines({ bench, service, shape, rows, runtime }, { us, noop }) {
  const { [subject]: own, ...peers } = us
  return Object.entries(peers).map(([peer, peerTime]) => {
    const line = { bench, service, shape, rows, runtime, us: rounded(own), peer, peer_us: rounded(peerTime) }
    line.ratio = rounded(peerTime / own)
    if (noop === undefined) return line
    const net = own - noop
    const peerNet = peerTime - noop
    // A difference within the no-op's own noise is no measure of anything.
    const ratioNet = net > noop / 10 ? rounded(peerNet / net) : null
    return { ...line, noop_us: rounded(noop), us_net: rounded(net), peer_us_net: rounded(peerNet), ratio_net: ratioNet }
  })
}

const widths = [8, 8, 5, 6, 8, 25, 10, 10, 7, 9]
const row = (cells) =>
  cells.map((cell, i) => (i < 6 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i])))

/** @param {boolean} json @returns {{case(lines: object[]): void}} */
export function reporter(json) {
  let headed = false
  return {
    case(results) {
      if (json) {
        for (const line of results) console.log(JSON.stringify(line))
        return
      }
      if (!headed) {
        console.log(
          row(['runtime', 'bench', 'for', 'shape', 'rows', 'peer', 'us', 'peer us', 'ratio', 'less noop']).join(' '),
        )
        headed = true
      }
      for (const line of results) {
        const start = [line.runtime, line.bench, line.service, line.shape, line.rows, line.peer]
        console.log(row([...start, line.us, line.peer_us, line.ratio, line.ratio_net ?? '']).join(' '))
      }
    },
  }
}
