/** What can be measured, by name. */
import { benchDownload } from './download.ts'
import { benchEdits } from './edits.ts'
import { benchErratum } from './erratum.ts'
import type { Measured } from './figure.ts'
import { benchHandEdits } from './hand-edits.ts'
import { benchHooks } from './hooks.ts'
import { benchJoin } from './join.ts'
import { benchMakespan } from './makespan.ts'
import { benchPages } from './pages.ts'
import { benchSales } from './sales.ts'
import { benchWeight } from './weight.ts'

export const benches: { readonly [name: string]: () => Promise<readonly Measured[]> } = {
  sales: benchSales,
  hooks: benchHooks,
  download: benchDownload,
  pages: () => benchPages(),
  weight: benchWeight,
  edits: benchEdits,
  join: benchJoin,
  'hand-edits': () => benchHandEdits(),
  makespan: () => benchMakespan(),
  erratum: benchErratum,
}
