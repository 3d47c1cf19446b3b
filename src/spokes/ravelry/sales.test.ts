/** Purchases as sales: by the time they were paid, with refunds that move no time. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Json } from '#kit'
import type { Wanted } from '#kit/contract-stage.ts'
import type { Fetch } from '#kit/http.ts'
import { toSale, toSaleItems } from './sale.ts'
import { monthsOf, nextPage } from './sales.ts'
import spoke from './spoke.ts'
import { make, ownStore, readSales, stage, under, verb } from './testing.ts'
import { Invoice, timeOf } from './wire.ts'

ownStore()
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

let wanted: Wanted
const sold = { email: 'ana@buyer.example', name: 'Ana Novak' }
const sell = (at?: Date) => stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], ...sold, ...(at && { at: at.toISOString() }) })
const from = (ms: number) => spoke.salesFrom(new Date(stage.ctx().now().getTime() - ms))
const ago = (ms: number) => new Date(stage.ctx().now().getTime() - ms)
const place = (input: object) =>
  verb('place', { lines: [{ productId: Number(wanted.remoteId) }], name: null, email: null, country: null, ...input }) as Promise<{
    remoteId: string
  }>

/** The queries of purchases that were asked. */
function listening(seen: URLSearchParams[]): (real: Fetch) => Fetch {
  return real => (url, init) => {
    const { pathname, searchParams } = new URL(url)
    if (pathname.endsWith('/purchases.json')) seen.push(searchParams)
    return real(url, init)
  }
}

describe('purchases', () => {
  before(async () => {
    wanted = await make()
  })

  test('tell the address that PayPal reports, the product, and what was paid', async () => {
    const { remoteId } = await sell()
    const sale = (await readSales(from(minute))).sales.get(remoteId)!
    assert.deepEqual(sale.buyer, { email: 'ana@buyer.example', name: 'Ana Novak', country: 'DE' })
    assert.deepEqual([sale.total.minor, sale.lines[0]!.listingRemoteId, sale.fee], [750n, wanted.remoteId, null])
  })

  test('with a promotion are net of it, to the cent, and the promotion is no line', async () => {
    const { remoteId } = (await verb('sell', {
      lines: [{ remoteId: wanted.remoteId }],
      ...sold,
      discount: { minor: '133', currency: 'EUR' },
    })) as { remoteId: string }
    const sale = (await readSales(from(minute))).sales.get(remoteId)!
    assert.deepEqual([sale.total.minor, sale.lines.map(({ total }) => total.minor)], [617n, [617n]])
  })

  test('of nothing are gifts: they count nothing, and the receiver may be nobody that is told', async () => {
    const { remoteId } = await place({ kind: 'gift', username: 'anaknits' })
    const sale = (await readSales(from(minute))).sales.get(remoteId)!
    assert.deepEqual([sale.state, sale.total.minor, sale.lines[0]!.total.minor], ['paid', 0n, 0n])
    assert.deepEqual(sale.buyer, { email: null, name: null, country: null })
  })

  test('of yarn shops, and what those pay later, are not among them', async () => {
    const ids = [await place({ kind: 'lys-sale' }), await place({ kind: 'lys-payment' })].map(({ remoteId }) => remoteId)
    const { sales } = await readSales(from(minute))
    assert.deepEqual(
      ids.map(id => sales.has(id)),
      [false, false],
    )
  })
})

describe('a refund', () => {
  test('of a sale of three weeks ago is found within the hour, dated then, and keeps that date', async () => {
    const { remoteId } = await sell(ago(21 * day))
    const first = await readSales(from(minute))
    await stage.fake.refund({ remoteId, amount: { minor: '200', currency: 'EUR' } })
    await stage.advance(20 * minute)
    const seen: URLSearchParams[] = []
    const early = await readSales(first.cursor, stage.ctx({ bend: listening(seen) }))
    assert.deepEqual([early.sales.has(remoteId), seen.length], [false, 1])
    await stage.advance(hour)
    const found = await readSales(early.cursor)
    const [refund] = found.sales.get(remoteId)!.refunds
    assert.equal(refund?.amount.minor, 200n)
    assert.ok(Math.abs(refund.refundedAt.getTime() - stage.ctx().now().getTime()) < minute)
    await stage.advance(2 * hour)
    await sell(ago(20 * day))
    const again = await readSales(found.cursor)
    assert.deepEqual(again.sales.get(remoteId)!.refunds, [refund])
  })

  test('that was there before we first looked bears the date of its sale', async () => {
    const { remoteId } = await sell(ago(9 * day))
    await stage.fake.refund({ remoteId })
    const sale = (await readSales(from(minute))).sales.get(remoteId)!
    assert.deepEqual([sale.state, sale.refunds[0]!.refundedAt], ['refunded', sale.placedAt])
    assert.deepEqual((await readSales(null)).sales.get(remoteId), sale)
  })

  test('is looked for by two requests an hour, and by what has not changed since by none of its bytes', async () => {
    const first = await readSales(from(minute))
    await stage.advance(2 * hour)
    const seen: URLSearchParams[] = []
    let unchanged = 0
    const bend =
      (real: Fetch): Fetch =>
      async (url, init) => {
        const answer = await listening(seen)(real)(url, init)
        if (answer.status === 304) unchanged++
        return answer
      }
    const next = await readSales(first.cursor, stage.ctx({ bend }))
    assert.deepEqual(
      seen.map(query => query.has('month')),
      [false, true, true],
    )
    assert.equal(unchanged, 2)
    assert.equal(next.items.length, 0)
  })

  test('is found page by page where a month takes Ravelry too long', async () => {
    const { remoteId } = await sell(ago(12 * day))
    const first = await readSales(from(minute))
    await stage.fake.refund({ remoteId })
    await stage.advance(2 * hour)
    await verb('settings', { mostInMonth: 0 })
    const found = await readSales(first.cursor)
    await verb('settings', { mostInMonth: 100_000 })
    assert.equal(found.sales.get(remoteId)?.state, 'refunded')
    assert.equal((await readSales(found.cursor)).items.length, 0)
  })
})

describe('pages', () => {
  test('are of a hundred, by the time of payment, and with an overlap of ten minutes', async () => {
    const seen: URLSearchParams[] = []
    await readSales(from(0), stage.ctx({ bend: listening(seen) }))
    const [query] = seen
    assert.deepEqual([query?.get('sort'), query?.get('page_size'), query?.get('creator')], ['paid_date', '100', 'ravelry-purchase'])
    const overlap = stage.ctx().now().getTime() - Date.parse(query!.get('min_paid_date')!)
    assert.ok(overlap > 9 * minute && overlap < 11 * minute)
    assert.match(query!.get('min_paid_date')!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/)
  })

  test('go back one when there are fewer than before, since some may have moved up unread', () => {
    assert.equal(nextPage({ page: 3, results: 300 }, { results: 299, isLast: false }), 2)
    assert.equal(nextPage({ page: 3, results: 300 }, { results: 301, isLast: false }), 4)
    assert.equal(nextPage({ page: 1, results: null }, { results: 20, isLast: true }), null)
  })

  test('that Ravelry takes too long over mean: try again', async () => {
    await under('slow-answer', () => assert.rejects(readSales(from(0)), { remedy: 'retry' }))
  })

  test('name this month and the one before it', () => {
    assert.deepEqual(monthsOf(new Date('2026-01-05T00:00:00Z')), ['2025-12-01', '2026-01-01'])
  })
})

describe('an invoice', () => {
  const raw = (change: object = {}): unknown => ({
    id: '9',
    invoice_number: 12,
    invoice_date: '2026/03/30 09:15:00 -0400',
    paid: true,
    currency: 'EUR',
    amount_due: 10,
    invoice_line_items: [{ id: 1, product_id: 5, title: 'Hat', amount: 10 }],
    payments: [{ id: 3, gross: '10.00', txn_id: 'A' }],
    ...change,
  })
  const seen = (_name: string, at: Date) => at
  const read = (change: object = {}) => toSale(Invoice.parse(raw(change)), seen)!

  test('is read with prices as numbers or texts, and times of either form', () => {
    assert.deepEqual(read().placedAt, new Date('2026-03-30T13:15:00Z'))
    assert.deepEqual(timeOf('2026-03-30T09:15:00+02:00'), new Date('2026-03-30T07:15:00Z'))
    assert.equal(timeOf('yesterday'), null)
    assert.deepEqual(read({ amount_due: '7.50', payments: [], invoice_line_items: [] }).total, { minor: 750n, currency: 'EUR' })
  })

  test('in yen has no decimals', () => {
    const sale = read({
      currency: 'JPY',
      payments: [{ id: 3, gross: '1250', txn_id: 'A' }],
      invoice_line_items: [{ id: 1, product_id: 5, amount: 1250 }],
    })
    assert.deepEqual([sale.total, sale.lines[0]!.total.minor], [{ minor: 1250n, currency: 'JPY' }, 1250n])
  })

  test('unpaid grants nothing', () => {
    assert.equal(read({ paid: false, payments: [] }).state, 'pending')
  })

  test('with a cent more in its lines than was paid shares what was paid out to the last one', () => {
    const lines = [1, 2, 3].map(id => ({ id, product_id: id, amount: 3.34 }))
    const sale = read({ invoice_line_items: lines })
    assert.deepEqual(
      sale.lines.map(({ total }) => total.minor),
      [333n, 333n, 334n],
    )
  })

  test('of a yarn shop’s own record is no sale of hers', () => {
    assert.deepEqual(toSaleItems(raw({ creator_type: 3 }), seen), [])
  })

  test('that cannot be read is kept as it came, with a reason that tells no value', () => {
    for (const [change, reason] of [
      [{ invoice_line_items: 'none' }, /does not have the shape of the API: invoice_line_items/],
      [{ amount_due: 'a lot', payments: [] }, /amount of the invoice cannot be counted/],
      [{ invoice_date: 'today' }, /date of the invoice cannot be read/],
      [{ currency: 'XXX9' }, /amount of the invoice cannot be counted/],
    ] as const) {
      const [item] = toSaleItems(raw(change), seen)
      assert.ok(item !== undefined && !item.isRead && item.remoteId === '9')
      assert.match(item.reason, reason)
    }
  })
})

test('a cursor is data, and one of an older round goes on', async () => {
  const { cursor } = await readSales(from(minute))
  const kept = JSON.parse(JSON.stringify(cursor)) as Json
  assert.deepEqual(kept, cursor)
  const { remoteId } = await sell()
  assert.ok((await readSales(kept)).sales.has(remoteId))
})
