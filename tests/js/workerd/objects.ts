// The Worker of the tests, with the classes of their Durable Objects.
import { DurableObject } from 'cloudflare:workers'

/** An object that a test runs code in: runInDurableObject of cloudflare:test. */
export class Plain extends DurableObject {}

// biome-ignore lint/style/noDefaultExport: Workers are default exports
export default {}
