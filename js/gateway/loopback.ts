import { isIPv4 } from 'node:net'

/**
 * True for a host that can only be this machine: 127.0.0.0/8, ::1 (with or without brackets), `localhost` and
 * names under it (RFC 6761 section 6.3).
 */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (isIPv4(name)) return name.startsWith('127.')
  return name === '::1' || name === 'localhost' || name.endsWith('.localhost')
}
