/** What tables bring is the same however they overlap and in whatever order they come; it is silent where it is history, and can be taken back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ShopId } from '#database'
import { takeOrders } from '#hub/order/take-orders.ts'
import { readPattern } from '#hub/pattern/read-pattern.ts'
import { Refused } from '#hub/refused.ts'
import { testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { tableMap as map, type SoldRow as Row, salesTables, type TableScene } from '#testing/sales-tables.ts'
import { header } from '#testing/written-table.ts'
import { keepPreset, listPresets, presetFor } from './presets.ts'
import { listImports } from './read-imports.ts'
import { reportOn, type SalesReport } from './report.ts'
import { whyNotUndone } from './undo-import.ts'

const database = await testDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const { scene, look, press, work, bring, pressUndo, ordersOf } = salesTables(database)
const report = async (at: TableScene, rows: readonly Row[]): Promise<SalesReport> => (await look(at, rows)).report

const count = async (shop: ShopId, table: string): Promise<number> => {
  const [row] = await database.asOwner<{ count: string }>(`select count(*) from ${table} where shop_id = $1`, [shop])
  return Number(row!.count)
}
const balance = async (shop: ShopId): Promise<string> => {
  const [row] = await database.asOwner<{ sum: string | null }>(
    `select sum(case when to_account like 'asset:clearing%' then amount_minor when from_account like 'asset:clearing%' then -amount_minor else 0 end) as sum
     from posting where shop_id = $1`,
    [shop],
  )
  return row!.sum ?? '0'
}

test('the report says what is new, known and not to be read before anything is taken; then it is taken as any sale is', async () => {
  const at = await scene()
  const patternId = await newPattern(database, at.shop, { title: 'Wren Tee' })
  const rows: Row[] = [
    { number: '1' },
    { number: '1', product: 'Ebb Hat', gross: '4.00' },
    { number: '2', date: 'soon' },
    { number: '3', refund: 'yes' },
  ]
  const seen = await report(at, rows)
  assert.deepEqual([seen.fresh, seen.known, seen.unread, seen.orders, seen.history, seen.mails], [3, 0, 1, 2, 2, 0])
  assert.equal(
    seen.sentence,
    '3 rows are new, 1 row cannot be read. 2 orders were sold before this shop went live here and stay silent. Nobody is written to.',
  )
  assert.deepEqual(
    seen.products.map(({ title, rows: times, suggestion }) => [title, times, suggestion?.why ?? null]),
    [
      ['Wren Tee', 2, 'The same title'],
      ['Ebb Hat', 1, null],
    ],
  )
  assert.equal(await count(at.shop, '"order"'), 0, 'nothing is taken by looking')
  await bring(at, rows, { matches: [{ product: 'name wren tee', patternId }] })
  assert.equal((await ordersOf(at)).length, 2)
  const { sales } = await database.inShop(at.shop, tx => readPattern(tx, patternId, { rulesOf: () => null, now }))
  assert.deepEqual([sales.sold, sales.refunded, sales.owners], [2, 1, 1])
  assert.equal(await balance(at.shop), '1350')
  assert.equal(await count(at.shop, 'event'), 0, 'history is silent')
  const later = await report(at, [{ number: '4' }, { number: '1' }])
  assert.deepEqual([later.fresh, later.known, later.products[0]?.patternId], [1, 1, patternId], 'what was said once is known')
})

test('what was sold since going live reaches its buyer, and the report says so before the press', async () => {
  const at = await scene()
  const patternId = await newPattern(database, at.shop, { title: 'Wren Tee' })
  const rows: Row[] = [
    { number: '1', date: '2026-03-05' },
    { number: '2', date: '2026-02-28' },
    { number: '3', date: '2026-03-06', email: '' },
  ]
  const { mails, history } = await report(at, rows)
  assert.deepEqual([mails, history], [1, 1])
  await bring(at, rows, { matches: [{ product: 'name wren tee', patternId }] })
  const events = await database.asOwner<{ name: string }>('select name from event where shop_id = $1 order by name', [at.shop])
  assert.deepEqual(
    events.map(({ name }) => name),
    ['entitlement.granted', 'order.taken', 'order.taken'],
  )
})

test('any overlap of tables in any order brings the same orders, and each again brings nothing', async t => {
  const row = fc.record({
    number: fc.constantFrom('', '', '1', '2', '3'),
    date: fc.constantFrom('2026-02-01', '2026-02-02'),
    product: fc.constantFrom('Wren Tee', 'Ebb Hat'),
    email: fc.constantFrom('ana@example.com', ''),
    gross: fc.constant('9.50'),
  })
  const seed = Number(process.env.SELVAGE_SEED ?? 20_261_129)
  t.diagnostic(`seed ${seed}`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 10 }),
      fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 4 }),
      async (rows, cuts) => {
        // A platform exports sales by time: a slice of one history, with whole orders in it.
        const history = rows
          .toSorted((a, b) => (`${a.date}${a.number}` < `${b.date}${b.number}` ? -1 : 1))
          .map(one => (one.number === '' ? one : { ...one, date: '2026-02-01' }))
        const groups = [
          ...Map.groupBy(history, (one, at) => (one.number === '' ? `${JSON.stringify(one)}` : one.number) || String(at)).values(),
        ]
        const slices = cuts.map(([from, size]) => groups.slice(from % groups.length, (from % groups.length) + 1 + size).flat())
        const whole = await scene()
        await bring(whole, groups.flat())
        const parts = await scene()
        for (const slice of [...slices, groups.flat(), ...slices]) await bring(parts, slice)
        assert.deepEqual(await ordersOf(parts), await ordersOf(whole))
        const turned = await scene()
        for (const slice of [groups.flat(), ...slices].toReversed()) await bring(turned, slice)
        assert.deepEqual(await ordersOf(turned), await ordersOf(whole))
        assert.equal((await report(parts, groups.flat())).fresh, 0)
      },
    ),
    { numRuns: Number(process.env.SELVAGE_RUNS ?? 10), seed },
  )
})

test('taking an import back leaves no trace but the books’ own, and what another table tells as well stays', async () => {
  const at = await scene()
  const shared: Row[] = [{ number: '2', email: 'bo@example.com' }]
  const first = await bring(at, [{ number: '1' }, ...shared])
  await bring(at, [...shared, { number: '3', email: 'cy@example.com' }], { when: new Date('2026-03-11T12:00:00Z') })
  const before = await balance(at.shop)
  await pressUndo(at, first!)
  await work(at)
  await pressUndo(at, first!)
  await work(at)
  assert.deepEqual(
    (await ordersOf(at)).map(order => order.split(' ')[0]),
    ['2', '3'],
  )
  assert.deepEqual([before, await balance(at.shop)], ['2850', '1900'])
  assert.equal(await count(at.shop, 'customer'), 2, 'who bought nothing else was never here')
  await bring(at, [{ number: '1' }, ...shared], { when: new Date('2026-03-12T12:00:00Z') })
  assert.equal((await ordersOf(at)).length, 3)
  assert.equal(await balance(at.shop), '2850')
})

/** Begun with the orders of its rows, and with whoever was reached: one answer. */
const sayWhyBothWays = (at: Awaited<ReturnType<typeof scene>>, importId: string) =>
  database.inShop(at.shop, async tx => {
    const byRows = await whyNotUndone(tx, [importId], false)
    assert.deepEqual(await whyNotUndone(tx, [importId], true), byRows)
    return byRows.get(importId) ?? ''
  })

test('an import whose buyers were written to stays, and says why', async () => {
  const at = await scene()
  const importId = await bring(at, [{ number: '1', date: '2026-03-05' }])
  await database.asOwner(
    `insert into mail (shop_id, key, kind, customer_id, to_address, subject, body_text, body_html, state)
     select shop_id, 'files:' || order_id, 'files', customer_id, 'ana@example.com', 's', 't', 'h', 'sent' from "order" where shop_id = $1`,
    [at.shop],
  )
  await assert.rejects(
    pressUndo(at, importId!),
    (error: unknown) => error instanceof Refused && /It stays: 1 buyer has been written to by now/.test(error.message),
  )
  const { items } = await database.inShop(at.shop, tx => listImports(tx, at.connectionId, { limit: 10 }))
  assert.match(items[0]?.stays ?? '', /written to/)
  assert.match(await sayWhyBothWays(at, importId!), /1 buyer has been written to/)
  assert.equal((await ordersOf(at)).length, 1)
})

test('a buyer who was written to while another table told of the order counts also when that one is gone', async () => {
  const at = await scene()
  const rows: Row[] = [{ number: '1', date: '2026-03-05' }]
  const first = await bring(at, rows, { when: new Date('2026-03-06T12:00:00Z') })
  await database.asOwner(
    `insert into mail (shop_id, key, kind, customer_id, to_address, subject, body_text, body_html, state, created_at)
     select shop_id, 'files:' || order_id, 'files', customer_id, 'ana@example.com', 's', 't', 'h', 'sent', '2026-03-07T12:00:00Z' from "order" where shop_id = $1`,
    [at.shop],
  )
  const second = await bring(at, [...rows, { number: '2' }])
  await pressUndo(at, first!)
  await work(at)
  await assert.rejects(pressUndo(at, second!), /1 buyer has been written to/)
  assert.match(await sayWhyBothWays(at, second!), /1 buyer has been written to/)
  assert.equal((await ordersOf(at)).length, 2)
})

test('an import of which a buyer has claimed something stays, and says why', async () => {
  const at = await scene()
  const importId = await bring(at, [{ number: '1', email: '' }])
  await database.asOwner(
    `with buyer as (insert into customer (shop_id, email) values ($1, 'ana@example.com') returning customer_id)
     insert into claimed (shop_id, order_id, pattern_id, customer_id, claimed_at)
     select $1, o.order_id, $2, buyer.customer_id, now() from "order" o, buyer where o.shop_id = $1`,
    [at.shop, await newPattern(database, at.shop)],
  )
  await assert.rejects(
    pressUndo(at, importId!),
    (error: unknown) => error instanceof Refused && /It stays: 1 purchase has been claimed by now/.test(error.message),
  )
  assert.match(await sayWhyBothWays(at, importId!), /1 purchase has been claimed/)
})

test('another shop’s table is refused by its orders, another table by its columns', async () => {
  const at = await scene()
  const other = await newConnection(database, at.shop)
  await database.inShop(at.shop, tx =>
    takeOrders(
      tx,
      other,
      ['11', '12', '13'].map(number => saleOf({ remoteId: number, number: `#${number}` })),
      now,
    ),
  )
  await assert.rejects(
    report(at, [{ number: '11' }, { number: '12' }, { number: '13' }]),
    /3 of 3 orders in this table are known at “Stub shop”/,
  )
  const { file } = await look(at, [{ number: '1' }])
  const table = { questions: [], rows: [], faults: [] }
  await assert.rejects(
    database.inShop(at.shop, tx => reportOn(tx, { ...file, table, reading: { ...file.reading, header: ['Order', 'Paid'] }, map })),
    /There is no column “Date”, “Product”/,
  )
})

test('a press is refused when what it would bring has changed since, and the same press twice is one import', async () => {
  const at = await scene()
  const seen = await look(at, [{ number: '1' }, { number: '2' }])
  const [one, two] = await Promise.all([press(at, seen), press(at, seen)])
  assert.equal(one, two)
  await work(at)
  const stale = await look(at, [{ number: '1' }, { number: '2' }, { number: '3' }])
  await bring(at, [{ number: '3' }])
  await assert.rejects(press(at, stale), /has changed since you looked/)
  const known = await look(at, [{ number: '3' }])
  await assert.rejects(press(at, known), /Nothing in this table is new/)
  await assert.rejects(press(at, { ...known, report: { ...known.report, key: seen.report.key.replace(/^./, 'x') } }), /has changed since/)
})

test('a refund that comes in a later table reaches the order; a sale told otherwise is left as it was, and said', async () => {
  const at = await scene()
  await bring(at, [{ number: '1' }, { number: '2' }])
  const told = await report(at, [
    { number: '1', gross: '-4.00' },
    { number: '2', gross: '8.00' },
    { number: '9', gross: '-4.00' },
  ])
  assert.deepEqual(
    told.faults.map(({ line, reason }) => `${line}: ${reason.slice(0, 50)}`),
    ['3: It is known, and says otherwise than before (date,', '4: It gives money back for an order that is neither i'],
  )
  await bring(at, [{ number: '1', gross: '-4.00' }])
  assert.deepEqual(
    (await ordersOf(at)).map(order => order.split(' ').slice(0, 4).join(' ')),
    ['1 paid 950 400', '2 paid 950 0'],
  )
})

test('a sale that a later table marks as refunded is new once, and the order follows', async () => {
  // It stood among the known ones, so the money that went back never came in.
  const at = await scene()
  await bring(at, [{ number: '1' }, { number: '2' }])
  const later: Row[] = [{ number: '1', refund: 'yes' }, { number: '2' }]
  const { fresh, known } = await report(at, later)
  assert.deepEqual([fresh, known], [1, 1])
  await bring(at, later)
  assert.deepEqual(
    (await ordersOf(at)).map(order => order.split(' ').slice(0, 4).join(' ')),
    ['1 refunded 950 950', '2 paid 950 0'],
  )
  assert.equal((await report(at, later)).fresh, 0)
  assert.equal((await report(at, [{ number: '1' }])).fresh, 0, 'what went back does not come again')
})

test('columns are said once: the newest that fits a table is found by its headings', async () => {
  const { shop, connectionId } = await scene()
  await database.inShop(shop, tx => keepPreset(tx, connectionId, { name: ' Monthly ', header, map, now }))
  await database.inShop(shop, tx => keepPreset(tx, connectionId, { name: 'Monthly', header, map: { ...map, dateOrder: 'dmy' }, now }))
  const presets = await database.inShop(shop, tx => listPresets(tx, connectionId))
  assert.deepEqual(
    presets.map(({ name, map: kept }) => [name, kept.dateOrder]),
    [['Monthly', 'dmy']],
  )
  assert.equal(presetFor(presets, [...header, 'More'])?.name, 'Monthly')
  assert.equal(presetFor(presets, ['Order']), null)
})
