/** Whoever brings tables in may be killed at any moment, two may do it at once, and she may take a table back at any moment: it ends as if nothing of that had been. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Database } from '#database'
import { writeOrderMail } from '#hub/mail/write-order-mail.ts'
import { testDatabase } from '#testing/database.ts'
import { newPattern } from '#testing/sales.ts'
import { type SoldRow, salesTables, type TableScene } from '#testing/sales-tables.ts'
import { isWhole } from '#testing/whole.ts'
import { dropSalesFiles } from './bring.ts'
import { readImport } from './read-imports.ts'

const database = await testDatabase()
const { blobs, scene, look, press, work, bring, pressUndo, ordersOf } = salesTables(database)
const start = new Date('2026-03-10T12:00:00Z')
const later = (ms: number) => new Date(start.getTime() + ms)
const read = ({ shop }: TableScene, importId: string) => database.inShop(shop, tx => readImport(tx, importId))

class Killed extends Error {}
/** @param transactions that come through; of the next one nothing is written, or all of it and nobody hears of it. */
function dying(transactions: number, isHeard: boolean): Database {
  let left = transactions
  return {
    ...database,
    inShop: async (shop, fn) => {
      if (left < 0 || (left === 0 && isHeard)) throw new Killed()
      const answer = await database.inShop(shop, fn)
      if (left-- === 0) throw new Killed()
      return answer
    },
  }
}

const numbered = (from: number, to: number, more: SoldRow = {}): SoldRow[] =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ number: String(from + at), email: `b${from + at}@example.com`, ...more }))
/** Orders sort by their keys, as texts. */
const numbers = async (at: TableScene) => (await ordersOf(at)).map(order => Number(order.split(' ')[0])).sort((a, b) => a - b)

const count = async ({ shop }: TableScene, table: string): Promise<number> =>
  (await database.asOwner<{ count: number }>(`select count(*)::int as count from ${table} where shop_id = $1`, [shop]))[0]!.count

/** All that an import leaves: orders, what they give, buyers, and what the books say in the end. */
async function whatIsThere(at: TableScene) {
  const books = await database.asOwner<{ account: string; sum: string }>(
    `select account, sum(minor) as sum from (
       select to_account as account, amount_minor as minor from posting where shop_id = $1
       union all select from_account, -amount_minor from posting where shop_id = $1) p
     group by account having sum(minor) <> 0 order by account`,
    [at.shop],
  )
  return { orders: await ordersOf(at), buyers: await count(at, 'customer'), books }
}

test('the press returns at once; the import says how far it is, and its rows come in chunk by chunk', async () => {
  const at = await scene()
  const importId = await press(at, await look(at, numbered(1, 10)))
  assert.deepEqual(await numbers(at), [])
  const pressed = await read(at, importId)
  assert.deepEqual([pressed.state, pressed.rows, pressed.doneRows, pressed.allRows, pressed.stays], ['taking', 10, 0, 10, null])
  // Taken up, the table read, two chunks in; then killed.
  await assert.rejects(work(at, { through: dying(4, true), chunk: 3 }), Killed)
  const half = await read(at, importId)
  assert.deepEqual([half.state, half.doneRows, (await numbers(at)).length], ['taking', 6, 6])
  await work(at, { chunk: 3 })
  assert.equal((await numbers(at)).length, 6, 'the lease of the dead one runs on')
  await work(at, { chunk: 3, when: later(13_000) })
  const whole = await read(at, importId)
  assert.deepEqual([whole.state, whole.rows, whole.orders, whole.doneRows, (await numbers(at)).length], ['taken', 10, 10, 10, 10])
  assert.equal(await count(at, 'sales_file'), 0, 'it names buyers')
})

test('a table that overlaps with one under way adds nothing twice, and says what it brought itself', async () => {
  const at = await scene()
  await press(at, await look(at, numbered(1, 6), 'first.csv'))
  const { report, ...seen } = await look(at, numbered(4, 9), 'second.csv')
  assert.match(report.sentence, /6 rows are new\..* “first\.csv” is still coming in: a sale that both tell counts once\.$/)
  const second = await press(at, { ...seen, report }, { when: later(1) })
  await work(at, { when: later(2), chunk: 2 })
  const { rows, orders, known } = await read(at, second)
  assert.deepEqual([rows, orders, known], [3, 3, 3])
  assert.deepEqual(await numbers(at), [1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('what is taken back half done goes out again, whichever of the two presses comes to be worked on', async () => {
  const at = await scene({ liveFrom: null })
  await bring(at, numbered(3, 4))
  const before = await whatIsThere(at)
  const importId = await press(at, await look(at, numbered(1, 8)), { when: later(1) })
  await assert.rejects(work(at, { when: later(2), through: dying(4, false), chunk: 2 }), Killed)
  await pressUndo(at, importId, later(3))
  const pressed = await read(at, importId)
  assert.deepEqual([pressed.state, pressed.doneRows, pressed.allRows], ['undoing', 0, 4])
  await assert.rejects(work(at, { when: later(4), through: dying(3, true), chunk: 2 }), Killed)
  await work(at, { when: later(20_000), chunk: 2 })
  assert.equal((await read(at, importId)).state, 'undone')
  assert.deepEqual(await whatIsThere(at), before)
  assert.deepEqual([await count(at, 'sales_row'), await count(at, 'sales_file')], [2, 0])
  // And the same table may come again.
  await bring(at, numbered(1, 8), { when: later(30_000) })
  assert.deepEqual(await numbers(at), [1, 2, 3, 4, 5, 6, 7, 8])
})

test('nobody is written to for what is being taken back', async () => {
  const at = await scene()
  const patternId = await newPattern(database, at.shop, { title: 'Wren Tee' })
  const importId = await press(at, await look(at, numbered(1, 2, { date: '2026-03-05' })), {
    matches: [{ product: 'name wren tee', patternId }],
  })
  await work(at)
  const orders = await database.asOwner<{ id: string }>('select order_id as id from "order" where shop_id = $1 order by remote_id', [
    at.shop,
  ])
  const write = (id: string) => database.inShop(at.shop, tx => writeOrderMail(tx, id, start))
  assert.notEqual(await write(orders[0]!.id), null)
  await pressUndo(at, importId)
  assert.equal(await count(at, 'mail'), 0, 'what has not left is about nothing')
  assert.equal(await write(orders[1]!.id), null, 'its job may have waited')
  await work(at)
  assert.deepEqual(await numbers(at), [])
})

test('a table whose bytes are gone stops where it is and says what is missing; brought again, the rest comes in', async () => {
  const at = await scene()
  const seen = await look(at, numbered(1, 6))
  const importId = await press(at, seen)
  await assert.rejects(work(at, { through: dying(3, true), chunk: 2 }), Killed)
  await blobs.remove(at.shop, seen.file.sha256)
  await work(at, { when: later(13_000), chunk: 2 })
  const { state, reason, stays, rows, orders } = await read(at, importId)
  assert.deepEqual([state, stays, rows, orders], ['stopped', null, 2, 2])
  assert.match(
    reason ?? '',
    /^It stopped after 2 of 6 rows\. The table itself is no longer .* bring the table again for the rest, or take this back\.$/,
  )
  await bring(at, numbered(1, 6), { when: later(14_000) })
  assert.deepEqual(await numbers(at), [1, 2, 3, 4, 5, 6])
  await pressUndo(at, importId, later(15_000))
  await work(at, { when: later(16_000) })
  assert.deepEqual(await numbers(at), [1, 2, 3, 4, 5, 6], 'the second table tells them all')
})

test('a fault that stays is tried again, later each time, and at last what is missing is told', async () => {
  const at = await scene()
  const importId = await press(at, await look(at, [...numbered(1, 2), { number: '3' }]))
  await database.asOwner(`create function refuse_this() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`)
  await database.asOwner(
    `create trigger refuse_this before insert on "order" for each row when (new.remote_id = '3') execute function refuse_this()`,
  )
  try {
    for (let round = 1, ms = 0; round <= 8; round++, ms += 700_000) {
      await work(at, { when: later(ms), chunk: 1 })
      const { state, reason } = await read(at, importId)
      if (round === 1) assert.deepEqual([state, reason], ['taking', null])
      if (round === 4) assert.match(reason ?? '', /It is tried again by itself/)
    }
  } finally {
    await database.asOwner('drop function refuse_this cascade')
  }
  const { state, reason } = await read(at, importId)
  assert.equal(state, 'stopped')
  assert.match(reason ?? '', /^It stopped after 2 of 3 rows\. Something went wrong here each time/)
  assert.deepEqual(await numbers(at), [1, 2])
})

test('a table that is being taken is not hers to throw away, nor does age take it', async () => {
  const at = await scene()
  const seen = await look(at, numbered(1, 2))
  await press(at, seen)
  assert.equal(await dropSalesFiles({ database, blobs }, at.shop, { id: seen.file.id }), 0)
  assert.equal(await dropSalesFiles({ database, blobs }, at.shop, { before: later(1e9) }), 0)
  await work(at)
  assert.deepEqual(await numbers(at), [1, 2])
})

test('an order that another table still tells is not taken out by a worker who comes too late', async () => {
  // Two tables, the first is taken back while the second has only part of its rows in.
  const at = await scene()
  const first = await bring(at, numbered(1, 6))
  await press(at, await look(at, numbered(1, 7)), { when: later(1) })
  await assert.rejects(work(at, { when: later(2), through: dying(3, true), chunk: 2 }), Killed)
  await pressUndo(at, first!, later(3))
  await work(at, { when: later(20_000), chunk: 2 })
  assert.deepEqual(await numbers(at), [1, 2, 3, 4, 5, 6, 7])
})

test('what is being taken back is new to the next table from the press on', async () => {
  const at = await scene()
  const first = await bring(at, numbered(1, 6, { refund: 'yes' }))
  await pressUndo(at, first!, later(1))
  const seen = await look(at, numbered(1, 6))
  assert.equal(seen.report.fresh, 6)
  await press(at, seen, { when: later(2) })
  await assert.rejects(work(at, { when: later(3), through: dying(3, true), chunk: 2 }), Killed)
  await work(at, { when: later(20_000), chunk: 2 })
  const clean = await scene()
  await bring(clean, numbered(1, 6))
  assert.deepEqual(await ordersOf(at), await ordersOf(clean))
})

const row = fc.record({
  number: fc.constantFrom('', '', '1', '2', '3', '4'),
  date: fc.constantFrom('2026-02-01', '2026-02-02', '2026-03-05'),
  product: fc.constantFrom('Wren Tee', 'Ebb Hat'),
  email: fc.constantFrom('ana@example.com', 'bo@example.com', ''),
  gross: fc.constant('9.50'),
})
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('press' as const), from: fc.nat(9), size: fc.nat(9) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('die' as const), after: fc.nat(9), isHeard: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('undo' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('two' as const) }) },
)

test('killed between any two chunks, with tables that overlap and some taken back at any moment, it ends as by one clean taking of the others', async t => {
  const seed = Number(process.env.SELVAGE_SEED ?? 20_261_129)
  t.diagnostic(`seed ${seed}`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.array(act, { minLength: 2, maxLength: 12 }),
      fc.integer({ min: 1, max: 3 }),
      async (rows, acts, chunk) => {
        // A platform exports sales by time: a slice of one history, with whole orders in it. What is no order's own is said the same each time.
        const told = rows.map(one => (one.number === '' ? one : { ...one, date: '2026-02-01', email: `b${one.number}@example.com` }))
        const groups = [...Map.groupBy(told, one => one.number || JSON.stringify(one)).values()]
        const at = await scene()
        const patternId = await newPattern(database, at.shop, { title: 'Ebb Hat' })
        const matches = [{ product: 'name ebb hat', patternId }]
        const taken: { id: string; rows: SoldRow[]; isUndone: boolean }[] = []
        let ms = 0
        for (const one of acts) {
          ms += 20_000
          const when = later(ms)
          if (one.does === 'press') {
            const from = one.from % groups.length
            const slice = groups.slice(from, from + 1 + one.size).flat()
            const seen = await look(at, slice)
            if (seen.report.fresh === 0) continue
            const id = await press(at, seen, { matches, when })
            // The same press again is the same import.
            if (!taken.some(earlier => earlier.id === id)) taken.push({ id, rows: slice, isUndone: false })
          } else if (one.does === 'die')
            await work(at, { when, chunk, through: dying(one.after, one.isHeard) }).catch(error =>
              assert.ok(error instanceof Killed, String(error)),
            )
          else if (one.does === 'two') await Promise.all([work(at, { when, chunk }), work(at, { when, chunk })])
          else {
            const some = taken[one.which % (taken.length || 1)]
            if (some === undefined) continue
            await pressUndo(at, some.id, when)
            some.isUndone = true
          }
        }
        await work(at, { when: later(ms + 20_000), chunk })
        for (const { id, isUndone } of taken) assert.equal((await read(at, id)).state, isUndone ? 'undone' : 'taken')
        const clean = await scene()
        const cleanId = await newPattern(database, clean.shop, { title: 'Ebb Hat' })
        const left = new Set(taken.filter(({ isUndone }) => !isUndone).flatMap(one => one.rows))
        const rest = groups.flat().filter(one => left.has(one))
        if (rest.length > 0) await bring(clean, rest, { matches: [{ product: 'name ebb hat', patternId: cleanId }] })
        assert.deepEqual(await whatIsThere(at), await whatIsThere(clean))
      },
    ),
    { numRuns: Number(process.env.SELVAGE_RUNS ?? (isWhole ? 300 : 15)), seed },
  )
})
