import type { DraftedSize } from './draft.ts'
import type { Ink } from './ink.ts'
import type { Sheet } from './layout.ts'
import type { SewingPattern } from './pattern.ts'
import type { Point } from './shape.ts'

/** A pattern drafted in all sizes and laid out: what every file is made from. */
export type Drawn = { pattern: SewingPattern; version: string; isCorrected: boolean; sizes: DraftedSize[]; sheet: Sheet }

/** Everything on the big sheet with its origin at `at`; `layers` are the keys from SheetPdf.addLayers, one for each size. */
export function drawSheet(ink: Ink, layers: string[], at: Point, scale = 1): void {
  ink.form('Labels', at, scale)
  layers.forEach((layer, index) => {
    ink.layer(layer, () => ink.form(`Size${index + 1}`, at, scale))
  })
}
