import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { sql, type Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, newPattern } from '#testing/sales.ts'
import { cartOf, newOffer, wants } from '#testing/store.ts'
import { type GivenBundle, keepBundle, listBundles } from './bundles.ts'
import { changePatterns, type PatternsChange, previewChange, undoChange } from './change-patterns.ts'
import { type GivenCoupon, keepCoupon, listCoupons } from './keep-coupon.ts'
import { quoteCart } from './quote.ts'
import { readFront } from './read-front.ts'
import { setStore } from './set-store.ts'
import { countInStore } from './shelf.ts'
import { listStorePatterns } from './store-patterns.ts'

const database = await testDatabase()
const now = new Date('2026-03-01T12:00:00Z')
const days = (n: number) => new Date(now.getTime() + n * 86_400_000)

async function scene() {
  const shop = await newShop(database)
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const offer = (title: string, price: bigint | null = 750n) => newOffer(database, shop, { title, price })
  const quote = (...items: Parameters<typeof cartOf>) => inShop(tx => quoteCart(tx, cartOf(...items), now))
  return { shop, inShop, offer, quote }
}

test('in the store is what has a price in its currency and files, and was not taken out or put away', async () => {
  const { shop, inShop, offer } = await scene()
  const [shown, without, away, out] = [await offer('Shown'), await offer('No price', null), await offer('Away'), await offer('Out')]
  const empty = await newPattern(database, shop, { title: 'No files' })
  await inShop(async tx => {
    await sql`insert into price (shop_id, pattern_id, currency, amount_minor) values (${shop}, ${empty}, 'EUR', 100), (${shop}, ${without}, 'USD', 100)`.execute(
      tx,
    )
    await sql`update pattern set archived_at = now() where pattern_id = ${away}::uuid`.execute(tx)
    await sql`insert into store_pattern (shop_id, pattern_id, is_in) values (${shop}, ${out}, false)`.execute(tx)
    const { patterns, crafts } = await readFront(tx, 'EUR', { words: null, craft: null, page: 1 }, now)
    assert.deepEqual([patterns.map(one => one.offer.patternId), crafts, await countInStore(tx, 'EUR')], [[shown], ['knitting'], 1])
    const { items } = await listStorePatterns(tx, { limit: 10, now })
    assert.deepEqual(
      new Map(items.map(({ title, why }) => [title, why])),
      new Map([
        ['No files', 'It has no files yet.'],
        ['Out', 'You took it out.'],
        ['No price', 'It has no price in EUR.'],
        ['Shown', null],
      ]),
    )
  })
})

test('a sale counts from its first moment to its last and no longer', async () => {
  const { inShop, offer, quote } = await scene()
  const pattern = await offer('Tee')
  for (const [from, to, price] of [
    [null, null, 500n],
    [days(0), days(1), 500n],
    [days(-1), days(0), 750n],
    [days(1), null, 750n],
  ] as const) {
    await inShop(tx => sql`update price set sale_minor = 500, sale_from = ${from}, sale_to = ${to}`.execute(tx))
    assert.equal((await quote([pattern])).priced.total, price)
  }
})

test('a change of many is shown first, made once, and taken back; what was changed again since stays', async () => {
  const { inShop, offer, quote } = await scene()
  const [one, two] = [await offer('One'), await offer('Two')]
  const change: PatternsChange = { patternIds: [one, two], payWhat: { least: eur(300), suggested: eur(600) } }
  const { key, changes } = await inShop(tx => previewChange(tx, change, now))
  assert.deepEqual(changes.map(({ to }) => to).toSorted(), Array(2).fill('In the store, buyers choose, from € 3.00, suggested € 6.00'))
  const press = () => inShop(tx => changePatterns(tx, change, { key, pressedBy: 'test', now }))
  const [first, second] = [await press(), await press()]
  assert.equal(first.changeId, second.changeId, 'the same press comes again')
  assert.equal((await quote([wants(one, { wish: 400n })])).priced.total, 400n)
  const out: PatternsChange = { patternIds: [two], choice: 'out' }
  const later = await inShop(async tx => changePatterns(tx, out, { key: (await previewChange(tx, out, now)).key, pressedBy: 'test', now }))
  assert.equal((await quote([two])).priced.gone.length, 1)
  assert.equal(await inShop(tx => undoChange(tx, first.changeId, now)), 1, 'the other one was changed since')
  assert.equal((await quote([one])).priced.total, 750n)
  await assert.rejects(
    inShop(tx => undoChange(tx, first.changeId, now)),
    /taken back already/,
  )
  assert.equal(await inShop(tx => undoChange(tx, later.changeId, now)), 1)
  assert.equal((await quote([wants(two, { wish: 350n })])).priced.total, 350n)
})

test('a press on something that has moved since it was shown is refused', async () => {
  const { shop, inShop, offer } = await scene()
  const pattern = await offer('One')
  const change: PatternsChange = { patternIds: [pattern], choice: 'out' }
  const { key } = await inShop(tx => previewChange(tx, change, now))
  await inShop(tx => sql`insert into store_pattern (shop_id, pattern_id, is_in) values (${shop}, ${pattern}, false)`.execute(tx))
  await assert.rejects(
    inShop(tx => changePatterns(tx, change, { key, pressedBy: 'test', now })),
    /changed since you looked/,
  )
  for (const [bad, says] of [
    [{ payWhat: { least: eur(500), suggested: eur(400) } }, /should not be lower than the least/],
    [{ payWhat: { least: eur(-1), suggested: eur(400) } }, /below zero/],
    [{ payWhat: { least: { minor: 1n, currency: 'USD' }, suggested: eur(400) } }, /sells in EUR/],
    [{ patternIds: [randomUUID()] }, /not here any more/],
  ] as const)
    await assert.rejects(
      inShop(tx => previewChange(tx, { patternIds: [pattern], ...bad }, now)),
      says,
    )
})

test('a bundle is offered while each of its patterns is, and a wrong one is refused in a sentence', async () => {
  const { inShop, offer, quote } = await scene()
  const [one, two] = [await offer('One'), await offer('Two', 250n)]
  const given: GivenBundle = { title: ' Both ', summary: '', way: { offPercent: 10 }, patternIds: [one, two, one], isOn: true }
  const id = await inShop(tx => keepBundle(tx, given, { now }))
  const [kept] = await inShop(tx => listBundles(tx, now))
  assert.deepEqual([kept!.title, kept!.patterns.map(({ title }) => title), kept!.why], ['Both', ['One', 'Two'], null])
  assert.equal((await quote([wants(id, { kind: 'bundle' })])).priced.total, 900n)
  await inShop(tx => keepBundle(tx, { ...given, way: { price: eur(800) } }, { id, editNo: 1, now }))
  assert.equal((await quote([wants(id, { kind: 'bundle' })])).priced.total, 800n)
  await assert.rejects(
    inShop(tx => keepBundle(tx, given, { id, editNo: 1, now })),
    /changed since you opened it/,
  )
  await inShop(tx => sql`update pattern set archived_at = now() where pattern_id = ${two}::uuid`.execute(tx))
  assert.equal((await quote([wants(id, { kind: 'bundle' })])).priced.gone.length, 1)
  assert.match((await inShop(tx => listBundles(tx, now)))[0]!.why!, /One of its patterns is not in the store/)
  for (const [bad, says] of [
    [{ title: ' ' }, /give the bundle a title/],
    [{ patternIds: [one, one] }, /two patterns or more/],
    [{ way: { price: eur(-1) } }, /below zero/],
    [{ way: { price: { minor: 5n, currency: 'USD' } } }, /sells in EUR/],
    [{ patternIds: [one, randomUUID()] }, /not here any more/],
  ] as const)
    await assert.rejects(
      inShop(tx => keepBundle(tx, { ...given, ...bad }, { now })),
      says,
    )
})

test('a coupon is kept as it is typed by buyers, found however they type it, and a wrong one is refused in a sentence', async () => {
  const { inShop, offer, quote } = await scene()
  const [one, two] = [await offer('One', 1000n), await offer('Two', 1000n)]
  const given: GivenCoupon = {
    ...{ code: ' spring-10 ', way: { offPercent: 10 }, patternIds: [one], floor: eur(950) },
    ...{ from: days(-1), to: days(1), mostUses: null, isOn: true },
  }
  const id = await inShop(tx => keepCoupon(tx, given, { now }))
  assert.deepEqual((await quote([one, two], 'Spring-10')).priced.total, 1950n, 'for one of them, and not below the floor')
  assert.match((await quote([two], 'SPRING-10')).couponWhy ?? '', /is for other patterns/)
  await inShop(tx => keepCoupon(tx, { ...given, isOn: false }, { id, editNo: 1, now }))
  const [kept] = await inShop(tx => listCoupons(tx, now))
  assert.deepEqual([kept!.code, kept!.uses, kept!.why, kept!.editNo], ['SPRING-10', 0, 'You switched it off.', 2])
  assert.match((await quote([one], 'spring-10')).couponWhy ?? '', /has run out/)
  for (const [bad, says] of [
    [{}, /code SPRING-10 already/],
    [{ code: 'x' }, /3 to 40 letters/],
    [{ code: 'über' }, /3 to 40 letters/],
    [{ code: 'NEW', way: { off: eur(0) } }, /more than zero/],
    [{ code: 'NEW', way: { off: { minor: 5n, currency: 'USD' } } }, /sells in EUR/],
    [{ code: 'NEW', floor: eur(-1) }, /below zero/],
    [{ code: 'NEW', from: days(2), to: days(1) }, /end before it begins/],
    [{ code: 'NEW', patternIds: [randomUUID()] }, /not here any more/],
  ] as const)
    await assert.rejects(
      inShop(tx => keepCoupon(tx, { ...given, ...bad }, { now })),
      says,
    )
})

test('settings: the text is cleaned, languages are languages, and another currency must not leave amounts behind', async () => {
  const { shop, inShop } = await scene()
  const set = (given: Parameters<typeof setStore>[1]) => inShop(tx => setStore(tx, given, now))
  const kept = await set({ about: '<p onclick="x">Hello<script>x</script></p>', languages: ['EN', 'pt-br', 'en'], isOpen: true })
  assert.deepEqual([kept.about, kept.languages, kept.isOpen], ['<p>Hello</p>', ['en', 'pt-BR'], true])
  await assert.rejects(set({ name: ' ' }), /give the store a name/)
  await assert.rejects(set({ languages: ['not a language'] }), /is no language/)
  await assert.rejects(set({ currency: 'XXQ' }), /is not a currency/)
  assert.equal((await set({ currency: 'USD' })).currency, 'USD')
  await inShop(tx => sql`insert into coupon (shop_id, code, off_minor) values (${shop}, 'ABC', 100)`.execute(tx))
  await assert.rejects(set({ currency: 'EUR' }), /bundles, coupons or least prices in USD/)
})
