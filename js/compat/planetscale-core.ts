import { loadModule } from '#module/planetscale'
import { Core } from '../../bindings/instance.js'

/** The core that queries run in. */
export const core = new Core(loadModule)
