import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { clientOptions } from './pool.ts'
import { type Database, innerOf } from './tx.ts'

export type Listener = {
  /** `fn` gets each notification's text, and '' after a reconnect: something may have been missed, so look. */
  on(channel: string, fn: (payload: string) => void): Promise<() => void>
  close(): Promise<void>
}

/** One connection for all channels of a process; it comes back by itself when the server does. */
export function createListener(database: Database): Listener {
  const handlers = new Map<string, Set<(payload: string) => void>>()
  const options = clientOptions({ url: innerOf(database).url, name: 'selvage listen' })
  const closing = new AbortController()
  let client: pg.Client | undefined
  let ready: Promise<void> | undefined

  async function connectOnce(): Promise<pg.Client> {
    const next = new pg.Client(options)
    next.on('error', () => {})
    next.on('notification', ({ channel, payload }) => {
      for (const fn of handlers.get(channel) ?? []) fn(payload ?? '')
    })
    try {
      await next.connect()
      for (const channel of handlers.keys()) await next.query(`listen ${next.escapeIdentifier(channel)}`)
    } catch (error) {
      await next.end().catch(() => {})
      throw error
    }
    next.once('end', () => {
      client = undefined
      if (!closing.signal.aborted) ready = connect(true)
    })
    return next
  }

  async function connect(isAgain: boolean): Promise<void> {
    for (let waitMs = 50; !closing.signal.aborted; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        client = await connectOnce()
        break
      } catch {
        await sleep(waitMs, undefined, { signal: closing.signal }).catch(() => {})
      }
    }
    if (isAgain) for (const fns of handlers.values()) for (const fn of fns) fn('')
  }

  return {
    async on(channel, fn) {
      const known = handlers.get(channel)
      handlers.set(channel, (known ?? new Set()).add(fn))
      if (ready === undefined) ready = connect(false)
      await ready
      // A channel that came after the connection; a lost connection listens again by itself.
      if (known === undefined) await client?.query(`listen ${client.escapeIdentifier(channel)}`).catch(() => {})
      return () => void handlers.get(channel)?.delete(fn)
    },
    async close() {
      closing.abort()
      await ready
      await client?.end().catch(() => {})
    },
  }
}
