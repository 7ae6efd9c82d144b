import { loadModule } from '#module/planetscale'
import { servicePlanetscale } from '../../../dist/bindings/layout.js'
import { planetscaleUrl } from './query.mjs'
import { transportCore } from './transport-core.mjs'

export const create = transportCore(loadModule, servicePlanetscale, planetscaleUrl)
