import { loadModule } from '#module/neon'
import { serviceNeon } from '../../../dist/bindings/layout.js'
import { connectionString } from './query.mjs'
import { transportCore } from './transport-core.mjs'

export const create = transportCore(loadModule, serviceNeon, connectionString)
