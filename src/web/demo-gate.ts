import { isLoopback } from './request.ts'

/** What the gate looks at. */
export interface GateFacts {
  readonly publicUrl: string | undefined
  /** Where our socket is bound. */
  readonly bound: { readonly address: string; readonly port: number } | null
  /** Who is at the other end of it. */
  readonly peer: string | null
  readonly headers: Headers
}

/**
 * The demo shop opens without a password to somebody who sits at this very machine, and to nobody else: no public URL, a socket
 * that only this machine reaches, a name that only this machine answers to (a page elsewhere can point its own name at 127.0.0.1),
 * and no sign of a proxy (which would make the whole world look like this machine).
 */
export function isDemoOpen({ publicUrl, bound, peer, headers }: GateFacts): boolean {
  if (publicUrl !== undefined || bound === null) return false
  if (!isLoopback(bound.address) || !isLoopback(peer)) return false
  if (!isOwnName(headers.get('host'), bound.port)) return false
  return ![...headers.keys()].some(name => name === 'forwarded' || name === 'via' || name.startsWith('x-forwarded'))
}

function isOwnName(host: string | null, port: number): boolean {
  if (host === null) return false
  // A browser leaves out http's own port.
  const names = ['127.0.0.1', '[::1]', 'localhost'].flatMap(name => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
  return names.includes(host.toLowerCase())
}
