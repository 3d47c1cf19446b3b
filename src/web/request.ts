/** What every route of the pages knows of a request. */
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { FoundKey } from '#hub/api-key/find-key.ts'
import { isPublicAddress } from '#kit/address.ts'
import type { User } from './accounts.ts'

export interface WebEnv {
  // No socket in tests that call the app without a server: such a request is from nowhere, so nothing opens for it.
  Bindings: Partial<HttpBindings>
  Variables: {
    /** Of this answer's content policy. */
    nonce: string
    visitor?: Promise<Visitor>
  }
}

export type WebContext = Context<WebEnv>

export interface Visitor {
  readonly user: User | null
  /** The demo shop may be entered without a password. */
  readonly isDemoOpen: boolean
  /** Asks with a key of one shop; then there is no user and no open demo, whatever cookies came along. */
  readonly key: FoundKey | null
}

export const peerAddress = (c: WebContext): string | null => c.env?.incoming?.socket.remoteAddress ?? null

const loopback = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i
export const isLoopback = (address: string | null): boolean => address !== null && loopback.test(address)

/**
 * Whom to count for limits. A proxy on this machine or in its own network tells in the last entry of X-Forwarded-For; from anywhere else
 * that header is talk.
 *
 * @returns null when it cannot be told.
 */
export function clientAddress(c: WebContext, isProxied: boolean): string | null {
  const peer = peerAddress(c)
  if (isProxied && peer !== null && !isPublicAddress(peer)) return c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() || peer
  return peer
}
