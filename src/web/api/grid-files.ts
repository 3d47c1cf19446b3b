/** The grid as a file, out and in: raw bytes, beside the table of endpoints. */
import { Hono } from 'hono'
import { showBatch } from '#hub/grid/batches.ts'
import type { GridPattern } from '#hub/grid/cells.ts'
import { readGrid, readGridShape } from '#hub/grid/read-grid.ts'
import { longestFileBytes, readSheetFile, tableOf, toCsv, toXlsx } from '#hub/grid/sheet-file.ts'
import { disposition } from '../bytes.ts'
import type { WebDeps } from '../deps.ts'
import { problem, problemOf } from '../problem.ts'
import { readLimited } from '../read-limited.ts'
import type { WebEnv } from '../request.ts'
import { enterShop } from './enter.ts'
import { batchShape } from './handlers/grid.ts'

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const
const pageSize = 1_000

export function gridFiles(deps: WebDeps): Hono<WebEnv> {
  return new Hono<WebEnv>()
    .get('/shops/:shop/grid/:name', async c => {
      const kind = c.req.param('name').split('.').at(-1)
      if (kind !== 'csv' && kind !== 'xlsx') return problem(c, 404, 'not-found', 'A list is brought out as .csv or .xlsx. Name it so.')
      try {
        const call = await enterShop(c, deps, 'read')
        if (call instanceof Response) return call
        const { columns, patterns } = await call.inShop(async tx => {
          const shape = await readGridShape(tx, deps.work.planningWorld())
          const patterns: GridPattern[] = []
          let cursor: string | undefined
          do {
            const page = await readGrid(tx, { cursor, limit: pageSize })
            patterns.push(...page.items)
            cursor = page.next ?? undefined
          } while (cursor !== undefined)
          return { columns: shape.columns, patterns }
        })
        const table = tableOf(call.shop, columns, patterns)
        const bytes = kind === 'csv' ? toCsv(table) : await toXlsx(table)
        return c.body(new Uint8Array(bytes), 200, {
          'content-type': types[kind],
          'content-disposition': disposition(c.req.param('name').slice(0, 200), false),
          'cache-control': 'no-store',
        })
      } catch (error) {
        return problemOf(c, error, deps.log)
      }
    })
    .put('/shops/:shop/batches/file', async c => {
      try {
        const call = await enterShop(c, deps, 'patterns')
        if (call instanceof Response) return call
        const bytes = await readLimited(c.req.raw, longestFileBytes)
        if (bytes === null)
          return problem(c, 413, 'too-large', 'The file has more than 5 MB. Split it, or leave out columns that stay as they are.')
        const world = deps.work.planningWorld()
        const { columns } = await call.inShop(tx => readGridShape(tx, world))
        // Reading takes a while; no transaction is open meanwhile.
        const read = await readSheetFile(call.shop, Buffer.from(bytes), columns)
        const fileName = (c.req.query('name') ?? '').toWellFormed().replaceAll('\0', '').trim().slice(0, 200) || null
        return c.json(batchShape(await call.inShop(tx => showBatch(tx, { ...read, fileName, madeBy: call.pressedBy }, world))), 200, {
          'cache-control': 'no-store',
        })
      } catch (error) {
        return problemOf(c, error, deps.log)
      }
    })
}
