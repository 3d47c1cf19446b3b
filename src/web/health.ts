import { Hono } from 'hono'
import type { Database } from '#database'
import { readiness } from '#database/readiness.ts'

/**
 * `GET /healthz` tells that the process answers, `GET /readyz` whether it can do its work (503 when not).
 *
 * @param queueState 'ok' while this process' part of the queue runs, else one sentence; asked at each request.
 */
export function health({
  database,
  queueState = () => 'ok',
  startedAt = Date.now(),
}: {
  database: Database
  queueState?: () => string
  startedAt?: number
}): Hono {
  return new Hono()
    .get('/healthz', c => c.json({ ok: true, upSeconds: Math.round((Date.now() - startedAt) / 1000) }))
    .get('/readyz', async c => {
      const found = await readiness(database)
      const states = { ...found, queue: found.queue === 'ok' ? queueState() : found.queue }
      const isReady = Object.values(states).every(state => state === 'ok')
      return c.json({ ready: isReady, ...states }, isReady ? 200 : 503)
    })
}
