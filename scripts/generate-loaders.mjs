// Writes the load files: how each host gets the WebAssembly.Module of an entry. The build calls
// writeLoaders() after it has put the modules into dist/wasm/.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const distribution = fileURLToPath(new URL('../dist/', import.meta.url))

const declaration = `/** The compiled core. Compiles at the first call where the host does not do it itself. */
export declare function loadModule(): WebAssembly.Module
`

// workerd, wrangler and the Cloudflare plugins give a compiled module for an import of a file.
const workerd = (name) => `import module from '../../../wasm/${name}.wasm'

export const loadModule = () => module
`

// Next.js and Vercel's edge runtime do so when the file is asked for with ?module.
const edgeLight = (name) => `import module from '../../../wasm/${name}.wasm?module'

export const loadModule = () => module
`

// A file beside the code does not survive bundlers, so everywhere else the bytes are in the code.
const bytes = (base64) => `const base64 = '${base64}'

let module

export function loadModule() {
  module ??= new WebAssembly.Module(decode(base64))
  return module
}

function decode(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text)
  // Node.js before 25: a loop takes it milliseconds, more than compiling does.
  if (globalThis.Buffer) return globalThis.Buffer.from(text, 'base64')
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
`

/**
 * Writes `dist/bindings/load/{workerd,edge-light,bytes}/NAME.js` with types for every name.
 * @param {readonly string[]} names entries whose module stands in `dist/wasm/NAME.wasm`
 * @param {string} [directory] instead of `dist/`
 */
export function writeLoaders(names, directory = distribution) {
  for (const name of names) {
    const base64 = readFileSync(join(directory, 'wasm', `${name}.wasm`)).toString('base64')
    const files = { workerd: workerd(name), 'edge-light': edgeLight(name), bytes: bytes(base64) }
    for (const [condition, text] of Object.entries(files)) {
      const folder = join(directory, 'bindings', 'load', condition)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${name}.js`), text)
      writeFileSync(join(folder, `${name}.d.ts`), declaration)
    }
  }
}
