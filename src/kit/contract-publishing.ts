/** Facts about publishing and planning. Read, compare, plan, act: it ends without a difference, however often it is done. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ListingContent } from '#hub/listing/content.ts'
import { difference } from '#hub/listing/difference.ts'
import { planListing } from '#hub/listing/plan-listing.ts'
import { shelfId, shelfText } from '#hub/listing/shelf.ts'
import { chooseShelf } from '#hub/storefront/choose-shelf.ts'
import { paper, publish, readBack, sample } from './contract-stage.ts'
import { allDone, type Bench, deepFreeze, firstWrite, tryPublish, uuid, wish, writeRoute } from './contract-tools.ts'
import { SpokeError } from './error.ts'
import { isCannot } from './shop.ts'

export function publishingFacts<Settings>({ spoke, stage, currency, holds, wantedOf, made, isTaken, left, far }: Bench<Settings>): void {
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

    test('a place in its own tree of categories is taken, changed and read back; one that is none is refused', async t => {
      if (isCannot(spoke.readShelves)) {
        assert.ok(!holds('shelf'))
        return t.skip(spoke.readShelves.cannot)
      }
      const shelves = await spoke.readShelves(stage().ctx())
      assert.equal(new Set(shelves.map(({ id }) => id)).size, shelves.length)
      assert.ok(shelves.length >= 2 && shelves.every(({ id, path }) => /^[^#\s]+$/.test(id) && path !== ''))
      const craft = chooseShelf({ craft: 'knitting', categories: [] }, { shelves, byCraft: {} }, null)
      assert.match(craft ?? 'none', /pattern/i, 'there is a place for patterns of a craft')
      let wanted = await made({ shelf: craft })
      assert.deepEqual(await left(wanted), [])
      const other = shelves.find(({ id }) => id !== shelfId(craft))!
      wanted = wish(wanted, { shelf: shelfText(other) })
      assert.deepEqual(
        (await left(wanted)).map(({ field }) => field),
        ['shelf'],
      )
      allDone((await publish(stage(), [wanted])).outcomes)
      assert.deepEqual(await left(wanted), [])
      // Left to the platform, it stays where it is.
      assert.deepEqual(await left(wish(wanted, { shelf: null })), [])
      assert.equal((await tryPublish(stage(), wish(wanted, { shelf: '#999999999' }))).isUnknown, false)
      assert.deepEqual(await left(wanted), [])
    })

    test('planning and acting twice leaves one listing with one file each', async () => {
      const wanted = await made()
      assert.deepEqual(await publish(stage(), [wanted]), { steps: 0, outcomes: [] })
      const twins = (await stage().fake.listings()).filter(({ sku }) => sku === wanted.desired.sku)
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
        { price: { minor: wanted.desired.price.minor * 2n, currency: currency() } },
        { salePrice: { price: { minor: wanted.desired.price.minor / 2n, currency: currency() }, from: null, to: null } },
        {
          salePrice: {
            price: { minor: wanted.desired.price.minor / 2n, currency: currency() },
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
        const next = wish(wanted, change)
        if (!isTaken(next)) continue
        wanted = next
        allDone((await publish(stage(), [wanted])).outcomes)
        assert.deepEqual(await left(wanted), [], `after ${Object.keys(change)}`)
      }
      if (holds('files')) assert.equal((await far(wanted))?.files.length, wanted.desired.files.length)
    })

    test('pictures and files that are to stay are neither compared nor sent, and what else is changed leaves them there', async () => {
      const wanted = await made()
      const observed = (await readBack(stage(), [wanted])).get(wanted.remoteId!)!
      const stays = { images: 'other', files: 'other' } as const
      const desired = { ...wanted.desired, title: `${wanted.desired.title} anew`, images: [], files: [], stays }
      const { delivery, blobs } = stage()
      const place = { rules: spoke, listingId: wanted.listingId, delivery, blobs, now: stage().ctx().now() }
      const plan = planListing({ ...place, desired, observed })
      assert.equal(plan.refused, null)
      assert.ok(plan.steps.length > 0 && plan.steps.every(({ fields }) => !fields.includes('images') && !fields.includes('files')))
      allDone(
        await spoke.apply(
          stage().ctx(),
          plan.steps.map(step => ({ ...wanted, sku: desired.sku, step })),
        ),
      )
      assert.deepEqual(
        (await left(wanted)).map(({ field }) => field),
        ['title'],
      )
    })

    test('a corrected file reaches those who bought before, under the link they have', async t => {
      if (!holds('files')) return t.skip(`${spoke.label} holds no files`)
      if (isCannot(spoke.reachesEarlierBuyers)) return t.skip(spoke.reachesEarlierBuyers.cannot)
      const wanted = await made()
      const before = await far(wanted)
      const kept = before!.files.find(({ sha256 }) => sha256 === wanted.desired.files[0]!.sha256)
      if (kept === undefined) return t.skip('this platform does not hand out the files itself')
      const order = await stage().fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: 'ana@buyer.example', name: 'Ana Novak' })
      const sha256 = stage().keep(paper('corrected row 14'), 'application/pdf')
      const corrected = wish(wanted, { files: [{ ...wanted.desired.files[0]!, sha256 }, wanted.desired.files[1]!] })
      allDone((await publish(stage(), [corrected])).outcomes)
      assert.deepEqual(await left(corrected), [])
      assert.deepEqual(await stage().fake.download({ orderId: order.remoteId, fileId: kept.id }), { sha256 })
      assert.equal((await far(corrected))?.files.length, 2)
    })

    test('the proof reads the bytes a buyer would get', async t => {
      if (isCannot(spoke.openListedFile)) return t.skip(spoke.openListedFile.cannot)
      const wanted = await made()
      const observed = (await readBack(stage(), [wanted])).get(wanted.remoteId!)!
      const stream = await spoke.openListedFile(stage().ctx(), observed, 'a4')
      assert.match(await new Response(stream).text(), /^%PDF/)
    })

    test('a lost answer to a create is found again, and nothing is made twice', async () => {
      const wanted = wantedOf()
      await stage().fake.fault({ name: 'drops', times: 1, on: writeRoute(await firstWrite(stage(), wantedOf())) })
      const outcome = await tryPublish(stage(), wanted)
      await stage().fake.clearFaults()
      assert.equal(outcome.isUnknown, true, 'a write that may have been done must say so')
      const found = await spoke.findOwn(stage().ctx(), [{ listingId: wanted.listingId, sku: wanted.desired.sku }])
      const again = { ...wanted, remoteId: found.get(wanted.listingId) ?? null }
      assert.notEqual(again.remoteId, null, 'the listing that was made must be found')
      allDone((await publish(stage(), [again])).outcomes)
      assert.deepEqual(await left(again), [])
      assert.equal((await stage().fake.listings()).filter(({ sku }) => sku === wanted.desired.sku).length, 1)
    })

    test('even a create that is done again blindly makes no second listing', async t => {
      if (!spoke.isCreateKeyed) return t.skip(`${spoke.label} would make it twice; the look before each create is what keeps it one`)
      const wanted = await made()
      const blind = { ...wanted, remoteId: null }
      await tryPublish(stage(), blind)
      assert.equal((await stage().fake.listings()).filter(({ sku }) => sku === wanted.desired.sku).length, 1)
    })

    test("another's listing with the same SKU is not taken for ours", async () => {
      const wanted = await made()
      assert.equal((await spoke.findOwn(stage().ctx(), [{ listingId: uuid(999_999), sku: wanted.desired.sku }])).size, 0)
    })

    test('several listings travel together, each with an outcome of its own', async () => {
      const many = Array.from({ length: 5 }, () => wantedOf())
      allDone((await publish(stage(), many)).outcomes)
      assert.equal(new Set(many.map(({ remoteId }) => remoteId)).size, 5)
      for (const one of many) assert.deepEqual(await left(one), [])
      const gone = many[2]!
      await stage().fake.remove({ remoteId: gone.remoteId!, forGood: true })
      const seen = await readBack(stage(), many)
      const orders = many.flatMap(one => {
        const desired = { ...one.desired, title: `${one.desired.title} II` }
        const observed = seen.get(one.remoteId!) ?? { ...seen.values().next().value!, remoteId: one.remoteId! }
        const found = difference(spoke.project(desired), observed.content, ['title'])
        return spoke
          .plan({ listingId: one.listingId, desired, observed, difference: found, delivery: stage().delivery })
          .map(step => ({ ...one, sku: desired.sku, step }))
      })
      const outcomes = await spoke.apply(stage().ctx(), orders)
      assert.deepEqual(
        outcomes.map(({ state }, at) => [orders[at]!.listingId === gone.listingId, state === 'done']),
        orders.map(({ listingId }) => [listingId === gone.listingId, listingId !== gone.listingId]),
      )
    })

    test('what cannot be sold is refused with a sentence before anything is sent', () => {
      const good = sample(stage(), currency())
      assert.doesNotThrow(() => spoke.check(good, stage().blobs))
      for (const change of [
        { title: ' ' },
        { price: { minor: -1n, currency: currency() } },
        ...(holds('salePrice') ? [{ salePrice: { price: good.price, from: null, to: null } }] : []),
      ]) {
        assert.throws(
          () => spoke.check({ ...good, ...change }, stage().blobs),
          (error: unknown) => error instanceof SpokeError && error.remedy === 'seller',
        )
      }
    })
  })
}

export function planningFacts<Settings>({ spoke, stage, currency, wantedOf, made, isTaken, left }: Bench<Settings>): void {
  describe('planning', () => {
    test('is pure: the same input gives the same steps, and is not changed', async () => {
      const wanted = await made()
      const observed = (await readBack(stage(), [wanted])).get(wanted.remoteId!)!
      const desired = { ...wanted.desired, title: 'New', files: wanted.desired.files.slice(0, 1) }
      const found = difference(spoke.project(desired), observed.content, spoke.fields)
      const input = deepFreeze({ listingId: wanted.listingId, desired, observed, difference: found, delivery: stage().delivery })
      const [one, two] = [spoke.plan(input), spoke.plan(input)]
      assert.deepEqual(one, two)
      assert.ok(one.length > 0)
      assert.deepEqual(spoke.plan({ ...input, difference: [] }), [])
    })

    test('each step has a key of its own, words, and a cost where there is one', () => {
      const plans = [wantedOf(), wantedOf()].flatMap(({ listingId, desired }) =>
        spoke.plan({ listingId, desired, observed: null, difference: difference(desired, null, spoke.fields), delivery: stage().delivery }),
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
        { files: [{ key: 'a4', name: 'Mütze <A4> & more.pdf', sha256: stage().keep(paper('hat'), 'application/pdf') }] },
        { images: [], salePrice: { price: { minor: 1n, currency: currency() }, from: new Date(1_700_000_000_999), to: null } },
        { price: { minor: 0n, currency: currency() } },
      ]
      for (const change of nasty) {
        if (!isTaken(wantedOf(change))) continue
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
}
