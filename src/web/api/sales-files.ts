/** `PUT /shops/:shop/connections/:connection/sales-file?name=N`: a table of sales, streamed to where files lie, and what it is. */
import { Hono } from 'hono'
import { z } from 'zod'
import { readConnection } from '#hub/connection/read-connections.ts'
import { notFound, Refused } from '#hub/refused.ts'
import { bringSalesFile } from '#hub/sales-file/bring.ts'
import type { WebDeps } from '../deps.ts'
import { problemOf } from '../problem.ts'
import type { WebEnv } from '../request.ts'
import { enterShop } from './enter.ts'
import { salesCome } from './handlers/facts.ts'
import { salesFileShape } from './handlers/sales-files.ts'

export function salesFiles(deps: WebDeps): Hono<WebEnv> {
  return new Hono<WebEnv>().put('/shops/:shop/connections/:connection/sales-file', async c => {
    try {
      const call = await enterShop(c, deps, 'orders')
      if (call instanceof Response) return call
      const connectionId = c.req.param('connection')
      if (!z.uuid().safeParse(connectionId).success) throw notFound('This shop')
      const { spoke, label } = await call.inShop(tx => readConnection(tx, connectionId))
      if (salesCome(deps.spokes.get(spoke)) === 'read')
        throw new Refused('sales-are-read', `The sales of “${label}” are read there by themselves; a table would tell them twice.`, {
          status: 409,
        })
      const file = await bringSalesFile(deps, call.shop, {
        connectionId,
        fileName: c.req.query('name') ?? '',
        stream: c.req.raw.body ?? new ReadableStream<Uint8Array>({ start: controller => controller.close() }),
        now: deps.now(),
      })
      return c.json(await salesFileShape(call, file), 200, { 'cache-control': 'no-store' })
    } catch (error) {
      return problemOf(c, error, deps.log)
    }
  })
}
