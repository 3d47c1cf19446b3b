/** A change of many patterns at once: shown first, applied whole or not at all, taken back whole. Nothing is sent. */
import { shopOf, sql, type Tx } from '#database'
import { leastPrice, noLimits } from '../listing/limits.ts'
import type { PlanningWorld } from '../publication/plan.ts'
import { notFound, Refused } from '../refused.ts'
import { count } from '../words.ts'
import { cellOf, type GridColumn, type GridPattern, setCell } from './cells.ts'
import { type CellChange, type CellFault, compare, type GivenRow } from './compare.ts'
import { type KnownPattern, readGridShape, readKnown } from './read-grid.ts'
import { writePatterns } from './write-patterns.ts'

export interface KeptChange extends CellChange {
  readonly title: string
  /** The column's heading when it was shown. */
  readonly label: string
  /** Of a sale price: when it began and ends, which a cell does not tell. */
  readonly sale?: { readonly from: string | null; readonly to: string | null }
}

export interface Batch {
  readonly id: string
  readonly state: 'shown' | 'applied' | 'undone'
  readonly source: 'grid' | 'csv' | 'xlsx'
  readonly fileName: string | null
  readonly createdAt: Date
  readonly appliedAt: Date | null
  readonly undoneAt: Date | null
  readonly rows: number
  readonly changes: readonly KeptChange[]
  readonly faults: readonly (CellFault & { readonly label: string | null })[]
  readonly warnings: readonly (CellFault & { readonly label: string | null })[]
  /** Those that change. */
  readonly patternIds: readonly string[]
}

interface Facts {
  readonly rows: number
  readonly faults: Batch['faults']
  readonly warnings: Batch['warnings']
}

export interface Given {
  readonly source: Batch['source']
  readonly fileName: string | null
  readonly rows: readonly GivenRow[]
  /** What was noticed about the file as a whole. */
  readonly notes?: readonly CellFault[]
  readonly madeBy: string
}

/** Compares and keeps what it found, to be applied. @throws {Refused} when there is nothing in it. */
export async function showBatch(tx: Tx, { source, fileName, rows, notes = [], madeBy }: Given, world: PlanningWorld): Promise<Batch> {
  if (rows.length === 0)
    throw new Refused('nothing-in-it', 'There is no row in it. Bring the list out, change it, and bring it in again.', { field: 'rows' })
  const { columns, storefronts } = await readGridShape(tx, world)
  const patternIds = rows.flatMap(({ patternId }) => patternId ?? [])
  // Those too whose article number a row would take.
  const skus = rows.flatMap(({ sku, cells }) =>
    [sku, cells.sku ?? null].flatMap(text => (text === null ? [] : [text.replace(/\s+/gu, ' ').trim()])),
  )
  const known = await readKnown(tx, { patternIds, skus })
  const { changes, faults, warnings } = compare({
    rows,
    known,
    columns,
    storefronts: storefronts.map(one => ({
      ...one,
      leastOf: (currency: string) => leastPrice(world.rulesOf(one.spoke)?.limits ?? noLimits, currency),
    })),
  })
  const kept = keptOf(changes, { known, columns })
  const labelled = (all: readonly CellFault[]) =>
    all.map(fault => ({ ...fault, label: columns.find(({ key }) => key === fault.column)?.label ?? fault.column }))
  const facts: Facts = { rows: rows.length, faults: labelled([...notes, ...faults]), warnings: labelled(warnings) }
  const { batch_id } = await tx
    .insertInto('batch')
    .values({
      shop_id: shopOf(tx),
      source,
      file_name: fileName,
      changes: JSON.stringify(kept),
      facts: JSON.stringify(facts),
      made_by: madeBy,
      created_at: world.now,
    })
    .returning('batch_id')
    .executeTakeFirstOrThrow()
  return readBatch(tx, batch_id)
}

function keptOf(
  changes: readonly CellChange[],
  { known, columns }: { known: readonly KnownPattern[]; columns: readonly GridColumn[] },
): KeptChange[] {
  const byId = new Map(known.map(one => [one.patternId, one]))
  const labels = new Map(columns.map(({ key, label }) => [key, label]))
  return changes.map(change => {
    const pattern = byId.get(change.patternId)!
    const currency = /^(?:sale|price):(.+)$/.exec(change.column)?.[1]
    const price = currency === undefined ? undefined : pattern.prices.get(currency)
    return {
      ...change,
      title: pattern.title,
      label: labels.get(change.column) ?? change.column,
      ...(price !== undefined && price.saleMinor !== null
        ? { sale: { from: price.saleFrom?.toISOString() ?? null, to: price.saleTo?.toISOString() ?? null } }
        : {}),
    }
  })
}

/** @returns the same batch; applied before, nothing happens. @throws {Refused} 409 when a cell is no longer as it was shown. */
export async function applyBatch(tx: Tx, batchId: string, world: PlanningWorld): Promise<Batch> {
  const batch = await lockBatch(tx, batchId)
  if (batch.state === 'applied') return batch
  if (batch.state === 'undone')
    throw new Refused('undone-before', 'This was taken back. Bring it in again to see what it would change now.', { status: 409 })
  if (batch.changes.length === 0) throw new Refused('nothing-to-change', 'Nothing in it differs from what is here.', { status: 409 })
  const { columns } = await readGridShape(tx, world)
  const known = await readKnown(tx, { patternIds: batch.patternIds, skus: [], isLocked: true })
  const moved = batch.changes.find(change => {
    const pattern = known.find(one => one.patternId === change.patternId)
    return pattern === undefined || pattern.isArchived || cellOf(pattern, change.column) !== change.from
  })
  if (moved !== undefined)
    throw new Refused('changed-since', `“${moved.title}” was changed since this was shown. Look at the changes again, then apply them.`, {
      status: 409,
    })
  await writeChanges(
    tx,
    { known, columns, changes: batch.changes.map(({ patternId, column, to }) => ({ patternId, column, text: to })) },
    world.now,
  )
  await tx
    .updateTable('batch')
    .set({ state: 'applied', applied_at: world.now })
    .where('shop_id', '=', shopOf(tx))
    .where('batch_id', '=', batchId)
    .execute()
  return readBatch(tx, batchId)
}

/**
 * What was there before it comes back, but for cells that somebody has changed since: those stay.
 *
 * @returns how many stay as they are, and of which patterns.
 * @throws {Refused} 409 when it was not applied, or is taken back already.
 */
export async function undoBatch(
  tx: Tx,
  batchId: string,
  world: PlanningWorld,
): Promise<{ batch: Batch; left: readonly string[]; sentence: string }> {
  const batch = await lockBatch(tx, batchId)
  if (batch.state === 'shown')
    throw new Refused('not-applied', 'This was never applied, so there is nothing to take back.', { status: 409 })
  if (batch.state === 'undone') throw new Refused('undone-before', 'This was taken back already.', { status: 409 })
  const { columns } = await readGridShape(tx, world)
  const taken = batch.changes.flatMap(({ column, from }) => (column === 'sku' ? [from] : []))
  const known = await readKnown(tx, { patternIds: batch.patternIds, skus: taken, isLocked: true })
  const ours = new Map(known.filter(({ patternId }) => batch.patternIds.includes(patternId)).map(one => [one.patternId, one]))
  const isTaken = (change: KeptChange) =>
    change.column === 'sku' && known.some(one => one.sku === change.from && !batch.patternIds.includes(one.patternId))
  const isFree = (change: KeptChange) => {
    const pattern = ours.get(change.patternId)
    return (
      pattern !== undefined &&
      columns.some(({ key }) => key === change.column) &&
      cellOf(pattern, change.column) === change.to &&
      !isTaken(change)
    )
  }
  const back = batch.changes.filter(isFree)
  const left = batch.changes.filter(change => !isFree(change))
  const changes = back.map(({ patternId, column, from, sale }) => ({ patternId, column, text: from, sale }))
  await writeChanges(tx, { known: [...ours.values()], columns, changes }, world.now)
  await tx
    .updateTable('batch')
    .set({ state: 'undone', undone_at: world.now })
    .where('shop_id', '=', shopOf(tx))
    .where('batch_id', '=', batchId)
    .execute()
  const stay =
    left.length === 0
      ? ''
      : ` ${count(left.length, 'cell')} changed since ${left.length === 1 ? 'stays' : 'stay'} as ${left.length === 1 ? 'it is' : 'they are'}.`
  return {
    batch: await readBatch(tx, batchId),
    left: [...new Set(left.map(({ title }) => title))],
    sentence: `${count(back.length, 'cell')} ${back.length === 1 ? 'is' : 'are'} as before.${stay} Nothing was sent.`,
  }
}

interface Written {
  readonly known: readonly KnownPattern[]
  readonly columns: readonly GridColumn[]
  readonly changes: readonly {
    readonly patternId: string
    readonly column: string
    readonly text: string
    readonly sale?: KeptChange['sale']
  }[]
}

async function writeChanges(tx: Tx, { known, columns, changes }: Written, now: Date): Promise<void> {
  const byKey = new Map(columns.map(column => [column.key, column]))
  const byPattern = Map.groupBy(changes, ({ patternId }) => patternId)
  const pairs = known.flatMap(before => {
    const own = byPattern.get(before.patternId) ?? []
    // A price before its sale price.
    const ordered = own.toSorted((a, b) => Number(a.column.startsWith('sale:')) - Number(b.column.startsWith('sale:')))
    let after: GridPattern = before
    for (const { column, text, sale } of ordered) {
      const known = byKey.get(column)
      const set = known === undefined ? { wrong: '' } : setCell(after, known, text)
      if ('wrong' in set)
        throw new Refused('changed-since', `“${before.title}” cannot be changed like this any more. Look at the changes again.`, {
          status: 409,
        })
      after = sale === undefined ? set.pattern : withSaleTimes(set.pattern, column, sale)
    }
    return own.length === 0 ? [] : [{ before, after }]
  })
  await writePatterns(tx, pairs, now)
}

function withSaleTimes(pattern: GridPattern, column: string, { from, to }: NonNullable<KeptChange['sale']>): GridPattern {
  const currency = column.slice('sale:'.length)
  const price = pattern.prices.get(currency)
  if (!column.startsWith('sale:') || price === undefined || price.saleMinor === null) return pattern
  const time = (text: string | null) => (text === null ? null : new Date(text))
  return { ...pattern, prices: new Map([...pattern.prices, [currency, { ...price, saleFrom: time(from), saleTo: time(to) }]]) }
}

async function lockBatch(tx: Tx, batchId: string): Promise<Batch> {
  await tx.selectFrom('batch').select('batch_id').where('shop_id', '=', shopOf(tx)).where('batch_id', '=', batchId).forUpdate().execute()
  return readBatch(tx, batchId)
}

/** @throws {Refused} when there is none. */
export async function readBatch(tx: Tx, batchId: string): Promise<Batch> {
  const row = await tx.selectFrom('batch').selectAll().where('shop_id', '=', shopOf(tx)).where('batch_id', '=', batchId).executeTakeFirst()
  if (row === undefined) throw notFound('This change')
  const changes = row.changes as unknown as KeptChange[]
  return {
    id: row.batch_id,
    ...{ state: row.state, source: row.source, fileName: row.file_name },
    ...{ createdAt: row.created_at, appliedAt: row.applied_at, undoneAt: row.undone_at },
    changes,
    patternIds: [...new Set(changes.map(({ patternId }) => patternId))],
    ...(row.facts as unknown as Facts),
  }
}

/** What was only looked at and never applied. */
export async function forgetShown(tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom('batch').where('shop_id', '=', shopOf(tx)).where('state', '=', 'shown').where('created_at', '<', before).execute()
}

export interface BatchRow {
  readonly id: string
  readonly state: Batch['state']
  readonly source: Batch['source']
  readonly fileName: string | null
  readonly at: Date
  readonly changes: number
  readonly patterns: number
}

/** The last fifty that were applied, newest first. */
export async function listBatches(tx: Tx): Promise<BatchRow[]> {
  const { rows } = await sql<BatchRow>`
    select batch_id as id, state, source, file_name as "fileName", applied_at as at, jsonb_array_length(changes) as changes,
      (select count(distinct c ->> 'patternId')::int from jsonb_array_elements(changes) c) as patterns
    from batch where shop_id = ${shopOf(tx)}::uuid and state <> 'shown'
    order by created_at desc, batch_id desc
    limit 50`.execute(tx)
  return rows
}
