/** Many patterns as a table, and changes of many at once. */
import { applyBatch, type Batch, listBatches, readBatch, showBatch, undoBatch } from '#hub/grid/batches.ts'
import { cellOf } from '#hub/grid/cells.ts'
import { readGrid, readGridShape } from '#hub/grid/read-grid.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { time } from './facts.ts'

export const gridHandlers = handlersOf({
  'GET /shops/{shop}/grid': ({ deps, inShop }, { query }) =>
    inShop(async tx => {
      const { columns } = await readGridShape(tx, deps.work.planningWorld())
      const { items, ...page } = await readGrid(tx, query)
      return {
        columns: columns.map(({ key, label, kind }) => ({ key, label, kind })),
        items: items.map(pattern => ({
          patternId: pattern.patternId,
          cells: Object.fromEntries(columns.map(({ key }) => [key, cellOf(pattern, key)])),
        })),
        ...page,
      }
    }),

  'GET /shops/{shop}/batches': async ({ inShop }) => ({
    items: (await inShop(listBatches)).map(({ at, ...row }) => ({ ...row, at: time(at) })),
  }),

  'POST /shops/{shop}/batches': async ({ deps, inShop, pressedBy }, { body }) => {
    const rows = body.rows.map(({ row, patternId, cells }) => ({ row, patternId, sku: null, cells }))
    const given = { source: 'grid' as const, fileName: null, rows, madeBy: pressedBy }
    return batchShape(await inShop(tx => showBatch(tx, given, deps.work.planningWorld())))
  },

  'GET /shops/{shop}/batches/{batch}': async ({ inShop }, { params }) => batchShape(await inShop(tx => readBatch(tx, params.batch))),

  'POST /shops/{shop}/batches/{batch}/apply': async ({ deps, inShop }, { params }) =>
    batchShape(await inShop(tx => applyBatch(tx, params.batch, deps.work.planningWorld()))),

  'POST /shops/{shop}/batches/{batch}/undo': async ({ deps, inShop }, { params }) => {
    const { batch, left, sentence } = await inShop(tx => undoBatch(tx, params.batch, deps.work.planningWorld()))
    return { batch: batchShape(batch), left: [...left], sentence }
  },
})

const [changesShown, faultsShown] = [500, 200]

export function batchShape(batch: Batch): AnswerOf<'GET /shops/{shop}/batches/{batch}'> {
  const { id, state, source, fileName, createdAt, appliedAt, undoneAt, rows, changes, faults, warnings, patternIds } = batch
  const faultShape = ({ row, column, label, says }: Batch['faults'][number]) => ({ row, column, label, says })
  return {
    ...{ id, state, source, fileName, rows },
    ...{ createdAt: time(createdAt), appliedAt: time(appliedAt), undoneAt: time(undoneAt) },
    changeCount: changes.length,
    changes: changes
      .slice(0, changesShown)
      .map(({ row, patternId, title, column, label, from, to }) => ({ row, patternId, title, column, label, from, to })),
    faultCount: faults.length,
    faults: faults.slice(0, faultsShown).map(faultShape),
    warnings: warnings.slice(0, faultsShown).map(faultShape),
    patternIds: [...patternIds],
  }
}
