/** What can be measured, by name. */
import { benchDownload } from './download.ts'
import type { Measured } from './figure.ts'
import { benchPages } from './pages.ts'
import { benchSales } from './sales.ts'
import { benchWeight } from './weight.ts'

export const benches: { readonly [name: string]: () => Promise<readonly Measured[]> } = {
  sales: benchSales,
  download: benchDownload,
  pages: () => benchPages(),
  weight: benchWeight,
}
