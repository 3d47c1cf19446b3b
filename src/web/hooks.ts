/** Where storefronts tell that something changed. The raw bytes count. */
import { Hono } from 'hono'
import { headersWithKey } from '#kit/address-key.ts'
import type { WebDeps } from './deps.ts'
import { readIncoming, readLimited } from './read-limited.ts'
import type { WebEnv } from './request.ts'

const longestBody = 1_048_576

export function hooks({ work, log }: Pick<WebDeps, 'work' | 'log'>): Hono<WebEnv> {
  return new Hono<WebEnv>().post('/hooks/:connection', async c => {
    const { incoming } = c.env
    const body = await (incoming === undefined ? readLimited(c.req.raw, longestBody) : readIncoming(incoming, longestBody))
    if (body === null) return c.text('The message is longer than 1 MB. Nothing was kept.', 413)
    const connection = c.req.param('connection')
    try {
      const { status, sentence } = await work.takeHook({
        connection,
        headers: headersWithKey(c.req.raw.headers, new URL(c.req.url).searchParams),
        body,
      })
      return c.text(sentence, status)
    } catch (error) {
      // Not kept, so not acknowledged: the storefront tells it again, and the next reading finds it anyway.
      log.error({ err: error, connection }, 'a delivery could not be kept')
      return c.text('Not now.', 503)
    }
  })
}
