/**
 * What every storefront meets, proven over HTTP against its fake and judged by the far side's own state.
 * A spoke's test calls `shopContract(spoke, fake)`; an ability that is `cannot('why')` skips its facts with that sentence.
 */
import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { ListingContent, ListingField } from '#hub/listing/content.ts'
import { decimalsOf, unitsPerWhole } from '#hub/money.ts'
import { differ, openStage, paper, publish, readBack, type Stage, sample, type Wanted } from './contract-stage.ts'
import { SpokeError } from './error.ts'
import type { Fake } from './fake.ts'
import { callControl } from './fake-control.ts'
import type { Fetch } from './http.ts'
import { isCannot, type Json, type Page, type SaleItem, type ShopSpoke, type StepOutcome } from './shop.ts'

const minute = 60_000
const uuid = (at: number) => `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`

export function shopContract<Settings>(spoke: ShopSpoke<Settings>, fake: Fake): void {
  describe(`${spoke.id} meets the contract of storefronts`, () => {
    let stage: Stage<Settings>
    let currency = ''
    let listings = 0
    const current = () => stage
    const holds = (field: ListingField) => spoke.fields.includes(field)

    before(async () => {
      stage = await openStage(spoke, fake)
      currency = (await spoke.verify(stage.ctx())).currency
    })
    after(async () => {
      await reportOperations(spoke.id, stage)
      await stage.stop()
    })

    /** A listing of its own for each fact, made and read back where `made` is true. */
    const wantedOf = (change: Partial<ListingContent> & { name?: string } = {}): Wanted => {
      const at = ++listings
      return { listingId: uuid(at), desired: sample(stage, currency, { name: `piece-${at}`, ...change }), remoteId: null }
    }
    const made = async (change: Partial<ListingContent> = {}): Promise<Wanted> => {
      const wanted = wantedOf(change)
      allDone((await publish(stage, [wanted])).outcomes)
      return wanted
    }
    /** The same listing with another wish. */
    const wish = (wanted: Wanted, change: Partial<ListingContent>): Wanted => ({ ...wanted, desired: { ...wanted.desired, ...change } })
    const left = async (wanted: Wanted) => {
      const observed = (await readBack(stage, [wanted])).get(wanted.remoteId ?? '') ?? null
      return differ(spoke.project(wanted.desired), observed, spoke.fields).map(({ field, desired, observed: found }) => ({
        field,
        desired,
        found,
      }))
    }
    const far = async (wanted: Wanted) => (await stage.fake.listings()).find(({ remoteId }) => remoteId === wanted.remoteId) ?? null

    describe('the connection', () => {
      test('tells who the shop is', async () => {
        const facts = await spoke.verify(stage.ctx())
        assert.match(facts.currency, /^[A-Z]{3}$/)
        assert.ok(unitsPerWhole(facts.currency) > 0n)
        assert.notEqual(facts.name, '')
        assert.equal(facts.canWrite, true)
      })

      test('a wrong key means: connect anew, and the key is in no message', async () => {
        const error = await refusal(spoke.verify(stage.ctx({ settings: spoil(spoke, stage.settings) })))
        assert.equal(error.remedy, 'reconnect')
        stage.said.push(all(error))
      })

      test('says in steps what the seller needs, and marks each secret', () => {
        assert.ok(spoke.steps.length > 0)
        for (const { name, label, help } of spoke.settings.fields) assert.ok(name && label && help, name)
        assert.ok(spoke.settings.fields.some(({ isSecret }) => isSecret))
      })

      test('states its limits', () => {
        for (const rule of spoke.rates(stage.settings, stage.baseUrl)) assert.ok(rule.perSecond > 0 && rule.burst >= 1 && rule.key !== '')
      })
    })

    describe('publishing', () => {
      test('a listing made from nothing reads back without a difference, with its files at the far side', async () => {
        const wanted = await made()
        assert.deepEqual(await left(wanted), [])
        const there = await far(wanted)
        assert.ok(there)
        assert.equal(there.isPublished, true)
        if (holds('images')) assert.equal(there.images, wanted.desired.images.length)
        if (holds('files'))
          assert.deepEqual(there.files.map(file => file.sha256).sort(), wanted.desired.files.map(file => file.sha256).sort())
      })

      test('planning and acting twice leaves one listing with one file each', async () => {
        const wanted = await made()
        assert.deepEqual(await publish(stage, [wanted]), { steps: 0, outcomes: [] })
        const twins = (await stage.fake.listings()).filter(({ sku }) => sku === wanted.desired.sku)
        assert.deepEqual(
          twins.map(({ files }) => files.length),
          [holds('files') ? wanted.desired.files.length : 0],
        )
      })

      test('each field changed alone is changed, and the rest stays', async () => {
        let wanted = await made()
        const changes: Partial<ListingContent>[] = [
          { title: 'Another title' },
          { summary: 'Another summary' },
          { description: '<p>Another <em>text</em></p>' },
          { price: { minor: wanted.desired.price.minor * 2n, currency } },
          { salePrice: { price: { minor: wanted.desired.price.minor / 2n, currency }, from: null, to: null } },
          {
            salePrice: {
              price: { minor: wanted.desired.price.minor / 2n, currency },
              from: new Date('2026-01-02T03:04:05.678Z'),
              to: new Date('2099-01-01T00:00:00Z'),
            },
          },
          { salePrice: null },
          { isPublished: false },
          { isPublished: true },
          { tags: ['other'] },
          { tags: [] },
          { categories: ['Hats', 'Scarves'] },
          { images: [] },
          { sku: `${wanted.desired.sku}-B` },
        ]
        for (const change of changes.filter(one => spoke.fields.some(field => field in one))) {
          wanted = wish(wanted, change)
          allDone((await publish(stage, [wanted])).outcomes)
          assert.deepEqual(await left(wanted), [], `after ${Object.keys(change)}`)
        }
        if (holds('files')) assert.equal((await far(wanted))?.files.length, wanted.desired.files.length)
      })

      test('a corrected file reaches those who bought before, under the link they have', async t => {
        if (!holds('files')) return t.skip(`${spoke.label} holds no files`)
        const wanted = await made()
        const before = await far(wanted)
        const kept = before!.files.find(({ sha256 }) => sha256 === wanted.desired.files[0]!.sha256)
        if (kept === undefined) return t.skip('this platform does not hand out the files itself')
        const order = await stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: 'ana@buyer.example', name: 'Ana Novak' })
        const sha256 = stage.keep(paper('corrected row 14'), 'application/pdf')
        const corrected = wish(wanted, { files: [{ ...wanted.desired.files[0]!, sha256 }, wanted.desired.files[1]!] })
        allDone((await publish(stage, [corrected])).outcomes)
        assert.deepEqual(await left(corrected), [])
        assert.deepEqual(await stage.fake.download({ orderId: order.remoteId, fileId: kept.id }), { sha256 })
        assert.equal((await far(corrected))?.files.length, 2)
      })

      test('the proof reads the bytes a buyer would get', async t => {
        if (isCannot(spoke.openListedFile)) return t.skip(spoke.openListedFile.cannot)
        const wanted = await made()
        const observed = (await readBack(stage, [wanted])).get(wanted.remoteId!)!
        const stream = await spoke.openListedFile(stage.ctx(), observed, 'a4')
        assert.match(await new Response(stream).text(), /^%PDF/)
      })

      test('a lost answer to a create is found again, and nothing is made twice', async () => {
        const wanted = wantedOf()
        await stage.fake.fault({ name: 'drops', times: 1, on: writeRoute(await firstWrite(stage, wantedOf())) })
        const outcome = await tryPublish(stage, wanted)
        await stage.fake.clearFaults()
        assert.equal(outcome.isUnknown, true, 'a write that may have been done must say so')
        const found = await spoke.findOwn(stage.ctx(), [{ listingId: wanted.listingId, sku: wanted.desired.sku }])
        const again = { ...wanted, remoteId: found.get(wanted.listingId) ?? null }
        assert.notEqual(again.remoteId, null, 'the listing that was made must be found')
        allDone((await publish(stage, [again])).outcomes)
        assert.deepEqual(await left(again), [])
        assert.equal((await stage.fake.listings()).filter(({ sku }) => sku === wanted.desired.sku).length, 1)
      })

      test('even a create that is done again blindly makes no second listing', async () => {
        const wanted = await made()
        const blind = { ...wanted, remoteId: null }
        await tryPublish(stage, blind)
        assert.equal((await stage.fake.listings()).filter(({ sku }) => sku === wanted.desired.sku).length, 1)
      })

      test("another's listing with the same SKU is not taken for ours", async () => {
        const wanted = await made()
        assert.equal((await spoke.findOwn(stage.ctx(), [{ listingId: uuid(999_999), sku: wanted.desired.sku }])).size, 0)
      })

      test('several listings travel together, each with an outcome of its own', async () => {
        const many = Array.from({ length: 5 }, () => wantedOf())
        allDone((await publish(stage, many)).outcomes)
        assert.equal(new Set(many.map(({ remoteId }) => remoteId)).size, 5)
        for (const one of many) assert.deepEqual(await left(one), [])
        const gone = many[2]!
        await stage.fake.remove({ remoteId: gone.remoteId!, forGood: true })
        const seen = await readBack(stage, many)
        const orders = many.flatMap(one => {
          const desired = { ...one.desired, title: `${one.desired.title} II` }
          const observed = seen.get(one.remoteId!) ?? { ...seen.values().next().value!, remoteId: one.remoteId! }
          const difference = differ(spoke.project(desired), observed, ['title'])
          return spoke
            .plan({ listingId: one.listingId, desired, observed, difference, delivery: stage.delivery })
            .map(step => ({ ...one, sku: desired.sku, step }))
        })
        const outcomes = await spoke.apply(stage.ctx(), orders)
        assert.deepEqual(
          outcomes.map(({ state }, at) => [orders[at]!.listingId === gone.listingId, state === 'done']),
          orders.map(({ listingId }) => [listingId === gone.listingId, listingId !== gone.listingId]),
        )
      })

      test('what cannot be sold is refused with a sentence before anything is sent', () => {
        const good = sample(stage, currency)
        assert.doesNotThrow(() => spoke.check(good))
        for (const change of [
          { title: ' ' },
          { price: { minor: -1n, currency } },
          ...(holds('salePrice') ? [{ salePrice: { price: good.price, from: null, to: null } }] : []),
        ]) {
          assert.throws(
            () => spoke.check({ ...good, ...change }),
            (error: unknown) => error instanceof SpokeError && error.remedy === 'seller',
          )
        }
      })
    })

    describe('planning', () => {
      test('is pure: the same input gives the same steps, and is not changed', async () => {
        const wanted = await made()
        const observed = (await readBack(stage, [wanted])).get(wanted.remoteId!)!
        const desired = { ...wanted.desired, title: 'New', files: wanted.desired.files.slice(0, 1) }
        const difference = differ(spoke.project(desired), observed, spoke.fields)
        const input = deepFreeze({ listingId: wanted.listingId, desired, observed, difference, delivery: stage.delivery })
        const [one, two] = [spoke.plan(input), spoke.plan(input)]
        assert.deepEqual(one, two)
        assert.ok(one.length > 0)
        assert.deepEqual(spoke.plan({ ...input, difference: [] }), [])
      })

      test('each step has a key of its own, words, and a cost where there is one', () => {
        const plans = [wantedOf(), wantedOf()].flatMap(({ listingId, desired }) =>
          spoke.plan({ listingId, desired, observed: null, difference: differ(desired, null, spoke.fields), delivery: stage.delivery }),
        )
        assert.equal(new Set(plans.map(({ key }) => key)).size, plans.length)
        for (const step of plans) assert.ok(step.says.length > 5 && step.fields.length > 0, step.key)
        JSON.stringify(plans.map(({ body }) => body)) // data, so that it can wait in the database
        assert.ok(spoke.batchSize >= 1)
      })

      test('what the platform makes of our words is known beforehand', async () => {
        const nasty: Partial<ListingContent>[] = [
          { title: '  Sock   “Łąka” – 5 < 6 & 7 > 2 &amp; 🧶 ', tags: ['b', 'A', 'a ', 'knit, "easy" & fun 🧶', ''] },
          { description: '<p>a  b</p>\n\n<P>c<br>d</P> & <script>alert(1)</script><a href="https://x.example/?a=1&b=2">x</a>' },
          { summary: ' two\nlines &lt;b&gt; ', description: 'no tags at all & more' },
          { description: '', summary: '', tags: [], categories: [] },
          { files: [{ key: 'a4', name: 'Mütze <A4> & more.pdf', sha256: stage.keep(paper('hat'), 'application/pdf') }] },
          { images: [], salePrice: { price: { minor: 1n, currency }, from: new Date(1_700_000_000_999), to: null } },
          { price: { minor: 0n, currency } },
        ]
        for (const change of nasty) {
          const wanted = await made(change)
          assert.deepEqual(
            await left(wanted),
            [],
            JSON.stringify(change, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
          )
          const once = spoke.project(wanted.desired)
          assert.deepEqual(spoke.project(once), once)
        }
      })
    })

    describe('watching', () => {
      test('a hand edit is seen by its mark and named by its field', async t => {
        if (isCannot(spoke.readMarks)) return t.skip(spoke.readMarks.cannot)
        const wanted = await made()
        await stage.advance(minute)
        const id = wanted.remoteId!
        const calm = (await spoke.readMarks(stage.ctx(), [id])).get(id)
        assert.ok(calm)
        assert.equal((await spoke.readMarks(stage.ctx(), [id])).get(id), calm)
        await stage.fake.edit({ remoteId: id, set: { title: 'Edited by hand' } })
        assert.notEqual((await spoke.readMarks(stage.ctx(), [id])).get(id), calm)
        await stage.advance(minute)
        assert.notEqual((await spoke.readMarks(stage.ctx(), [id])).get(id), calm)
        assert.deepEqual(
          (await left(wanted)).map(({ field }) => field),
          ['title'],
        )
        allDone((await publish(stage, [wanted])).outcomes)
        assert.deepEqual(await left(wanted), [])
      })

      test('a change within the second of a look is not taken for nothing', async t => {
        if (isCannot(spoke.readMarks)) return t.skip(spoke.readMarks.cannot)
        const wanted = await made()
        const id = wanted.remoteId!
        const before = (await spoke.readMarks(stage.ctx(), [id])).get(id)
        await stage.fake.edit({ remoteId: id, set: { title: 'Edited at once' } })
        const after = (await spoke.readMarks(stage.ctx(), [id])).get(id)
        assert.ok(after === null || after !== before)
      })

      test('a listing that was taken away is seen to be gone', async t => {
        for (const forGood of [false, true]) {
          const wanted = await made()
          const id = wanted.remoteId!
          await stage.fake.remove({ remoteId: id, forGood })
          assert.equal((await readBack(stage, [wanted])).size, 0)
          if (!isCannot(spoke.readMarks)) assert.equal((await spoke.readMarks(stage.ctx(), [id])).has(id), false)
        }
        if (isCannot(spoke.readMarks)) t.diagnostic(spoke.readMarks.cannot)
      })

      test('all listings of the shop are read, page by page, each once', async t => {
        if (isCannot(spoke.readListings)) return t.skip(spoke.readListings.cannot)
        const seen: string[] = []
        let cursor: Json = null
        for (let pages = 0; ; pages++) {
          assert.ok(pages < 50, 'paging does not end')
          const page = await spoke.readListings(stage.ctx(), cursor)
          seen.push(...page.items.map(({ remoteId }) => remoteId))
          cursor = JSON.parse(JSON.stringify(page.cursor)) as Json
          if (!page.hasMore) break
        }
        assert.deepEqual(new Set(seen), new Set((await stage.fake.listings()).map(({ remoteId }) => remoteId)))
      })
    })

    saleFacts(spoke, fake, current)
    faultFacts(spoke, current, () => made())
    hookFacts(spoke, current, () => made())

    test('no secret is in any log line or error', () => {
      const values = Object.entries(stage.settings as Record<string, unknown>)
        .filter(
          ([name, value]) =>
            typeof value === 'string' && value !== '' && spoke.settings.fields.find(field => field.name === name)?.isSecret !== false,
        )
        .map(([, value]) => value as string)
      assert.ok(values.length > 0 && stage.said.length > 10)
      for (const value of values)
        assert.equal(
          stage.said.some(line => line.includes(value) || line.includes(encodeURIComponent(value))),
          false,
        )
    })
  })
}

function saleFacts<Settings>(spoke: ShopSpoke<Settings>, fake: Fake, current: () => Stage<Settings>): void {
  describe('sales', () => {
    const { readSales } = spoke
    if (isCannot(readSales)) {
      test('are read', { skip: readSales.cannot }, () => {})
      return
    }
    const readAll = async (from: Json, ctx = current().ctx()) => {
      const items: SaleItem[] = []
      let page: Page<SaleItem> | null = null
      for (let pages = 0; page === null || page.hasMore; pages++) {
        assert.ok(pages < 60, 'paging does not end')
        const cursor = page === null ? from : (JSON.parse(JSON.stringify(page.cursor)) as Json)
        page = await readSales(ctx, cursor)
        items.push(...page.items)
      }
      return { items, cursor: JSON.parse(JSON.stringify(page.cursor)) as Json }
    }
    const salesOf = (items: readonly SaleItem[]) =>
      new Map(items.flatMap(item => (item.isRead ? [[item.sale.remoteId, item.sale] as const] : [])))
    const anyListing = async () => {
      const found = (await current().fake.listings()).find(({ isPublished, price }) => isPublished && Number(price) > 0)
      assert.ok(found, 'the fake has no listing to sell')
      return found
    }

    test('come whole, and twice the same', async () => {
      const { fake } = current()
      const listing = await anyListing()
      const sold = await fake.sell({
        lines: [{ remoteId: listing.remoteId, quantity: 2 }],
        email: 'ana@buyer.example',
        name: 'Ana Żák',
        country: 'DE',
      })
      const first = salesOf((await readAll(null)).items).get(sold.remoteId)
      assert.ok(first)
      assert.equal(first.number, sold.number)
      assert.equal(first.state, 'paid')
      assert.ok(first.paidAt instanceof Date && Math.abs(first.placedAt.getTime() - current().ctx().now().getTime()) < 10 * minute)
      const [line] = first.lines
      assert.deepEqual([first.lines.length, line?.listingRemoteId, line?.quantity], [1, listing.remoteId, 2])
      const unit = unitsPerWhole(first.total.currency)
      assert.equal(line!.total.minor + line!.tax.minor <= first.total.minor, true)
      assert.equal(first.total.minor, BigInt(Math.round(Number(listing.salePrice || listing.price) * 2 * Number(unit))) + first.tax.minor)
      if (first.buyer.email !== null) assert.equal(first.buyer.email, 'ana@buyer.example')
      assert.deepEqual(salesOf((await readAll(null)).items).get(sold.remoteId), first)
    })

    test('what changed since is told, with an overlap and nothing left out; then it is quiet', async () => {
      const { fake } = current()
      const listing = await anyListing()
      const { cursor } = await readAll(null)
      await current().advance(60 * minute)
      const calm = await readAll(cursor)
      const ids = await Promise.all(['a', 'b', 'c'].map(name => fake.sell({ lines: [{ remoteId: listing.remoteId }], email: null, name })))
      const next = await readAll(calm.cursor)
      for (const { remoteId } of ids) assert.ok(salesOf(next.items).has(remoteId))
      await current().advance(60 * minute)
      const quiet = await readAll((await readAll(next.cursor)).cursor)
      assert.equal(quiet.items.length, 0)
      const fresh = salesOf((await readAll(spoke.salesFrom(new Date(current().ctx().now().getTime() - 90 * minute)))).items)
      for (const { remoteId } of ids) assert.ok(fresh.has(remoteId))
    })

    test('unpaid, paid, partly refunded, wholly refunded and cancelled are told apart, in the right amounts', async () => {
      const { fake } = current()
      const listing = await anyListing()
      const sell = (state: 'paid' | 'pending') =>
        fake.sell({ lines: [{ remoteId: listing.remoteId, quantity: 2 }], email: 'b@buyer.example', name: 'B', state })
      const [unpaid, partly, wholly, cancelled] = [await sell('pending'), await sell('paid'), await sell('paid'), await sell('paid')]
      const before = salesOf((await readAll(null)).items).get(partly.remoteId)!
      await fake.refund({ remoteId: partly.remoteId, amount: { minor: '100', currency: before.total.currency } })
      await fake.refund({ remoteId: wholly.remoteId })
      await fake.cancel({ remoteId: cancelled.remoteId })
      const sales = salesOf((await readAll(null)).items)
      assert.deepEqual(
        [unpaid, partly, wholly, cancelled].map(({ remoteId }) => sales.get(remoteId)?.state),
        ['pending', 'paid', 'refunded', 'cancelled'],
      )
      assert.deepEqual(
        sales.get(partly.remoteId)!.refunds.map(({ amount }) => amount),
        [{ minor: 100n, currency: before.total.currency }],
      )
      const refund = sales.get(wholly.remoteId)!.refunds[0]!
      assert.equal(refund.amount.minor, sales.get(wholly.remoteId)!.total.minor)
      assert.ok(Math.abs(refund.refundedAt.getTime() - current().ctx().now().getTime()) < 10 * minute)
    })

    test('a long history comes whole, oldest first, also when an order vanishes between two pages', async () => {
      const { fake } = current()
      await fake.history({ orders: 230 })
      const { items } = await readAll(null)
      const sales = [...salesOf(items).values()]
      assert.ok(sales.length >= 230)
      const page = await readSales(current().ctx(), null)
      const placed = page.items.flatMap(item => (item.isRead ? [item.sale.placedAt.getTime()] : []))
      assert.ok(page.hasMore && placed.length > 0)
      const again = await readAll(JSON.parse(JSON.stringify(page.cursor)) as Json)
      const told = new Set([...page.items, ...again.items].flatMap(item => (item.isRead ? [item.sale.remoteId] : [])))
      assert.deepEqual(told, new Set(sales.map(({ remoteId }) => remoteId)))
    })

    for (const code of ['JPY', 'EUR', 'BHD'])
      test(`money survives in ${code}, a currency with ${decimalsOf(code)} decimals, in listings and in sales`, async t => {
        const stage = await openStage(spoke, fake, 7)
        try {
          const isSet = await callControl(stage.controlUrl, 'settings', { currency: code }).then(
            () => true,
            () => false,
          )
          const { currency } = await spoke.verify(stage.ctx())
          if (currency !== code)
            return t.skip(`the fake of ${spoke.label} does not trade in ${code} (${isSet ? 'set, but not told' : 'it has one currency'})`)
          const wanted: Wanted = { listingId: uuid(1), desired: sample(stage, code), remoteId: null }
          allDone((await publish(stage, [wanted])).outcomes)
          assert.deepEqual((await readBack(stage, [wanted])).get(wanted.remoteId!)!.content.price, wanted.desired.price)
          const sold = await stage.fake.sell({ lines: [{ remoteId: wanted.remoteId!, quantity: 2 }], email: null, name: 'M' })
          const { items } = await readSales(stage.ctx(), stage.spoke.salesFrom(new Date(stage.ctx().now().getTime() - minute)))
          const sale = salesOf(items).get(sold.remoteId)!
          assert.deepEqual(sale.lines[0]!.total, { minor: wanted.desired.price.minor * 2n, currency: code })
        } finally {
          await stage.stop()
        }
      })

    test('fields and states that nobody knows yet do not stop the feed', async () => {
      const strange = bent(value => ({
        ...value,
        brand_new_field: { deep: [1] },
        ...(typeof value.status === 'string' && 'currency' in value ? { status: 'brand-new-state' } : {}),
      }))
      const { items } = await readAll(null, current().ctx({ bend: strange }))
      assert.ok(items.length > 0 && items.every(({ isRead }) => isRead))
    })

    test('an order that cannot be read is kept as it came, and the feed goes on', async () => {
      let spoiled = 0
      const spoil = bent(value => {
        const isOrder = 'currency' in value && 'number' in value
        return isOrder && spoiled++ === 1 ? { id: value.id, number: value.number, currency: 42, total: { not: 'money' } } : value
      })
      const { items } = await readAll(null, current().ctx({ bend: spoil }))
      const kept = items.filter(item => !item.isRead)
      if (spoiled === 0) return
      assert.equal(kept.length, 1)
      assert.ok(kept[0]!.raw.length > 2 && kept[0]!.reason.length > 5 && items.length > 10)
    })
  })
}

function faultFacts<Settings>(spoke: ShopSpoke<Settings>, current: () => Stage<Settings>, made: () => Promise<Wanted>): void {
  describe('failing', () => {
    after(() => current().fake.clearFaults())
    const read = () => spoke.readListingsById(current().ctx(), ['1'])
    const faulty = async (name: string, act: () => Promise<unknown>, value?: Json) => {
      await current().fake.fault({ name, times: 1, ...(value === undefined ? {} : { value }) })
      const error = await refusal(act())
      await current().fake.clearFaults()
      current().said.push(all(error))
      return error
    }
    const change = async () => {
      const wanted = await made()
      return { ...wanted, desired: { ...wanted.desired, title: 'Changed under a fault' } }
    }

    test('429 means: wait as long as told', async () => {
      const error = await faulty('throttles', read)
      assert.equal(error.remedy, 'wait')
      assert.ok(error.waitMs !== null && error.waitMs >= 1000)
    })

    test('500 means: try again', async () => {
      assert.equal((await faulty('failures', read)).remedy, 'retry')
    })

    test('a page of HTML in place of data means: try again', async () => {
      const html: (real: Fetch) => Fetch = () => async () =>
        new Response('<html><body>Briefly unavailable</body></html>', { status: 200, headers: { 'content-type': 'text/html' } })
      assert.equal((await refusal(spoke.readListingsById(current().ctx({ bend: html }), ['1']))).remedy, 'retry')
    })

    test('a cut line means: try again; after a write: unknown, and looking finds the truth', async () => {
      await current().fake.fault({ name: 'drops', times: null })
      assert.equal((await refusal(read())).remedy, 'retry')
      await current().fake.clearFaults()
      const wanted = await change()
      const seen = await readBack(current(), [wanted])
      await current().fake.fault({ name: 'drops', times: 1, on: writeRoute(await firstWrite(current(), await change())) })
      const outcome = await tryPublish(current(), wanted)
      await current().fake.clearFaults()
      assert.equal(outcome.isUnknown, true)
      const now = (await readBack(current(), [wanted])).get(wanted.remoteId!)!
      assert.notDeepEqual(now.content.title, seen.get(wanted.remoteId!)!.content.title)
    })

    test('a spoke waits for nobody by itself: its requests go through ctx.fetch alone', async () => {
      const none: (real: Fetch) => Fetch = () => async () => {
        throw new SpokeError('wait', 'its limit is reached', { waitMs: 5000 })
      }
      const error = await refusal(spoke.readListingsById(current().ctx({ bend: none }), ['1']))
      assert.deepEqual([error.remedy, error.waitMs], ['wait', 5000])
    })
  })
}

function hookFacts<Settings>(spoke: ShopSpoke<Settings>, current: () => Stage<Settings>, made: () => Promise<Wanted>): void {
  describe('hooks', () => {
    const { readHook, keepHooks, dropHooks } = spoke
    if (isCannot(readHook) || isCannot(keepHooks)) {
      test('nudge', { skip: isCannot(readHook) ? readHook.cannot : (keepHooks as { cannot: string }).cannot }, () => {})
      return
    }
    test('are subscribed once, and again only when something is amiss', async () => {
      const first = await keepHooks(current().ctx(), current().hookAddress)
      assert.ok(first.count > 0 && first.mended.length > 0)
      assert.deepEqual(await keepHooks(current().ctx(), current().hookAddress), { count: first.count, mended: [] })
      const moved = await keepHooks(current().ctx(), `${current().hookAddress}2`)
      assert.deepEqual([moved.count, moved.mended.length], [first.count, first.count])
      await keepHooks(current().ctx(), current().hookAddress)
    })

    test('a genuine one says “changed”; altered, unsigned, short or without our secret it is forged', async () => {
      const { fake, caught, settings } = current()
      const wanted = await made()
      caught.length = 0
      await fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: 'h@buyer.example', name: 'H' })
      assert.ok((await fake.deliver()).sent > 0)
      const genuine = caught.find(({ headers, body }) => readHook(settings, headers, body) === 'changed')
      assert.ok(genuine, 'no genuine hook came')
      const altered = Uint8Array.from(genuine.body)
      altered[altered.length - 2]! ^= 1
      assert.equal(readHook(settings, genuine.headers, altered), 'forged')
      assert.equal(readHook(settings, genuine.headers, new Uint8Array()), 'forged')
      assert.equal(readHook(settings, new Headers({ 'content-type': 'application/json' }), genuine.body), 'forged')
      for (const [name, value] of genuine.headers) {
        const cut = new Headers(genuine.headers)
        cut.set(name, value.slice(0, 5))
        assert.doesNotThrow(() => readHook(settings, cut, genuine.body))
      }
      const blank = Object.fromEntries(
        Object.entries(settings as Record<string, unknown>).map(([name, value]) => [name, typeof value === 'string' ? '' : value]),
      )
      assert.equal(readHook(blank as Settings, genuine.headers, genuine.body), 'forged')
      assert.equal(readHook(spoil(spoke, settings, true), genuine.headers, genuine.body), 'forged')
    })

    test('dropping them leaves none', async t => {
      if (isCannot(dropHooks)) return t.skip(dropHooks.cannot)
      await dropHooks(current().ctx())
      await dropHooks(current().ctx())
      const { count, mended } = await keepHooks(current().ctx(), current().hookAddress)
      assert.equal(mended.length, count)
    })
  })
}

function allDone(outcomes: readonly StepOutcome[]): void {
  for (const outcome of outcomes) if (outcome.state !== 'done') throw outcome.error
}

async function refusal(act: Promise<unknown>): Promise<SpokeError> {
  const thrown = await act.then(
    () => null,
    (error: unknown) => error,
  )
  if (thrown instanceof SpokeError) return thrown
  assert.fail(`expected a SpokeError, got ${thrown}`)
}

async function tryPublish<Settings>(stage: Stage<Settings>, wanted: Wanted): Promise<{ readonly isUnknown: boolean }> {
  try {
    const { outcomes } = await publish(stage, [wanted])
    return { isUnknown: outcomes.some(({ state }) => state === 'unknown') }
  } catch (error) {
    if (!(error instanceof SpokeError)) throw error
    return { isUnknown: error.isUnknown }
  }
}

/** The last write of a publishing, which is the one whose answer matters: found by doing another like it and listening. */
async function firstWrite<Settings>(stage: Stage<Settings>, like: Wanted): Promise<{ readonly method: string; readonly path: string }> {
  const writes: { method: string; path: string }[] = []
  const listen =
    (real: Fetch): Fetch =>
    (url, init) => {
      const method = init?.method ?? 'GET'
      if (method !== 'GET') writes.push({ method, path: new URL(url).pathname })
      return real(url, init)
    }
  await publish(stage, [like], { ctx: stage.ctx({ bend: listen }) })
  const last = writes.at(-1)
  assert.ok(last, 'publishing wrote nothing')
  return last
}

/** Ids differ from listing to listing, so only what comes before the first number counts. */
const writeRoute = ({ method, path }: { method: string; path: string }) => `${method} ${path.replace(/\/\d+.*$/, '')}`

/** Changes each object of a JSON answer. */
const bent =
  (change: (value: Record<string, unknown>) => Record<string, unknown>) =>
  (real: Fetch): Fetch =>
  async (url, init) => {
    const response = await real(url, init)
    const text = await response.text()
    const walk = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(walk)
      if (typeof value !== 'object' || value === null) return value
      return change(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner)])))
    }
    return new Response(JSON.stringify(walk(JSON.parse(text))), { status: response.status, headers: response.headers })
  }

/** The settings with every secret wrong in its last four signs. */
function spoil<Settings>(spoke: ShopSpoke<Settings>, settings: Settings, everything = false): Settings {
  const wrong = Object.entries(settings as Record<string, unknown>).map(([name, value]) => {
    const isSecret = everything || spoke.settings.fields.some(field => field.name === name && field.isSecret)
    return [name, isSecret && typeof value === 'string' && value.length > 8 ? `${value.slice(0, -4)}zzzz` : value]
  })
  return Object.fromEntries(wrong) as Settings
}

const all = (error: Error): string =>
  [
    error.message,
    error.stack,
    error.cause instanceof Error ? `${error.cause.message} ${error.cause.stack}` : '',
    JSON.stringify(error),
  ].join(' ')

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}

interface Operation {
  readonly operation: string
  readonly count: number
  /** How many requests of it passed the check of a recorded schema. */
  readonly validated: number
  readonly isRecorded: boolean
  readonly unknownFields: readonly string[]
}

/** Which operations the client used, and which of those the fake held against a recording or schema; gathered by `bin/selvage test`. */
async function reportOperations<Settings>(spoke: string, stage: Stage<Settings>): Promise<void> {
  const file = process.env.SELVAGE_TEST_REPORT
  if (file === undefined || file === '') return
  // A verb that not every fake has; where it is missing, what was asked is known and nothing is validated.
  const { operations } = (await callControl(stage.controlUrl, 'validation').catch(() => ({}))) as { operations?: Operation[] }
  const asked = operations?.map(({ operation }) => operation) ?? Object.keys((await stage.fake.requests()).byRoute)
  const line = {
    kind: 'operations',
    spoke,
    used: asked.sort(),
    validated: (operations ?? [])
      .filter(({ isRecorded, validated, count }) => isRecorded && validated === count)
      .map(({ operation }) => operation),
    unknownFields: (operations ?? []).flatMap(({ operation, unknownFields }) => unknownFields.map(name => `${operation}: ${name}`)),
  }
  appendFileSync(file, `${JSON.stringify(line)}\n`)
}
