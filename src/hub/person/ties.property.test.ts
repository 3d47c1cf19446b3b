import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { customersOf } from '../customer/person.ts'
import { readLibrary } from '../library/read-library.ts'
import { takeOrders } from '../order/take-orders.ts'
import { membersOf, mergePeople, splitPerson, undoAct } from './ties.ts'

const database = await testDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const pressed = { by: 'seller', now }
const size = 6

/** Six buyers, each with an order of a pattern of her own. */
async function scene() {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  for (let n = 0; n < size; n++) await newPattern(database, shop, { title: `Pattern ${n}`, listed: { connection, remoteId: `l${n}` } })
  await inShop(tx =>
    takeOrders(
      tx,
      connection,
      Array.from({ length: size }, (_, n) =>
        saleOf({
          ...{ remoteId: `${n}`, number: `#${n}`, buyer: { email: `b${n}@example.com`, name: null, country: null } },
          lines: [{ ...saleOf().lines[0]!, listingRemoteId: `l${n}` }],
        }),
      ),
      now,
    ),
  )
  const { ids } = await inShop(async tx => ({
    ids: (await tx.selectFrom('customer').select('customer_id').orderBy('email').execute()).map(row => row.customer_id),
  }))
  /** Who is one person with whom, as sets of places. */
  const people = () =>
    inShop(async tx => {
      const rows = await tx.selectFrom('customer').select(['customer_id', 'person_id']).execute()
      const groups = Map.groupBy(rows, row => row.person_id ?? row.customer_id)
      return [...groups.values()].map(group => group.map(row => ids.indexOf(row.customer_id)).sort()).sort()
    })
  const libraries = () =>
    inShop(tx => Promise.all(ids.map(async id => (await readLibrary(tx, await customersOf(tx, id))).map(({ title }) => title))))
  return { shop, inShop, ids, people, libraries }
}

const pair = fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).filter(([a, b]) => a !== b)
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('merge' as const), pair }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('split' as const), at: fc.nat(size - 1) }) },
)

/** The groups that pairs make, by the plainest way there is. */
function groupsOf(pairs: readonly (readonly [number, number])[]): number[][] {
  let groups = Array.from({ length: size }, (_, n) => [n])
  for (const [a, b] of pairs) {
    const joined = groups.filter(group => group.includes(a) || group.includes(b)).flat()
    groups = [...groups.filter(group => !group.includes(a) && !group.includes(b)), joined.sort()]
  }
  return groups.sort()
}

test('merging commutes, undone in any order it leaves what the others say, and each buyer’s library is hers alone all the while', async () => {
  const { inShop, ids, people, libraries } = await scene()
  const before = await libraries()
  const alone = await people()
  const story = fc.asyncProperty(
    fc.array(pair, { minLength: 1, maxLength: 6 }),
    fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
    async (pairs, dice) => {
      const shuffled = pairs
        .map(one => [dice.next().value, one] as const)
        .sort(([a], [b]) => a - b)
        .map(([, one]) => one)
      const acts: { id: string; pair: readonly [number, number] }[] = []
      for (const [a, b] of shuffled) {
        const id = await inShop(tx => mergePeople(tx, [ids[a]!, ids[b]!], pressed))
        // Already one by others: nothing was pressed.
        if (id !== null) acts.push({ id, pair: [a, b] })
      }
      assert.deepEqual(await people(), groupsOf(pairs))
      assert.deepEqual(await libraries(), before, 'nothing is shown without proof')
      while (acts.length > 0) {
        const [undone] = acts.splice(Math.floor(dice.next().value * acts.length) % acts.length, 1)
        await inShop(tx => undoAct(tx, undone!.id, now))
        assert.deepEqual(await people(), groupsOf(acts.map(one => one.pair)))
      }
      assert.deepEqual(await people(), alone)
    },
  )
  await fc.assert(story, { seed: 11, numRuns: 25 })
})

test('whatever was merged and split, undone from the last it is at each step exactly as it was, with every entitlement', async () => {
  const { inShop, ids, people, libraries } = await scene()
  const before = await libraries()
  const story = fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async story => {
    const steps: { id: string; was: number[][] }[] = []
    for (const one of story) {
      const was = await people()
      const id = await inShop(async tx => {
        if (one.kind === 'merge')
          return mergePeople(
            tx,
            one.pair.map(n => ids[n]!),
            pressed,
          )
        return (await membersOf(tx, ids[one.at]!)).length < 2 ? null : splitPerson(tx, ids[one.at]!, pressed)
      })
      if (one.kind === 'split' && id !== null) {
        const expected = was.flatMap(group => (group.includes(one.at) ? [[one.at], group.filter(n => n !== one.at)] : [group])).sort()
        assert.deepEqual(await people(), expected, 'the others stay one')
      }
      if (id !== null) steps.push({ id, was })
    }
    assert.deepEqual(await libraries(), before)
    for (const { id, was } of steps.reverse()) {
      await inShop(tx => undoAct(tx, id, now))
      await inShop(tx => undoAct(tx, id, now))
      assert.deepEqual(await people(), was)
    }
  })
  await fc.assert(story, { seed: 12, numRuns: 25 })
})

test('nobody of another shop, nobody forgotten, nobody twice', async () => {
  const { inShop, ids } = await scene()
  const other = await scene()
  await assert.rejects(
    inShop(tx => mergePeople(tx, [ids[0]!, other.ids[0]!], pressed)),
    /This person is not here/,
  )
  await assert.rejects(
    inShop(tx => mergePeople(tx, [ids[0]!, randomUUID()], pressed)),
    /This person is not here/,
  )
  assert.equal(await inShop(tx => mergePeople(tx, [ids[0]!, ids[0]!], pressed)), null)
  await assert.rejects(
    inShop(tx => splitPerson(tx, ids[0]!, pressed)),
    /stands alone/,
  )
  await assert.rejects(
    inShop(tx => undoAct(tx, randomUUID(), now)),
    /This press is not here/,
  )
})
