/** `bin/selvage bench`: one JSON line per figure, each beside the limit measured in the same run. */
import { benchDownload } from '../../bench/download.ts'
import { benchSales } from '../../bench/sales.ts'
import type { Io } from './io.ts'

export async function run(args: string[], io: Io): Promise<number> {
  if (args.length > 0) return io.wrongUse('bench takes no arguments')
  for (const measure of [benchSales, benchDownload])
    for (const figure of [await measure()].flat()) io.say({ ...figure }, JSON.stringify(figure))
  return 0
}
