/** `GET /shops/:shop/errata/:erratum/receipt.csv`: the receipt of a correction, owner by owner, as a table. */
import { Hono } from 'hono'
import { z } from 'zod'
import { readErratum } from '#hub/erratum/erratum.ts'
import { bucketWords } from '#hub/erratum/reasons.ts'
import { listReceiptOwners, mostReceiptOwners } from '#hub/erratum/receipt.ts'
import { toCsv } from '#hub/grid/sheet-file.ts'
import { notFound } from '#hub/refused.ts'
import { disposition } from '../bytes.ts'
import type { WebDeps } from '../deps.ts'
import { problemOf } from '../problem.ts'
import type { WebEnv } from '../request.ts'
import { enterShop } from './enter.ts'

const head = ['Buyer', 'Name', 'Order', 'Shop', 'Where it stands', 'Why', 'What to do', 'Written to at']

export function receiptFiles(deps: WebDeps): Hono<WebEnv> {
  return new Hono<WebEnv>().get('/shops/:shop/errata/:erratum/receipt.csv', async c => {
    try {
      const call = await enterShop(c, deps, 'orders')
      if (call instanceof Response) return call
      const { data: id } = z.uuid().safeParse(c.req.param('erratum'))
      if (id === undefined) throw notFound('This correction')
      const { patternTitle } = await call.inShop(tx => readErratum(tx, id))
      const world = deps.work.planningWorld()
      let cursor: string | undefined
      let isFirst = true
      // A page at a time, as there may be a hundred thousand of them.
      const stream = new ReadableStream<Uint8Array>({
        pull: async out => {
          const { items, next } = await call.inShop(tx => listReceiptOwners(tx, id, { cursor, limit: mostReceiptOwners }, world))
          const rows = items.map(owner => [
            ...[owner.email ?? '', owner.name ?? '', owner.order ?? '', owner.shop ?? '', bucketWords[owner.bucket].one],
            ...[owner.whySays, [owner.toDo, owner.mailSays].filter(Boolean).join(' '), owner.toldAt?.toISOString() ?? ''],
          ])
          const bytes = toCsv(isFirst ? [head, ...rows] : rows)
          // The mark of the encoding stands once, at the beginning of the file.
          if (isFirst) out.enqueue(bytes)
          else if (rows.length > 0) out.enqueue(bytes.subarray(3))
          isFirst = false
          cursor = next ?? undefined
          if (next === null) out.close()
        },
      })
      return new Response(stream, {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': disposition(`${patternTitle} - correction.csv`, false),
          'cache-control': 'private, no-store',
        },
      })
    } catch (error) {
      return problemOf(c, error, deps.log)
    }
  })
}
