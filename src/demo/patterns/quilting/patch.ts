/** Blocks as patches of fabric, and what is to be cut for them. Lengths in tenths of a millimetre, so that every sum is exact. */

import { polygon } from '../figures.ts'
import type { Ink } from '../ink.ts'
import type { Box, Point } from '../shape.ts'

/** Corners on the block's grid, in order around the patch. */
export type Patch = { readonly fabric: string; readonly corners: readonly (readonly [number, number])[] }

/** A block `grid` units wide and high. */
export type Block = { readonly name: string; readonly grid: number; readonly patches: readonly Patch[] }

/** How measures are told and rounded: to the millimetre or to the eighth of an inch, always up. */
export type Measure = { readonly name: string; readonly seam: number; readonly step: number; readonly say: (tenths: number) => string }

export const metric: Measure = { name: 'cm', seam: 75, step: 10, say: tenths => `${tenths / 100} cm` }
const inch = 254
export const imperial: Measure = { name: 'inches', seam: inch / 4, step: inch / 8, say: tenths => inches(tenths) }

function inches(tenths: number): string {
  const eighths = Math.round((tenths * 8) / inch)
  const [whole, part] = [Math.floor(eighths / 8), eighths % 8]
  const fraction = part === 0 ? '' : part % 4 === 0 ? '1/2' : part % 2 === 0 ? `${part / 2}/4` : `${part}/8`
  return `${[whole === 0 && fraction !== '' ? '' : `${whole}`, fraction].filter(Boolean).join(' ')}"`
}

export const roundedUp = (tenths: number, { step }: Measure): number => Math.ceil(tenths / step - 1e-9) * step

/** In square units of the grid. */
export function areaOf({ corners }: Patch): number {
  const twice = corners.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length] ?? [0, 0]
    return sum + x * nextY - nextX * y
  }, 0)
  return Math.abs(twice) / 2
}

export function areaByFabric({ patches }: Block): Map<string, number> {
  const areas = new Map<string, number>()
  for (const patch of patches) areas.set(patch.fabric, (areas.get(patch.fabric) ?? 0) + areaOf(patch))
  return areas
}

/** @param turns quarter turns clockwise. */
export function drawBlock(ink: Ink, block: Block, { x, y, width }: Box, colours: Readonly<Record<string, string>>, turns = 0): void {
  const scale = width / block.grid
  const put = ([across, down]: readonly [number, number]): Point => {
    let [px, py] = [across, down]
    for (let turn = 0; turn < turns; turn++) [px, py] = [block.grid - py, px]
    return { x: x + px * scale, y: y + py * scale }
  }
  for (const { fabric, corners } of block.patches) {
    const line = polygon(corners.map(put))
    ink.fill(line, colours[fabric] ?? '#dddddd')
    ink.line(line, { widthMm: Math.min(0.25, scale * 0.03), colour: '#55504a' })
  }
}
