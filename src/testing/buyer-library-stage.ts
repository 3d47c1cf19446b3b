/** A shop that sells elsewhere and at a platform where buyers have libraries of their own: the real fake over HTTP, the real tables, patterns on sale there. */
import { randomUUID } from 'node:crypto'
import type { ShopId, Tx } from '#database'
import { giveConsent } from '#hub/buyer-library/consent.ts'
import { sealSettings } from '#hub/connection/seal.ts'
import { contentToJson } from '#hub/listing/content-json.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { type BuyerLibrary, buyerKeysToJson, buyerLibraryOf } from '#kit/buyer-library.ts'
import { answerThere, buyerLibraryFake } from '#kit/buyer-library-fake.ts'
import { openStage, publish, sample, type Wanted } from '#kit/contract-stage.ts'
import { type Fetch, makeFetch } from '#kit/http.ts'
import type { RateLimiter } from '#kit/rate.ts'
import { type AnyShop, fakes, shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import type { WorkDeps } from '#work/deps.ts'
import { newShop, type TestDatabase } from './database.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from './sales.ts'
import { stubShop } from './stub-shop.ts'
import { secretKey, testWorld } from './work-deps.ts'

const unlimited: RateLimiter = {
  take: async () => ({ isGranted: true, at: 0, isStillGood: async () => true, release: async () => {} }),
  pause: async () => {},
  learn: async () => {},
}

export interface Sold {
  readonly pattern: string
  readonly title: string
  /** At the platform. */
  readonly remoteId: string
  readonly sku: string
  /** At the other storefront. */
  readonly elsewhereId: string
}

export type LibraryStage = Awaited<ReturnType<typeof openLibraryStage>>

/** @returns the first platform that has such libraries. */
async function ableSpoke(): Promise<{ spoke: AnyShop; library: BuyerLibrary<unknown> }> {
  for (const spoke of (await shops()).values()) {
    const library = buyerLibraryOf(spoke)
    if (!isCannot(library)) return { spoke, library }
  }
  throw new Error('no platform has libraries of buyers')
}

/** @param bend stands between the work and the wire. */
export async function openLibraryStage(
  database: TestDatabase,
  { patterns = 3, callbackUrl = 'http://localhost:4400/library/x/agreed/y', bend = (real: Fetch): Fetch => real } = {},
) {
  const { spoke, library } = await ableSpoke()
  const stage = await openStage(spoke, (await fakes()).get(spoke.id)!, { seed: 5 })
  const far = buyerLibraryFake(stage.controlUrl)
  const elsewhere = stubShop()
  const now = () => stage.ctx().now()
  const deps: WorkDeps = {
    ...testWorld(database).deps,
    spokes: new Map([spoke, elsewhere.spoke].map(one => [one.id, one])),
    now,
    rates: unlimited,
    makeFetch: options => bend(makeFetch(options)),
  }
  const shop: ShopId = await newShop(database, { name: 'Marigold & Co' })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const settings = spoke.settings.schema.parse({ ...(stage.settings as object), ...(await far.open(callbackUrl)) })
  const change = (id: string, set: Record<string, unknown>) =>
    inShop(tx => tx.updateTable('connection').set(set).where('connection_id', '=', id).execute())
  const connection = await newConnection(database, shop, { spoke: spoke.id })
  await change(connection, {
    base_url: stage.baseUrl,
    sealed: sealSettings(secretKey, { shop, connection }, settings as Record<string, unknown>),
  })
  const other = await newConnection(database, shop)
  const { currency } = await spoke.verify(stage.ctx())

  /** On sale here, elsewhere and at the platform. */
  async function newSold(at: number): Promise<Sold> {
    const desired = sample(stage, currency, { name: `held-${at}`, sku: `HELD-${at}` })
    const wanted: Wanted = { listingId: randomUUID(), desired, remoteId: null }
    for (const outcome of (await publish(stage, [wanted])).outcomes) if (outcome.state !== 'done') throw outcome.error
    const remoteId = wanted.remoteId!
    const [title, elsewhereId] = [`Pattern ${at}`, `there-${at}`]
    const pattern = await newPattern(database, shop, { title, sku: `HERE-${at}`, listed: { connection: other, remoteId: elsewhereId } })
    const observed = JSON.stringify({ content: contentToJson(desired), extras: null })
    const row = { shop_id: shop, connection_id: connection, remote_id: remoteId, pattern_id: pattern, state: 'updated' as const, observed }
    await inShop(tx => tx.insertInto('listing').values(row).execute())
    return { pattern, title, remoteId, sku: desired.sku, elsewhereId }
  }
  const sold: Sold[] = []
  for (let at = 0; at < patterns; at++) sold.push(await newSold(at))

  let sales = 0
  const buyerOf = (name: string) => `${name}@example.com`
  /** A paid sale, elsewhere or at the platform itself. @returns its number there. */
  async function buy(
    name: string,
    bought: readonly Sold[],
    { at = 'elsewhere' as 'elsewhere' | 'there', remoteId = `sale-${++sales}`, state = 'paid' as 'paid' | 'refunded' } = {},
  ) {
    const lines = bought.map((one, line) =>
      lineOf({ remoteId: String(line), listingRemoteId: at === 'there' ? one.remoteId : one.elsewhereId, title: one.title }),
    )
    const placedAt = now()
    const buyer = { email: buyerOf(name), name, country: null }
    const sale = saleOf({ remoteId, state, placedAt, changedAt: placedAt, lines, buyer, total: eur(750 * lines.length) })
    await inShop(tx => takeOrders(tx, at === 'there' ? connection : other, [sale], now()))
    return remoteId
  }
  const customerOf = async (name: string): Promise<string> => {
    const found = await inShop(tx => tx.selectFrom('customer').select('customer_id').where('email', '=', buyerOf(name)).executeTakeFirst())
    if (found !== undefined) return found.customer_id
    const made = { shop_id: shop, email: buyerOf(name), name }
    return (await inShop(tx => tx.insertInto('customer').values(made).returning('customer_id').executeTakeFirstOrThrow())).customer_id
  }
  /** She says yes at the platform's page, under the same name there. */
  async function agree(name: string): Promise<void> {
    const way = stage.ctx({ settings })
    const url = library.consentPage(way, { callbackUrl, state: 'x'.repeat(43) })
    const { searchParams: query } = await answerThere(url, { as: name, says: 'yes' })
    const keys = buyerKeysToJson(await library.finishConsent(way, { callbackUrl, query }))
    const customerId = await customerOf(name)
    await inShop(tx => giveConsent(tx, { connectionId: connection, customerId }, { keys, secretKey, now: now() }))
  }
  return {
    ...{
      database,
      stage,
      spoke,
      library,
      far,
      deps,
      shop,
      inShop,
      connection,
      other,
      sold,
      settings,
      change,
      newSold,
      buy,
      customerOf,
      agree,
      now,
    },
    /** What is in her library there, by our titles, as often as it is. */
    holds: async (name: string) =>
      (await far.holds(name)).map(remoteId => sold.find(one => one.remoteId === remoteId)?.title ?? 'a stranger').sort(),
    rows: () =>
      inShop(tx =>
        tx
          .selectFrom('buyer_delivery')
          .innerJoin('pattern', join =>
            join.onRef('pattern.shop_id', '=', 'buyer_delivery.shop_id').onRef('pattern.pattern_id', '=', 'buyer_delivery.pattern_id'),
          )
          .select([
            'pattern.title',
            'buyer_delivery.state',
            'buyer_delivery.reason',
            'buyer_delivery.attempts',
            'buyer_delivery.invoice_id',
          ])
          .orderBy('pattern.title')
          .execute(),
      ),
  }
}
