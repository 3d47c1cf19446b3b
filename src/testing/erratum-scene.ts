/** A shop with a corrected pattern, sold at storefronts of different rules, for what follows from a correction. */
import type { Database, Tx } from '#database'
import { deliverNext } from '#hub/erratum/deliver-erratum.ts'
import { draftErratum } from '#hub/erratum/draft-erratum.ts'
import type { RulesWorld } from '#hub/erratum/owners.ts'
import { pressErratum } from '#hub/erratum/press-erratum.ts'
import { previewErratum } from '#hub/erratum/preview-erratum.ts'
import type { CorrectionRules } from '#hub/erratum/route-for.ts'
import type { Sale } from '#hub/order/sale.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { newShop } from './database.ts'
import { newVersion } from './given.ts'
import { lineOf, newConnection, newPattern, saleOf } from './sales.ts'

/** Storefronts by the rule that they have. */
export const rules = {
  open: { mailsBuyers: true, tellsThere: { cannot: 'It writes to nobody.' } },
  closed: { mailsBuyers: { cannot: 'Its buyers’ addresses are not hers to use.' }, tellsThere: { cannot: 'It writes to nobody.' } },
  hand: { mailsBuyers: true, tellsThere: { byHand: 'open the page of the order and write.' } },
} as const satisfies Readonly<Record<string, CorrectionRules>>
export type RuleName = keyof typeof rules

export const rulesOf: RulesWorld['rulesOf'] = spoke => {
  const found = rules[spoke as RuleName]
  return found === undefined ? null : { label: spoke, corrections: found, reachesEarlierBuyers: { cannot: 'It is another file there.' } }
}

export async function erratumScene(
  database: Database,
  { at = new Date('2026-03-10T12:00:00Z'), liveFrom = new Date('2026-01-01T00:00:00Z') } = {},
) {
  const clock = { at: at.getTime() }
  const now = () => new Date(clock.at)
  const shop = await newShop(database, { name: 'Marigold & Clover' })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const pattern = await newPattern(database, shop, { title: 'Wren Tee' })
  const connections = {} as Record<RuleName, string>
  for (const name of Object.keys(rules) as RuleName[]) {
    connections[name] = await newConnection(database, shop, { spoke: name, liveFrom })
    await inShop(tx =>
      tx
        .insertInto('listing')
        .values({ shop_id: shop, connection_id: connections[name], remote_id: '77', pattern_id: pattern, state: 'updated' })
        .execute(),
    )
  }
  const files = { a4: 'old a4', chart: 'old chart' }
  await newVersion(database, shop, { pattern, number: '1.0', files, at: new Date('2026-01-02T00:00:00Z') })
  const fixed = await newVersion(database, shop, {
    pattern,
    number: '1.1',
    files: { ...files, chart: 'new chart' },
    at: new Date('2026-03-09T00:00:00Z'),
  })
  let sales = 0
  const saleTo = (email: string | null, placedAt: Date, more: Partial<Sale> = {}): Sale => {
    const remoteId = String(++sales)
    const buyer = { email, name: null, country: null }
    return saleOf({ remoteId, number: `#${remoteId}`, placedAt, paidAt: placedAt, changedAt: placedAt, buyer, lines: [lineOf()], ...more })
  }
  const world = () => ({ rulesOf, now: now(), canMail: { why: null } })
  return {
    ...{ shop, inShop, pattern, connections, fixed, clock, now, saleTo, world },
    pass: (ms: number) => {
      clock.at += ms
    },
    sell: (where: RuleName, some: readonly Sale[]) => inShop(tx => takeOrders(tx, connections[where], some, now())),
    draft: (more: Partial<Parameters<typeof draftErratum>[2]> = {}) =>
      inShop(tx =>
        draftErratum(
          tx,
          pattern,
          { severity: 'do-not-start', versionId: fixed.id, notes: { en: 'Row 14: knit 2 together.' }, ...more },
          now(),
        ),
      ),
    press: (erratum: string, holdMinutes = 10) =>
      inShop(async tx => {
        const { key } = await previewErratum(tx, erratum, world())
        return pressErratum(tx, erratum, { key, pressedBy: 'demo', holdMinutes }, world())
      }),
    /** All that is due now. @returns deliveries made. */
    deliver: async (batch?: number) => {
      for (let made = 0; ; ) {
        const step = await inShop(tx => deliverNext(tx, { rulesOf, now: now() }, batch))
        if (step === null) return made
        made += step
      }
    },
  }
}
