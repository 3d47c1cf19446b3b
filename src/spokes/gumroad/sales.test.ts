/** Sales, where Gumroad is unlike others: a list by day and newest first, no time of a change, sums in two currencies, disputes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { money } from '#hub/money.ts'
import type { Json, Sale, SaleItem } from '#kit'
import type { Fetch } from '#kit/http.ts'
import { toSaleItem } from './sale.ts'
import { readNamed, readSales, salesFrom } from './sales.ts'
import { make, ownShop, stage, thrown, under, verb } from './testing.ts'
import type { Sale as Told } from './wire.ts'

let remoteId: string
ownShop(async () => {
  remoteId = (await make()).remoteId!
})
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** @returns what was told from a cursor to the end, and where the next round begins. */
async function round(
  cursor: Json,
  { between = async () => {}, bend = (real: Fetch) => real }: { between?: () => Promise<unknown>; bend?: (real: Fetch) => Fetch } = {},
) {
  const items: SaleItem[] = []
  const ctx = stage.ctx({ bend })
  for (let at = cursor, pages = 0; ; pages++) {
    assert.ok(pages < 80, 'paging does not end')
    const page = await readSales(ctx, at)
    items.push(...page.items)
    at = JSON.parse(JSON.stringify(page.cursor)) as Json
    if (!page.hasMore) return { items, cursor: at, ctx }
    await between()
  }
}
const salesIn = (items: readonly SaleItem[]) =>
  new Map(items.flatMap(item => (item.isRead ? [[item.sale.remoteId, item.sale] as const] : [])))
const sell = (more: object = {}) => stage.fake.sell({ lines: [{ remoteId }], email: 'ana@buyer.example', name: 'Ana', ...more })
const now = () => stage.ctx().now()
const eur = (minor: bigint) => money(minor, 'EUR')
const counted =
  (asked: string[]) =>
  (real: Fetch): Fetch =>
  (url, init) => {
    asked.push(decodeURIComponent(new URL(url).pathname + new URL(url).search))
    return real(url, init)
  }

test('sales that come while pages are read, and those on both sides of a midnight, are not left out', async () => {
  const midnight = Math.ceil((now().getTime() + day) / day) * day
  await stage.advance(midnight - now().getTime() - 5 * minute)
  const { cursor } = await round(salesFrom(now()))
  const before = await Promise.all(Array.from({ length: 14 }, () => sell()))
  await stage.advance(6 * minute)
  const after = await Promise.all(Array.from({ length: 14 }, () => sell()))
  const news: string[] = []
  const between = async () => void news.push((await sell()).remoteId)
  const first = await round(cursor, { between })
  const told = salesIn(first.items)
  for (const one of [...before, ...after]) assert.ok(told.has(one.remoteId))
  assert.ok(news.length > 0)
  const next = salesIn((await round(first.cursor)).items)
  for (const id of news) assert.ok(told.has(id) || next.has(id))
})

test('a quiet minute is one request; a new sale one more, since it is asked for by its id once', async () => {
  await stage.advance(hour)
  const { cursor } = await round((await round(salesFrom(now()))).cursor)
  const quiet: string[] = []
  const calm = await round(cursor, { bend: counted(quiet) })
  assert.deepEqual([quiet.length, calm.items.length], [1, 0])
  assert.match(quiet[0]!, /^\/v2\/sales\?after=\d{4}-\d{2}-\d{2}$/)
  await sell()
  const busy: string[] = []
  const first = await round(calm.cursor, { bend: counted(busy) })
  assert.equal(busy.length, 2)
  const again: string[] = []
  assert.equal((await round(first.cursor, { bend: counted(again) })).items.length, 1, 'the overlap tells it again')
  assert.equal(again.length, 1, 'and it is not asked for again')
})

test('a sale that the list tells and Gumroad does not know by its id is kept and not counted', async () => {
  const ghost =
    (real: Fetch): Fetch =>
    async (url, init) => {
      const response = await real(url, init)
      if (!/\/v2\/sales$/.test(new URL(url).pathname)) return response
      const body = (await response.json()) as { sales: object[] }
      return Response.json(
        { ...body, sales: body.sales.flatMap(sale => [sale, { ...sale, id: 'ghost==' }]) },
        { headers: response.headers },
      )
    }
  const { cursor } = await round(salesFrom(new Date(now().getTime() + 11 * minute)))
  await sell()
  const { items } = await round(cursor, { bend: ghost })
  const kept = items.filter(item => !item.isRead)
  assert.ok(kept.length > 0 && kept.every(item => item.remoteId === 'ghost==' && /does not know it/.test(item.reason)))
})

test('a refund of an older sale is met within the hour while it is a week old, within a day while it is half a year old', async () => {
  const sold = { week: await sell(), long: await sell() }
  await stage.advance(3 * day)
  let { cursor } = await round(salesFrom(now()))
  await stage.fake.refund({ remoteId: sold.week.remoteId })
  assert.equal((await round(cursor)).items.length, 0, 'the last minutes tell nothing of it')
  await stage.advance(61 * minute)
  let told = await round(cursor)
  assert.equal(salesIn(told.items).get(sold.week.remoteId)?.state, 'refunded')
  await stage.advance(100 * day)
  cursor = (await round((await round(told.cursor)).cursor)).cursor
  await stage.fake.refund({ remoteId: sold.long.remoteId })
  await stage.advance(2 * hour)
  told = await round(cursor)
  assert.equal(salesIn(told.items).has(sold.long.remoteId), false)
  await stage.advance(23 * hour)
  told = await round(told.cursor)
  assert.equal(salesIn(told.items).get(sold.long.remoteId)?.state, 'refunded')
  assert.equal((await round(told.cursor)).items.length, 0, 'then it is quiet again')
})

test('each refund is one of its own, dated by the reading that first shows it; read again it is the same', async () => {
  const sold = await sell()
  const { cursor, ctx } = await round(salesFrom(now()))
  const read = async (): Promise<Sale> => {
    const { items } = await readSales(ctx, cursor)
    return salesIn(items).get(sold.remoteId)!
  }
  assert.deepEqual((await read()).refunds, [])
  await stage.fake.refund({ remoteId: sold.remoteId, amount: { minor: '100', currency: 'EUR' } })
  const once = await read()
  assert.deepEqual([once.state, once.refunds.map(({ amount }) => amount)], ['paid', [eur(100n)]])
  await stage.advance(2 * minute)
  assert.deepEqual(await read(), once)
  await stage.fake.refund({ remoteId: sold.remoteId })
  const all = await read()
  assert.deepEqual([all.state, all.refunds.map(({ amount }) => amount)], ['refunded', [eur(100n), eur(650n)]])
  assert.equal(all.refunds[1]!.refundedAt.getTime() - all.refunds[0]!.refundedAt.getTime() >= 2 * minute - 1000, true)
  assert.ok(all.changedAt > once.changedAt)
  // The note may be lost: then it is one refund, and the same sum.
  const { items } = await readSales(stage.ctx(), cursor)
  assert.equal(
    salesIn(items)
      .get(sold.remoteId)!
      .refunds.reduce((sum, { amount }) => sum + amount.minor, 0n),
    750n,
  )
})

test('a dispute takes the whole sum until she wins it; then all is as it was, and told later than before', async () => {
  const sold = await sell()
  const { cursor, ctx } = await round(salesFrom(now()))
  const read = async () => salesIn((await readSales(ctx, cursor)).items).get(sold.remoteId)!
  await stage.fake.refund({ remoteId: sold.remoteId, amount: { minor: '50', currency: 'EUR' } })
  await read()
  await verb('dispute', { remoteId: sold.remoteId })
  const lost = await read()
  assert.deepEqual(
    [lost.state, lost.refunds.map(({ remoteId: id, amount }) => [id, amount.minor])],
    [
      'refunded',
      [
        ['up-to-50', 50n],
        ['dispute', 700n],
      ],
    ],
  )
  assert.match(lost.refunds[1]!.reason!, /bank/)
  await stage.advance(minute)
  await verb('dispute', { remoteId: sold.remoteId, isWon: true })
  const won = await read()
  assert.deepEqual([won.state, won.refunds.length], ['paid', 1])
  assert.ok(won.changedAt > lost.changedAt, 'or the hub would keep the earlier reading')
})

test('a message names a sale, and how that is now is asked by its id: an old refund is known at once, what it says itself is not believed', async () => {
  const sold = await sell()
  await stage.advance(200 * day)
  await stage.fake.refund({ remoteId: sold.remoteId })
  const body = (fields: Record<string, string>) => new TextEncoder().encode(new URLSearchParams(fields).toString())
  const asked: string[] = []
  const ctx = stage.ctx({ bend: counted(asked) })
  const items = await readNamed(ctx, [
    body({ resource_name: 'refund', sale_id: sold.remoteId, refunded: 'false', price: '1' }),
    body({ resource_name: 'refund', sale_id: sold.remoteId }),
    body({ resource_name: 'sale', sale_id: 'nobody==' }),
    body({ resource_name: 'sale', sale_id: 'x'.repeat(5000) }),
    body({ test: 'true' }),
    new Uint8Array([0xff, 0xfe]),
  ])
  assert.equal(asked.length, 2, 'each once')
  assert.deepEqual(
    [...salesIn(items)].map(([id, { state, total }]) => [id, state, total]),
    [[sold.remoteId, 'refunded', eur(750n)]],
  )
  assert.equal((await under('failures', () => thrown(readNamed(stage.ctx(), [body({ sale_id: sold.remoteId })])))).remedy, 'retry')
})

test('what is given as a present belongs to whom it was given', async () => {
  const sold = await sell({ giftee: 'bo@buyer.example' })
  const sale = salesIn((await round(salesFrom(new Date(now().getTime() - minute)))).items).get(sold.remoteId)
  assert.equal(sale?.buyer.email, 'bo@buyer.example')
})

// ---------------------------------------------------------------- amounts, by themselves

const told: Told = {
  id: 'a==',
  order_id: 7,
  created_at: '2026-01-05T19:38:56Z',
  purchase_email: 'ana@buyer.example',
  product_id: 'p==',
  product_name: 'Scarf',
  quantity: 2,
  price: 1875,
  gumroad_fee: 238,
  tax_cents: 0,
  currency: 'eur',
  currency_symbol: '€',
  formatted_display_price: '€15',
  amount_refundable_in_currency: '15',
}
const seenAt = new Date('2026-02-01T00:00:00Z')
const read = (change: Partial<Told>) => {
  const { item } = toSaleItem({ ...told, ...change }, null, seenAt)
  return item
}
const saleFrom = (change: Partial<Told>) => {
  const item = read(change)
  assert.ok(item.isRead, item.isRead ? '' : item.reason)
  return item.sale
}

test('in dollars the sum, her tax and the fee are told to the cent; in another currency the sum is what the buyer was shown, and the fee stays aside', () => {
  const usd = saleFrom({ currency: 'usd', price: 1299, tax_cents: 99, gumroad_fee: 180, formatted_display_price: '$12.99' })
  assert.deepEqual(
    [usd.total, usd.tax, usd.fee, usd.lines[0]!.total],
    [money(1299n, 'USD'), money(99n, 'USD'), money(180n, 'USD'), money(1200n, 'USD')],
  )
  const euro = saleFrom({})
  assert.deepEqual([euro.total, euro.fee, euro.lines[0]!.quantity], [eur(1500n), null, 2])
  assert.deepEqual(saleFrom({ formatted_display_price: '€1,250.50 a month' }).total, eur(125_050n))
  assert.deepEqual(saleFrom({ currency: 'jpy', formatted_display_price: '¥1,441' }).total, money(1441n, 'JPY'))
  assert.deepEqual(saleFrom({ price: 0, formatted_display_price: '€0' }).total, eur(0n))
  assert.deepEqual(saleFrom({ currency: null, currency_symbol: '$', price: 99, formatted_display_price: '99¢' }).total, money(99n, 'USD'))
})

test('a sale without a currency, or with a sum that is none, is kept with a reason that tells nothing of it', () => {
  for (const change of [
    { currency: null },
    { formatted_display_price: 'free' },
    { currency: 'sek' as string, formatted_display_price: 'x' },
    { price: -1 },
  ]) {
    const item = read(change)
    assert.equal(item.isRead, false)
    assert.ok(!item.isRead && item.reason.length > 10 && !/ana@/.test(item.reason))
  }
})

test('Gumroad counts refunds in dollars and back: a part can be one unit off, the whole never is', async () => {
  await verb('settings', { rates: { usd: 1, eur: 0.85 } })
  const sold = await sell()
  await stage.fake.refund({ remoteId: sold.remoteId, amount: { minor: '100', currency: 'EUR' } })
  const sale = async () => salesIn((await round(salesFrom(new Date(now().getTime() - minute)))).items).get(sold.remoteId)!
  assert.deepEqual(
    (await sale()).refunds.map(({ amount }) => amount.minor),
    [101n],
  )
  await stage.fake.refund({ remoteId: sold.remoteId })
  const whole = await sale()
  assert.equal(
    whole.refunds.reduce((sum, { amount }) => sum + amount.minor, 0n),
    whole.total.minor,
  )
  await verb('settings', { rates: { usd: 1, eur: 0.8 } })
})

test('before sales named their currency, the sign alone was told: euros are then kept aside, not taken for dollars', async () => {
  const sold = await sell()
  const { items } = await under('no-currency', () => round(salesFrom(new Date(now().getTime() - minute))))
  assert.equal(salesIn(items).has(sold.remoteId), false)
  assert.ok(items.some(item => !item.isRead && item.remoteId === sold.remoteId))
})
