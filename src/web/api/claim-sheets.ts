/** `GET /shops/:shop/patterns/:pattern/claim-sheet?paper=a4`: a page for a pattern's files, by which buyers find the claim page. */
import { Hono } from 'hono'
import { z } from 'zod'
import { claimLink, readClaims } from '#hub/claim/read-claims.ts'
import { makeSheet } from '#hub/claim/sheet.ts'
import { notFound, Refused } from '#hub/refused.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import { disposition } from '../bytes.ts'
import type { WebDeps } from '../deps.ts'
import { problemOf } from '../problem.ts'
import type { WebEnv } from '../request.ts'
import { enterShop } from './enter.ts'
import { claimHome, currentCode } from './handlers/claims.ts'

const Paper = z.enum(['a4', 'letter']).default('a4')

export function claimSheets(deps: WebDeps): Hono<WebEnv> {
  return new Hono<WebEnv>().get('/shops/:shop/patterns/:pattern/claim-sheet', async c => {
    try {
      const call = await enterShop(c, deps, 'read')
      if (call instanceof Response) return call
      const { data: patternId } = z.uuid().safeParse(c.req.param('pattern'))
      const { data: paper } = Paper.safeParse(c.req.query('paper'))
      if (paper === undefined) throw new Refused('bad-input', 'The paper is a4 or letter.', { field: 'paper' })
      if (patternId === undefined) throw notFound('This pattern')
      const { facts, shop } = await call.inShop(async tx => ({ facts: await readClaims(tx, patternId), shop: await readShop(tx) }))
      const [home, code] = [claimHome(deps, shop), currentCode(facts.codes)]
      if (home === null)
        throw new Refused('no-address', `Buyers cannot reach the page for it yet. ${deps.publicUrl.state().sentence}`, { status: 409 })
      if (code === null) throw new Refused('no-code', 'This pattern has no code for buyers yet. Make one first.', { status: 409 })
      const words = { shop: shop.name, pattern: facts.title, link: claimLink(home, shop.slug, code), code }
      const bytes = await makeSheet(words, paper)
      return new Response(Buffer.from(bytes), {
        headers: {
          'content-type': 'application/pdf',
          'content-disposition': disposition(`${facts.title} - your library (${paper === 'a4' ? 'A4' : 'Letter'}).pdf`, false),
          'cache-control': 'private, no-store',
        },
      })
    } catch (error) {
      return problemOf(c, error, deps.log)
    }
  })
}
