/** `GET /shops/:shop/people-file/:name`: people, or a segment of them, as CSV. */
import { Hono } from 'hono'
import { peopleFile } from '#hub/person/people-file.ts'
import { disposition } from '../bytes.ts'
import type { WebDeps } from '../deps.ts'
import { problem, problemOf } from '../problem.ts'
import type { WebEnv } from '../request.ts'
import { SegmentQuery } from './contract-people.ts'
import { enterShop } from './enter.ts'
import { segmentOf } from './handlers/people.ts'
import { readAs, sentenceOf } from './sentence.ts'

export function peopleFiles(deps: WebDeps): Hono<WebEnv> {
  return new Hono<WebEnv>().get('/shops/:shop/people-file/:name', async c => {
    const name = c.req.param('name')
    if (!name.endsWith('.csv')) return problem(c, 404, 'not-found', 'People are brought out as .csv. Name it so.')
    try {
      const call = await enterShop(c, deps, 'orders')
      if (call instanceof Response) return call
      const query = c.req.query()
      const asked = readAs(SegmentQuery, query)
      if (!asked.success || Object.values(query).some(text => !text.isWellFormed() || text.includes('\0'))) {
        const { field, sentence } =
          asked.error?.issues[0] === undefined
            ? { field: undefined, sentence: 'This is not as it should be.' }
            : sentenceOf(asked.error.issues[0])
        return problem(c, 400, 'bad-input', sentence, field)
      }
      const bytes = await call.inShop(tx => peopleFile(tx, segmentOf(asked.data)))
      return c.body(new Uint8Array(bytes), 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': disposition(name.slice(0, 200), false),
        'cache-control': 'no-store',
      })
    } catch (error) {
      return problemOf(c, error, deps.log)
    }
  })
}
