// The least that this core allows: the answer read into one buffer, made JSON by the core, and sent from one copy. No
// options, errors, cancelling, nor a limit for what is held.
import { Core } from '../../../dist/bindings/instance.js'
import { feedKeep } from '../../../dist/bindings/layout.js'
import { throughCore } from '../through-core.mjs'

/**
 * @param {() => WebAssembly.Module} loadModule
 * @param {number} service
 * @param {string} url
 */
export function transportCore(loadModule, service, url) {
  const target = { core: new Core(loadModule), service, url }
  return (fetch) => ({
    respond: async () => {
      const response = await fetch('https://localhost/', { method: 'POST', body: '{}' })
      let json
      const take = (context, last) => {
        if (last) json = context.responseBytes().slice()
      }
      throughCore(new Uint8Array(await response.arrayBuffer()), target, take, feedKeep)
      return new Response(json, { headers: { 'content-type': 'application/json' } })
    },
  })
}
