import { loadModule } from '#module/d1'
import { Core } from '../../bindings/instance.js'

/** The core of all databases that are Durable Objects, on either side. */
export const durableCore: Core = new Core(loadModule)
