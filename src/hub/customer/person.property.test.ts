import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { readLibrary } from '../library/read-library.ts'
import { takeOrders } from '../order/take-orders.ts'
import { readPerson } from '../person/read-person.ts'
import { membersOf, mergePeople, splitPerson, undoAct } from '../person/ties.ts'
import { addressesOf, customersOf, joinPersons } from './person.ts'

const database = await testDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const people = 6

/** A shop in which each of six addresses has bought one pattern of its own. */
async function scene() {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  for (let n = 0; n < people; n++) {
    await newPattern(database, shop, { title: `Pattern ${n}`, listed: { connection, remoteId: `${n}` } })
    const line = { ...saleOf().lines[0]!, listingRemoteId: `${n}` }
    const sale = saleOf({
      remoteId: `${n}`,
      number: `${n}`,
      buyer: { email: `${n}@example.com`, name: null, country: null },
      lines: [line],
    })
    await inShop(tx => takeOrders(tx, connection, [sale], now))
  }
  const rows = await inShop(tx => tx.selectFrom('customer').select(['email', 'customer_id']).execute())
  const ids = Array.from({ length: people }, (_, n) => rows.find(({ email }) => email === `${n}@example.com`)!.customer_id)
  return { shop, inShop, ids }
}

const graphs = fc.array(fc.tuple(fc.nat(people - 1), fc.nat(people - 1)), { maxLength: 9 })
type Edges = readonly (readonly [number, number])[]

/** The brute way: whoever can be reached. */
function reachable(from: number, edges: Edges): number[] {
  const seen = new Set([from])
  for (let grew = true; grew; ) {
    const before = seen.size
    for (const [a, b] of edges) if (seen.has(a) || seen.has(b)) seen.add(a).add(b)
    grew = seen.size > before
  }
  return [...seen].sort()
}

test('of random joins each sees what can be reached by proofs and nothing else, in whatever order they came', {
  timeout: 60_000,
}, async () => {
  const { shop, inShop, ids } = await scene()
  const after = async (edges: Edges) => {
    await database.asOwner('delete from customer_address where shop_id = $1', [shop])
    for (const [a, b] of edges) await inShop(tx => joinPersons(tx, [ids[a]!, ids[b]!], now))
    const rows = await inShop(tx => tx.selectFrom('customer_address').select(['customer_id', 'person_id']).orderBy('customer_id').execute())
    const seen: string[][] = []
    for (const id of ids) seen.push((await inShop(async tx => readLibrary(tx, await customersOf(tx, id)))).map(({ title }) => title).sort())
    return { rows, seen }
  }
  await fc.assert(
    fc.asyncProperty(graphs, fc.infiniteStream(fc.nat()), async (edges, random) => {
      const one = await after(edges)
      assert.deepEqual(
        one.seen,
        ids.map((_, n) => reachable(n, edges).map(other => `Pattern ${other}`)),
      )
      const shuffled = edges
        .map(edge => ({ edge, place: random.next().value as number }))
        .toSorted((a, b) => a.place - b.place)
        .map(({ edge: [a, b], place }) => (place % 2 === 0 ? ([a, b] as const) : ([b, a] as const)))
      assert.deepEqual(await after([...shuffled, ...edges]), one, 'the order, the direction and a second time make no difference')
    }),
    { numRuns: 25 },
  )
})

test('joins that meet at one moment end in one person; another shop knows nothing of it', async () => {
  const [{ inShop, ids }, other] = [await scene(), await scene()]
  await Promise.all([0, 1, 2, 3, 4].map(n => inShop(tx => joinPersons(tx, [ids[n]!, ids[n + 1]!], now))))
  const all = await inShop(tx => customersOf(tx, ids[3]!))
  assert.deepEqual([all[0], [...all].sort()], [ids[3], [...ids].sort()])
  assert.equal((await inShop(tx => addressesOf(tx, all)))[0], '3@example.com')
  assert.deepEqual(await other.inShop(tx => customersOf(tx, ids[3]!)), [ids[3]])
  assert.deepEqual(await other.inShop(tx => customersOf(tx, other.ids[0]!)), [other.ids[0]])
})

test('whoever is forgotten leaves the others together', async () => {
  const { shop, inShop, ids } = await scene()
  const sorted = [...ids].sort()
  for (const n of [1, 2]) await inShop(tx => joinPersons(tx, [sorted[0]!, sorted[n]!], now))
  await database.asOwner('delete from customer_address where shop_id = $1 and customer_id = $2', [shop, sorted[0]])
  assert.deepEqual(await inShop(tx => customersOf(tx, sorted[1]!)), [sorted[1], sorted[2]])
})

test('whatever the seller merges, splits and undoes, each library shows what was proven: no press of hers opens or closes one', {
  timeout: 60_000,
}, async () => {
  const { shop, inShop, ids } = await scene()
  const pressed = { by: 'seller', now }
  const pair = fc.tuple(fc.nat(people - 1), fc.nat(people - 1)).filter(([a, b]) => a !== b)
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom('prove' as const, 'merge' as const), pair }),
    fc.record({ kind: fc.constant('split' as const), at: fc.nat(people - 1) }),
    fc.record({ kind: fc.constant('undo' as const), at: fc.nat() }),
  )
  const story = fc.asyncProperty(fc.array(step, { maxLength: 10 }), async steps => {
    for (const table of ['customer_address', 'person_tie', 'person_act'])
      await database.asOwner(`delete from ${table} where shop_id = $1`, [shop])
    await database.asOwner('update customer set person_id = null where shop_id = $1', [shop])
    const proven: (readonly [number, number])[] = []
    for (const one of steps) {
      if (one.kind === 'split') {
        const id = ids[one.at]!
        await inShop(async tx => ((await membersOf(tx, id)).length > 1 ? splitPerson(tx, id, pressed) : null))
      } else if (one.kind === 'undo') {
        const acts = await inShop(tx => tx.selectFrom('person_act').select('person_act_id').orderBy('person_act_id').execute())
        const act = acts[one.at % Math.max(1, acts.length)]
        if (act !== undefined) await inShop(tx => undoAct(tx, act.person_act_id, now))
      } else {
        const [a, b] = one.pair
        if (one.kind === 'prove') proven.push([a, b])
        await inShop(async tx => {
          if (one.kind === 'prove') await joinPersons(tx, [ids[a]!, ids[b]!], now)
          else await mergePeople(tx, [ids[a]!, ids[b]!], pressed)
        })
        assert.ok((await inShop(tx => membersOf(tx, ids[a]!))).includes(ids[b]!), 'both are one in the list from then on')
      }
      for (const [n, id] of ids.entries()) {
        const seen = await inShop(async tx => readLibrary(tx, await customersOf(tx, id)))
        assert.deepEqual(
          seen.map(({ title }) => title).sort(),
          reachable(n, proven).map(other => `Pattern ${other}`),
        )
      }
    }
  })
  await fc.assert(story, { seed: 13, numRuns: 10 })
})

test('what she has proven stays one in the list when an earlier press of the seller is undone, and says that it was she', async () => {
  const { inShop, ids } = await scene()
  const [a, b] = [ids[0]!, ids[1]!]
  const merged = await inShop(tx => mergePeople(tx, [a, b], { by: 'seller', now }))
  for (let twice = 0; twice < 2; twice++) await inShop(tx => joinPersons(tx, [b, a], now))
  await inShop(tx => undoAct(tx, merged!, now))
  const { addresses, acts } = await inShop(tx => readPerson(tx, b))
  assert.deepEqual([addresses.length, acts.length], [2, 2])
  assert.deepEqual(
    new Set(acts.map(({ isHers, undoneAt }) => `${isHers ? 'hers' : 'pressed'}, ${undoneAt === null ? 'stands' : 'undone'}`)),
    new Set(['hers, stands', 'pressed, undone']),
  )
  assert.deepEqual([...(await inShop(tx => customersOf(tx, a)))].sort(), [a, b].sort())
})
