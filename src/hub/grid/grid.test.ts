/** Many patterns changed at once: shown, applied whole, taken back whole. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { testDatabase } from '#testing/database.ts'
import { addPattern, makeWorld, type World } from '#testing/listing-world.ts'
import { noLimits } from '../listing/limits.ts'
import { preview } from '../publication/preview.ts'
import { applyBatch, listBatches, showBatch, undoBatch } from './batches.ts'
import { cellOf } from './cells.ts'
import { readGrid, readGridShape } from './read-grid.ts'

const database = await testDatabase()

async function scene() {
  const made = await makeWorld(database)
  const spoke = { ...made.far.spoke, limits: { ...noLimits, leastMinor: { 2: 20n } } }
  const world: World = { ...made, planning: () => ({ ...made.planning(), rulesOf: () => spoke }) }
  const ids = await world.inShop(async tx => [
    await addPattern(tx, { title: 'Ebb', sku: 'EBB' }),
    await addPattern(tx, { title: 'Tern', sku: 'TERN' }),
    await addPattern(tx, { title: 'Wren', sku: 'WREN' }),
  ])
  const show = (rows: { patternId?: string; sku?: string; cells: Record<string, string> }[]) =>
    world.inShop(tx =>
      showBatch(
        tx,
        {
          source: 'grid',
          fileName: null,
          madeBy: 'ann',
          rows: rows.map(({ patternId = null, sku = null, cells }, at) => ({ row: at + 1, patternId, sku, cells })),
        },
        world.planning(),
      ),
    )
  const apply = (id: string) => world.inShop(tx => applyBatch(tx, id, world.planning()))
  const undo = (id: string) => world.inShop(tx => undoBatch(tx, id, world.planning()))
  const cells = async (...keys: string[]) =>
    (await world.inShop(tx => readGrid(tx, { limit: 100 }))).items.map(pattern => keys.map(key => cellOf(pattern, key)))
  return { world, ids: ids as [string, string, string], show, apply, undo, cells }
}

test('shown, nothing is changed; applied, all is; taken back, all is as before; nothing is sent', async () => {
  const { world, ids, show, apply, undo, cells } = await scene()
  const offer = `offer:${world.connectionId}`
  const keys = ['title', 'sku', 'price:EUR', 'sale:EUR', 'tags', offer]
  const before = await cells(...keys)
  assert.deepEqual(before[0], ['Ebb', 'EBB', '7.50', '', 'warm', 'yes'])
  const batch = await show([
    { patternId: ids[0], cells: { title: 'Ebb hat', 'price:EUR': '8,00', 'sale:EUR': '6', tags: 'warm, Hat, hat', [offer]: 'No' } },
    { sku: 'TERN', cells: { sku: 'WREN', 'price:EUR': '7.50' } },
    { patternId: ids[2], cells: { sku: 'TERN' } },
  ])
  assert.deepEqual(batch.faults, [])
  assert.deepEqual(
    batch.changes.map(({ row, label, from, to }) => [row, label, from, to]),
    [
      [1, 'Title', 'Ebb', 'Ebb hat'],
      [1, 'Price EUR', '7.50', '8.00'],
      [1, 'Tags', 'warm', 'warm, Hat'],
      [1, 'Offered at Far', 'yes', 'no'],
      [1, 'Sale price EUR', '', '6.00'],
      [2, 'Article number', 'TERN', 'WREN'],
      [3, 'Article number', 'WREN', 'TERN'],
    ],
  )
  assert.deepEqual(await cells(...keys), before)
  assert.equal((await apply(batch.id)).state, 'applied')
  assert.equal((await apply(batch.id)).state, 'applied', 'twice is once')
  assert.deepEqual((await cells(...keys))[0], ['Ebb hat', 'EBB', '8.00', '6.00', 'warm, Hat', 'no'])
  assert.deepEqual(await cells('title', 'sku'), [
    ['Ebb hat', 'EBB'],
    ['Tern', 'WREN'],
    ['Wren', 'TERN'],
  ])
  const shown = await world.inShop(tx => preview(tx, { patternIds: [...batch.patternIds] }, world.planning()))
  assert.equal(shown.listings.length, 2, 'one press publishes all; where it is not offered nothing is made')
  const { sentence, left } = await undo(batch.id)
  assert.deepEqual([sentence, left], ['7 cells are as before. Nothing was sent.', []])
  assert.deepEqual(await cells(...keys), before)
  await assert.rejects(undo(batch.id), { code: 'undone-before' })
  await assert.rejects(apply(batch.id), { code: 'undone-before' })
  assert.equal(world.far.requestCount, 0)
  assert.deepEqual(
    (await world.inShop(listBatches)).map(({ state, changes, patterns }) => [state, changes, patterns]),
    [['undone', 7, 3]],
  )
})

test('what is wrong is told by row and column with what to do, and the rest can be applied', async () => {
  const { ids, show, apply, cells } = await scene()
  const batch = await show([
    { patternId: ids[0], cells: { title: ' ', 'price:EUR': '1.234,50', tags: 'good' } },
    { sku: 'NONE-1', cells: { title: 'x' } },
    { patternId: ids[1], cells: { sku: 'EBB', 'sale:EUR': '9' } },
    { patternId: ids[1], cells: { title: 'again' } },
    { patternId: ids[2], cells: { 'price:EUR': '0.10', 'price:ZZZ': '1', 'offer:nowhere': 'yes' } },
    { cells: { title: 'x' } },
  ])
  assert.deepEqual(
    batch.faults.map(({ row, label, says }) => [row, label, says]),
    [
      [1, 'Title', 'A title cannot be empty. Write one.'],
      [1, 'Price EUR', '“1.234,50” is no price in EUR. Write it with digits and a point, such as 7.50.'],
      [2, null, 'There is no pattern with the article number “NONE-1”. Check it, or start the pattern first.'],
      [3, 'Sale price EUR', 'The sale price in EUR should be lower than the price, 7.50.'],
      [3, 'Article number', '“Ebb” has the article number EBB already. Give this pattern one of its own.'],
      [4, null, '“Tern” stands in row 3 already. Keep one of the two rows.'],
      [5, 'price:ZZZ', 'There is no column “price:ZZZ” in this shop. Take it out.'],
      [5, 'offer:nowhere', 'There is no column “offer:nowhere” in this shop. Take it out.'],
      [6, null, 'The row names no pattern. Fill in its article number, or take the row out.'],
    ],
  )
  assert.deepEqual(
    batch.warnings.map(({ row, says }) => [row, says]),
    [[5, 'Far takes 0.20 EUR and more, and will refuse this.']],
  )
  assert.deepEqual(
    batch.changes.map(({ row, column }) => [row, column]),
    [
      [1, 'tags'],
      [5, 'price:EUR'],
    ],
  )
  await apply(batch.id)
  assert.deepEqual(await cells('title', 'sku', 'tags', 'price:EUR'), [
    ['Ebb', 'EBB', 'good', '7.50'],
    ['Tern', 'TERN', 'warm', '7.50'],
    ['Wren', 'WREN', 'warm', '0.10'],
  ])
})

test('a cell that somebody changed meanwhile stops the whole change; taking back leaves such a cell and says whose', async () => {
  const { world, ids, show, apply, undo, cells } = await scene()
  const edit = (title: string) => world.inShop(tx => tx.updateTable('pattern').set({ title }).where('pattern_id', '=', ids[0]).execute())
  const rows = [
    { patternId: ids[0], cells: { title: 'New' } },
    { patternId: ids[1], cells: { title: 'New too' } },
  ]
  const stale = await show(rows)
  await edit('Meanwhile')
  await assert.rejects(apply(stale.id), { code: 'changed-since', status: 409, message: /“Ebb” was changed since/ })
  assert.deepEqual(await cells('title'), [['Meanwhile'], ['Tern'], ['Wren']], 'nothing half-done')
  const fresh = await show(rows)
  await apply(fresh.id)
  await edit('Later')
  const { sentence, left } = await undo(fresh.id)
  assert.deepEqual([left, sentence], [['Meanwhile'], '1 cell is as before. 1 cell changed since stays as it is. Nothing was sent.'])
  assert.deepEqual(await cells('title'), [['Later'], ['Tern'], ['Wren']])
})

test('a sale that was ended comes back with its days', async () => {
  const { world, ids, show, apply, undo } = await scene()
  const sale = () =>
    world.inShop(
      async tx =>
        (
          await sql<{
            sale_minor: bigint | null
            sale_to: Date | null
          }>`select sale_minor, sale_to from price where pattern_id = ${ids[0]}`.execute(tx)
        ).rows[0],
    )
  await world.inShop(tx => sql`update price set sale_minor = 500, sale_to = '2027-01-01' where pattern_id = ${ids[0]}`.execute(tx))
  const { id } = await show([{ patternId: ids[0], cells: { 'sale:EUR': '' } }])
  await apply(id)
  assert.deepEqual(await sale(), { sale_minor: null, sale_to: null })
  await undo(id)
  assert.deepEqual(await sale(), { sale_minor: 500n, sale_to: new Date('2027-01-01') })
})

test('pages by title tell every pattern once; 2,000 rows are shown, applied and taken back within seconds', async () => {
  const { world, show, apply, undo } = await scene()
  await world.inShop(tx =>
    sql`
      with made as (
        insert into pattern (shop_id, sku, title, craft) select ${world.shop}::uuid, 'B-' || n, 'Bulk ' || n % 7, 'knitting' from generate_series(1, 2000) n
        returning pattern_id
      )
      insert into price (shop_id, pattern_id, currency, amount_minor) select ${world.shop}::uuid, pattern_id, 'EUR', 700 from made`.execute(
      tx,
    ),
  )
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await world.inShop(tx => readGrid(tx, { cursor, limit: 300 }))
    assert.equal(page.total, 2003)
    seen.push(...page.items.map(({ patternId }) => patternId))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  assert.deepEqual([seen.length, new Set(seen).size], [2003, 2003])
  await assert.rejects(
    world.inShop(tx => readGrid(tx, { cursor: 'x', limit: 1 })),
    { code: 'wrong-cursor' },
  )
  const { columns } = await world.inShop(tx => readGridShape(tx, world.planning()))
  assert.equal(columns.length, 7)
  const began = performance.now()
  const batch = await show(seen.map(patternId => ({ patternId, cells: { 'price:EUR': '8.50', tags: 'all, new' } })))
  assert.equal(batch.changes.length, 4006)
  await apply(batch.id)
  await undo(batch.id)
  // A second or two where nothing else runs.
  assert.ok(performance.now() - began < 30_000, `${performance.now() - began} ms`)
})
