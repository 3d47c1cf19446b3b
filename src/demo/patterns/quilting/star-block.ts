/** The star as patches, and what is cut for it. */
import { type Block, type Measure, type Patch, roundedUp } from './patch.ts'

/** Four geese around a pinwheel: the points are B, the wheel B and C, the ground A. */
export const star: Block = { name: 'Beacon Star', grid: 4, patches: patches() }

function patches(): Patch[] {
  const turn = ([x, y]: readonly [number, number]): readonly [number, number] => [4 - y, x]
  const quarter: Patch[] = [
    {
      fabric: 'A',
      corners: [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
    },
    {
      fabric: 'A',
      corners: [
        [1, 0],
        [3, 0],
        [2, 1],
      ],
    },
    {
      fabric: 'B',
      corners: [
        [1, 0],
        [2, 1],
        [1, 1],
      ],
    },
    {
      fabric: 'B',
      corners: [
        [3, 0],
        [3, 1],
        [2, 1],
      ],
    },
    {
      fabric: 'C',
      corners: [
        [1, 1],
        [2, 1],
        [2, 2],
      ],
    },
    {
      fabric: 'A',
      corners: [
        [1, 1],
        [2, 2],
        [1, 2],
      ],
    },
  ]
  const all: Patch[] = []
  let now = quarter
  for (let side = 0; side < 4; side++) {
    all.push(...now)
    now = now.map(({ fabric, corners }) => ({ fabric, corners: corners.map(turn) }))
  }
  return all
}

export type Cut = {
  readonly piece: string
  readonly fabric: string
  readonly count: number
  readonly width: number
  readonly height: number
  readonly note: string
}

/**
 * What is cut for one block.
 *
 * @param finished the block's finished width, in tenths of a millimetre.
 * Squares that are halved need a seam allowance for the diagonal too: two allowances and one times the root of two.
 */
export function cutsFor(finished: number, measureBy: Measure): Cut[] {
  const unit = finished / star.grid
  const { seam } = measureBy
  const plain = (units: number) => roundedUp(units * unit + 2 * seam, measureBy)
  const halved = roundedUp(unit + (2 + Math.SQRT2) * seam, measureBy)
  return [
    { piece: 'Corner', fabric: 'A', count: 4, width: plain(1), height: plain(1), note: '' },
    { piece: 'Goose', fabric: 'A', count: 4, width: plain(2), height: plain(1), note: 'the large triangle of each point' },
    { piece: 'Star point', fabric: 'B', count: 8, width: plain(1), height: plain(1), note: 'two on each goose, sewn corner to corner' },
    { piece: 'Wheel', fabric: 'C', count: 2, width: halved, height: halved, note: 'paired with A, makes two each' },
    { piece: 'Wheel', fabric: 'A', count: 2, width: halved, height: halved, note: 'paired with C, makes two each' },
  ]
}

/** Metric blocks, and their neighbours in inches. */
export const finishedSizes: readonly { name: string; metric: number; imperial: number }[] = [
  { name: 'Small', metric: 2000, imperial: 8 * 254 },
  { name: 'Medium', metric: 3000, imperial: 12 * 254 },
  { name: 'Large', metric: 4000, imperial: 16 * 254 },
]
