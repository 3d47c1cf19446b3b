import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { keepLanguage } from '../customer/language.ts'
import { takeOrders } from '../order/take-orders.ts'
import { keepConsent } from './consent.ts'
import { likelySame } from './likely.ts'
import { listPeople, type Segment } from './list-people.ts'
import { readPerson, setLanguage } from './read-person.ts'
import { membersOf, mergePeople } from './ties.ts'

const database = await testDatabase()
const now = new Date('2026-03-20T12:00:00Z')
const day = (n: number) => new Date(Date.UTC(2026, 2, n))
const pressed = { by: 'seller', now }

async function scene() {
  const shop = await newShop(database)
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const connection = await newConnection(database, shop)
  const [knit, sew] = [await newPattern(database, shop, { sku: 'KNIT' }), await newPattern(database, shop, { sku: 'SEW' })]
  await database.asOwner(`update pattern set craft = 'sewing' where pattern_id = $1`, [sew])
  let n = 0
  const sell = (email: string, sku: string, { at = day(1), name = null as string | null, country = 'DE', ...more } = {}) =>
    inShop(tx =>
      takeOrders(
        tx,
        connection,
        [
          saleOf({
            ...{ remoteId: `${++n}`, number: `#10${n}`, placedAt: at, changedAt: at, buyer: { email, name, country } },
            lines: [lineOf({ sku, listingRemoteId: sku })],
            ...more,
          }),
        ],
        now,
      ),
    )
  const id = (email: string) =>
    inShop(
      async tx => (await tx.selectFrom('customer').select('customer_id').where('email', '=', email).executeTakeFirstOrThrow()).customer_id,
    )
  const who = async (segment: Segment = {}) =>
    (await inShop(tx => listPeople(tx, { ...segment, limit: 50 }))).items.map(({ addresses }) => addresses.join('+'))
  return { shop, inShop, knit, sew, sell, id, who }
}

test('a segment is all that is said of it at once, and a person of several addresses is met by any of them', async () => {
  const { inShop, knit, sew, sell, id, who } = await scene()
  await sell('ana@example.com', 'KNIT', { at: day(1), name: 'Ana Kos' })
  await sell('bea@example.com', 'KNIT', { at: day(2), country: 'AT' })
  await sell('work@example.com', 'SEW', { at: day(3) })
  await sell('cleo@example.com', 'SEW', { at: day(4) })
  assert.deepEqual(await who(), ['cleo@example.com', 'work@example.com', 'bea@example.com', 'ana@example.com'], 'who ordered last first')
  assert.deepEqual(await who({ owns: knit }), ['bea@example.com', 'ana@example.com'])
  await inShop(async tx => mergePeople(tx, [await id('ana@example.com'), await id('work@example.com')], pressed))
  const both = 'ana@example.com+work@example.com'
  assert.deepEqual(await who({ owns: knit, lacks: sew }), ['bea@example.com'])
  assert.deepEqual(await who({ owns: sew }), ['cleo@example.com', both])
  assert.deepEqual(await who({ craft: 'knitting' }), ['bea@example.com', both])
  assert.deepEqual(await who({ since: day(3), until: day(4) }), [both])
  assert.deepEqual(await who({ country: 'AT' }), ['bea@example.com'])
  for (const search of ['work@', 'KOS', '#103', '103']) assert.deepEqual(await who({ search }), [both], search)
  assert.deepEqual(await who({ search: '%' }), [])
  await inShop(async tx => setLanguage(tx, await id('work@example.com'), 'nl'))
  assert.deepEqual(await who({ language: 'nl' }), [both])
  await inShop(async tx => keepLanguage(tx, [await id('ana@example.com')], { language: 'de', isChosen: true }))
  await assert.rejects(
    inShop(async tx => setLanguage(tx, await id('work@example.com'), 'fr')),
    /She has chosen her language in her library herself/,
  )
  assert.deepEqual(await who({ language: 'de' }), [both])
  await inShop(async tx =>
    keepConsent(tx, { customerId: await id('bea@example.com'), purpose: 'marketing', isGiven: true, source: 'note', key: 'k', at: now }),
  )
  assert.deepEqual(await who({ may: 'marketing' }), ['bea@example.com'])
  assert.deepEqual(await who({ may: 'service', owns: sew, search: 'cleo' }), ['cleo@example.com'])
})

test('a refunded pattern is not had, and an order whose buyer nobody told is nobody', async () => {
  const { sell, who, knit } = await scene()
  await sell('ana@example.com', 'KNIT', { refunds: [{ remoteId: 'r', amount: eur(750), reason: null, refundedAt: day(2) }] } as never)
  await sell(null as never, 'KNIT')
  assert.deepEqual([await who(), await who({ owns: knit })], [['ana@example.com'], []])
})

test('page by page everybody is met once, also many of one moment', async () => {
  const { inShop, sell } = await scene()
  for (let n = 0; n < 9; n++) await sell(`b${n}@example.com`, 'KNIT', { at: day(1 + (n % 2)) })
  const met: string[] = []
  let cursor: string | undefined
  do {
    const page = await inShop(tx => listPeople(tx, { limit: 2, cursor }))
    met.push(...page.items.map(({ id }) => id))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  assert.deepEqual([met.length, new Set(met).size], [9, 9])
  await assert.rejects(
    inShop(tx => listPeople(tx, { limit: 2, cursor: 'x' })),
    /page of the list is not known/,
  )
})

test('a person’s page tells every address with how it is known, by the id of any of them', async () => {
  const { inShop, sell, id, knit, sew } = await scene()
  await sell('ana@example.com', 'KNIT', { name: 'Ana Kos' })
  await sell('work@example.com', 'SEW', { at: day(3) })
  await inShop(async tx => mergePeople(tx, [await id('ana@example.com'), await id('work@example.com')], pressed))
  const [one, two] = await Promise.all(
    ['ana@example.com', 'work@example.com'].map(async email => inShop(async tx => readPerson(tx, await id(email)))),
  )
  assert.deepEqual(one, two)
  assert.deepEqual(
    one!.addresses.map(({ email, proofs }) => [email, proofs.map(({ how, shop }) => `${how} ${shop}`)]),
    [
      ['ana@example.com', ['told Stub shop']],
      ['work@example.com', ['told Stub shop']],
    ],
  )
  assert.deepEqual(new Set(one!.patterns.map(({ patternId }) => patternId)), new Set([knit, sew]))
  assert.deepEqual(
    [one!.name, one!.orders.length, one!.acts.map(({ kind, about }) => [kind, about])],
    ['Ana Kos', 2, [['merge', ['ana@example.com', 'work@example.com']]]],
  )
})

test('who may be the same is told by spelling or by name and country, and nothing is joined by it', async () => {
  const { inShop, sell, id, who } = await scene()
  await sell('ana.kos@gmail.com', 'KNIT', { name: 'Ana Kos' })
  await sell('anakos+shop@googlemail.com', 'SEW')
  await sell('a@work.example', 'SEW', { name: 'ana kos' })
  await sell('far@example.com', 'SEW', { name: 'Ana Kos', country: 'US' })
  await sell('ana@example.com', 'SEW', { name: 'Ana' })
  await sell('ana2@example.com', 'SEW', { name: 'Ana' })
  const told = async (email: string) =>
    inShop(async tx => (await likelySame(tx, await membersOf(tx, await id(email)))).map(({ email, why }) => `${email} ${why}`))
  assert.deepEqual((await told('ana.kos@gmail.com')).sort(), ['a@work.example name', 'anakos+shop@googlemail.com address'])
  assert.deepEqual(await told('ana@example.com'), [], 'one word is no name to go by')
  assert.equal((await who()).length, 6)
  await inShop(async tx => mergePeople(tx, [await id('ana.kos@gmail.com'), await id('a@work.example')], pressed))
  assert.deepEqual(await told('ana.kos@gmail.com'), ['anakos+shop@googlemail.com address'])
})
