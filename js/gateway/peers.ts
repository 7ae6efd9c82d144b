import { GatewayError } from './engine.js'

/** `pg`, an optional peer dependency, loaded only when a gateway starts. */
export type PgModule = typeof import('pg')

/** `mysql2`, an optional peer dependency too. */
export type Mysql2Module = typeof import('mysql2')

/** Says how to install packages. `npm install` does nothing for those already there. */
export function missingPeers(...names: string[]): GatewayError {
  return new GatewayError(`${names.join(' and ')} must be installed: npm install --save-dev ${names.join(' ')}`)
}

/** Loads `pg`. Throws a `GatewayError` that names the npm command for `pg` and `others` when it is not installed. */
export async function loadPg(...others: string[]): Promise<PgModule> {
  try {
    return await import('pg')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_MODULE_NOT_FOUND') throw missingPeers('pg', ...others)
    throw new GatewayError(`could not load pg: ${message}`)
  }
}

/** Loads `mysql2`. Throws a `GatewayError` that names the npm command when it is not installed. */
export async function loadMysql2(): Promise<Mysql2Module> {
  try {
    return await import('mysql2')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_MODULE_NOT_FOUND') throw missingPeers('mysql2')
    throw new GatewayError(`could not load mysql2: ${message}`)
  }
}
