/** Sales that come as a table: what it would bring, taking it, taking it back. */
import { handRulesOf } from '#hub/by-hand/hand-rules.ts'
import { readConnection } from '#hub/connection/read-connections.ts'
import { notFound } from '#hub/refused.ts'
import { dropSalesFiles, readSalesFile, type SalesFile } from '#hub/sales-file/bring.ts'
import type { SalesMap } from '#hub/sales-file/columns.ts'
import { guessColumns } from '#hub/sales-file/guess-columns.ts'
import { forgetPreset, keepPreset, listPresets, presetFor } from '#hub/sales-file/presets.ts'
import { findImport, listImports, readImport, type SalesImport } from '#hub/sales-file/read-imports.ts'
import type { SalesReport } from '#hub/sales-file/report.ts'
import { lookAtSales, takeSales } from '#hub/sales-file/take.ts'
import { undoImport } from '#hub/sales-file/undo-import.ts'
import { tellTable } from '#hub/sales-file/work-imports.ts'
import { handlersOf, type ShopCall } from '../call.ts'
import type { AnswerOf, BodyOf } from '../contract.ts'
import { amount, time } from './facts.ts'

export const salesFileHandlers = handlersOf({
  'GET /shops/{shop}/connections/{connection}/sales-imports': async ({ inShop }, { params, query }) => {
    const { items, next } = await inShop(async tx => {
      await readConnection(tx, params.connection)
      return listImports(tx, params.connection, query)
    })
    return { items: items.map(importShape), next }
  },

  'GET /shops/{shop}/connections/{connection}/sales-imports/{salesImport}': async ({ inShop }, { params }) =>
    importShape(
      await inShop(async tx => {
        await readConnection(tx, params.connection)
        return readImport(tx, params.salesImport)
      }),
    ),

  'POST /shops/{shop}/connections/{connection}/sales-imports/{salesImport}/undo': async ({ deps, inShop, pressedBy }, { params }) =>
    importShape(
      await inShop(async tx => {
        await readConnection(tx, params.connection)
        await undoImport(tx, params.salesImport, { by: pressedBy, now: deps.now() })
        return readImport(tx, params.salesImport)
      }),
    ),

  'GET /shops/{shop}/connections/{connection}/sales-presets': async ({ inShop }, { params }) => ({
    items: (
      await inShop(async tx => {
        await readConnection(tx, params.connection)
        return listPresets(tx, params.connection)
      })
    ).map(({ name, map, changedAt }) => ({ name, map: mapShape(map), changedAt: time(changedAt) })),
  }),

  'POST /shops/{shop}/connections/{connection}/sales-presets/forget': async ({ inShop }, { params, body }) => {
    await inShop(async tx => {
      await readConnection(tx, params.connection)
      await forgetPreset(tx, params.connection, body.name)
    })
    return { done: true }
  },

  'GET /shops/{shop}/sales-files/{salesFile}': async (call, { params }) =>
    salesFileShape(call, await call.inShop(tx => readSalesFile(tx, params.salesFile))),

  'POST /shops/{shop}/sales-files/{salesFile}/report': async (call, { params, body }) => {
    const file = await call.inShop(tx => readSalesFile(tx, params.salesFile))
    const map = mapOf(body.map)
    const table = await tellTable(call.deps, call.shop, file, map)
    return reportShape(await call.inShop(tx => lookAtSales(tx, file, { table, map })))
  },

  'POST /shops/{shop}/sales-files/{salesFile}/take': async (call, { params, body }) => {
    const { deps, inShop, pressedBy } = call
    return importShape(
      await inShop(async tx => {
        // Pressed twice: the table went with the first press.
        const earlier = await findImport(tx, body.key)
        if (earlier !== null) return earlier
        const file = await readSalesFile(tx, params.salesFile)
        const map = mapOf(body.map)
        const id = await takeSales(tx, file, { map, key: body.key, matches: body.matches, takenBy: pressedBy, now: deps.now() })
        if (body.preset !== null)
          await keepPreset(tx, file.connectionId, { name: body.preset, header: file.reading.header, map, now: deps.now() })
        return readImport(tx, id)
      }),
    )
  },

  'POST /shops/{shop}/sales-files/{salesFile}/forget': async ({ deps, shop }, { params }) => {
    if ((await dropSalesFiles(deps, shop, { id: params.salesFile })) === 0) throw notFound('This table')
    return { done: true }
  },
})

type MapBody = Required<BodyOf<'POST /shops/{shop}/sales-files/{salesFile}/report'>['map']>

function mapOf(given: Pick<MapBody, 'columns' | 'currency'> & Partial<MapBody>): SalesMap {
  const { columns, dateOrder = null, decimalSign = null, currency, amountsAre = 'row', taxIs = 'inside' } = given
  const said = Object.fromEntries(Object.entries(columns).filter(([, column]) => column !== undefined))
  return { columns: said, dateOrder, decimalSign, currency, amountsAre, taxIs }
}

const mapShape = ({ columns, ...map }: SalesMap): AnswerOf<'GET /shops/{shop}/sales-files/{salesFile}'>['map'] => ({
  ...map,
  columns: { ...columns },
})

/** With what was said of such a table before, else with what its headings propose. */
export async function salesFileShape(
  { deps, inShop }: ShopCall,
  { id, connectionId, fileName, sizeBytes, reading }: SalesFile,
): Promise<AnswerOf<'GET /shops/{shop}/sales-files/{salesFile}'>> {
  const { encoding, separator, header } = reading
  const { connection, presets } = await inShop(async tx => ({
    connection: await readConnection(tx, connectionId),
    presets: await listPresets(tx, connectionId),
  }))
  const preset = presetFor(presets, header)
  const known = handRulesOf(deps.spokes.get(connection.spoke) ?? null)?.salesColumns
  const proposed: SalesMap = {
    columns: guessColumns(header, known),
    dateOrder: null,
    decimalSign: null,
    currency: connection.currency,
    amountsAre: 'row',
    taxIs: 'inside',
  }
  return {
    id,
    connectionId,
    fileName,
    sizeBytes,
    encoding,
    separator,
    header: [...header],
    map: mapShape(preset?.map ?? proposed),
    preset: preset?.name ?? null,
  }
}

const importShape = ({
  takenAt,
  undoneAt,
  takenBy: _,
  ...one
}: SalesImport): AnswerOf<'POST /shops/{shop}/sales-files/{salesFile}/take'> => ({
  ...one,
  takenAt: time(takenAt),
  undoneAt: time(undoneAt),
})

const reportShape = ({
  questions,
  faults,
  products,
  sample,
  ...report
}: SalesReport): AnswerOf<'POST /shops/{shop}/sales-files/{salesFile}/report'> => ({
  ...report,
  questions: questions.map(({ about, examples }) => ({ about, examples: [...examples] })),
  faults: faults.map(({ line, reason }) => ({ line, reason })),
  products: products.map(product => ({ ...product, suggestion: product.suggestion === null ? null : { ...product.suggestion } })),
  sample: sample.map(({ placedAt, gross, refunded, ...sale }) => ({
    ...sale,
    placedAt: time(placedAt),
    gross: amount(gross),
    refunded: amount(refunded),
  })),
})
