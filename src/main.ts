import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Config } from '#config'
import { openDatabase } from '#database/open.ts'
import type { Log } from '#log'
import { health } from '#web/health.ts'

export type Role = 'web' | 'work' | 'all'

export type Running = {
  /** Where the pages are; null for a work process. */
  url: string | null
  /** Takes nothing new, finishes what is under way, lets go of the database. */
  stop(): Promise<void>
}

/** The only wiring. Resolves when requests are answered. */
export async function startSelvage(config: Config, { role, log }: { role: Role; log: Log }): Promise<Running> {
  const open = await openDatabase(config, log)
  if (role === 'work') return { url: null, stop: open.close }
  const app = new Hono().route('/', health({ database: open.database }))
  const listening = Promise.withResolvers<void>()
  const server = serve({ fetch: app.fetch, port: config.port, hostname: config.host }, () => listening.resolve())
  server.once('error', listening.reject)
  try {
    await listening.promise
  } catch (error) {
    await open.close()
    throw error
  }
  return {
    url: `http://${config.host}:${config.port}`,
    async stop() {
      await new Promise(done => server.close(done))
      await open.close()
    },
  }
}
