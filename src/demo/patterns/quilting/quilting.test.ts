import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sheetArea } from '../page.ts'
import { a4, letter } from '../tiles.ts'
import { blockTenths, cabin, fabricFor, finishedTenths, logsOf, quiltSizes, stripsFor } from './log-cabin.ts'
import { areaByFabric, areaOf, imperial, metric, roundedUp } from './patch.ts'
import { beaconStar } from './star.ts'
import { cutsFor, finishedSizes, star } from './star-block.ts'
import { grown, templatesOf } from './templates.ts'

test('the patches of either block cover it once: their areas add up to the block’s', () => {
  for (const block of [star, cabin()])
    assert.equal(
      [...areaByFabric(block).values()].reduce((sum, area) => sum + area, 0),
      block.grid ** 2,
      block.name,
    )
})

test('no point of a block lies under two patches', () => {
  for (const block of [star, cabin()])
    for (let x = 0.13; x < block.grid; x += 0.5)
      for (let y = 0.29; y < block.grid; y += 0.5)
        assert.equal(block.patches.filter(({ corners }) => isInside([x, y], corners)).length, 1, `${block.name} at ${x}, ${y}`)
})

test('what is cut for the star is its patches, each a seam allowance larger on every side', () => {
  const cuts = cutsFor(3000, metric)
  assert.deepEqual(
    cuts.map(({ piece, fabric, count, width, height }) => [piece, fabric, count, width, height]),
    [
      ['Corner', 'A', 4, 900, 900],
      ['Goose', 'A', 4, 1650, 900],
      ['Star point', 'B', 8, 900, 900],
      ['Wheel', 'C', 2, 1010, 1010],
      ['Wheel', 'A', 2, 1010, 1010],
    ],
  )
  const triangles = (fabric: string, area: number) => star.patches.filter(patch => patch.fabric === fabric && areaOf(patch) === area).length
  assert.deepEqual(
    [triangles('A', 1), triangles('B', 0.5), triangles('C', 0.5), triangles('A', 0.5)],
    [8, 8, 4, 4],
    'corners and geese, points, wheel',
  )
})

test('a halved square is large enough for both its triangles, in every size and measure, and by less than 2 mm too large', () => {
  for (const measure of [metric, imperial])
    for (const { metric: whole } of finishedSizes) {
      const wheel = cutsFor(whole, measure).find(({ piece }) => piece === 'Wheel')
      const needed = whole / 4 + (2 + Math.SQRT2) * measure.seam
      assert.ok(wheel && wheel.width >= needed && wheel.width < needed + measure.step, `${wheel?.width} for ${needed}`)
    }
})

test('inches are told as a quilter’s ruler has them, and rounded up to the eighth', () => {
  assert.deepEqual(
    cutsFor(12 * 254, imperial).map(({ width }) => imperial.say(width)),
    ['3 1/2"', '6 1/2"', '3 1/2"', '3 7/8"', '3 7/8"'],
  )
  assert.deepEqual([roundedUp(900, metric), roundedUp(901, metric)], [900, 910])
  assert.deepEqual([imperial.say(63.5), metric.say(75)], ['1/4"', '0.75 cm'])
})

test('a template is its patch with a seam allowance all around, and fits the pages of A4 and Letter', () => {
  assert.deepEqual(
    grown(
      [
        { x: 0, y: 0 },
        { x: 10, y: 0 },
        { x: 10, y: 10 },
        { x: 0, y: 10 },
      ],
      2,
    ).map(({ x, y }) => [x, y]),
    [
      [-2, -2],
      [12, -2],
      [12, 12],
      [-2, 12],
    ],
  )
  for (const paper of [a4, letter]) {
    for (const { box } of templatesOf(300)) {
      assert.ok(box.width < paper.width - 20, 'inside what a printer reaches')
      assert.ok(box.height < sheetArea(paper, 'templates').height)
    }
    assert.equal(beaconStar.book(true).templates?.(paper).length, 6)
  }
})

test('log cabin: each log is as long as the side it is sewn to', () => {
  const { patches, grid } = cabin()
  assert.equal(grid, 8)
  for (const [index, { lengthUnits, fabric }] of logsOf().entries()) {
    const patch = patches[index + 1]
    assert.equal(patch?.fabric, fabric)
    assert.equal(patch && areaOf(patch), lengthUnits, `log ${index + 1} is one unit wide`)
  }
})

test('log cabin: finished sizes are blocks and borders, and the strips give every log', () => {
  assert.equal(blockTenths, 2400)
  assert.deepEqual(quiltSizes.map(finishedTenths), [
    { width: 10_800, height: 13_200 },
    { width: 15_600, height: 20_400 },
    { width: 21_000, height: 25_800 },
  ])
  assert.deepEqual(stripsFor(20, 750), { perStrip: 14, strips: 2 })
  for (const size of quiltSizes) {
    const blocks = size.across * size.down
    for (const { strips, perStrip } of logsOf().map(({ lengthUnits }) => stripsFor(blocks, lengthUnits * 300 + 150))) {
      assert.ok(strips * perStrip >= blocks)
      assert.ok((strips - 1) * perStrip < blocks, 'and not one strip more')
    }
    assert.equal(fabricFor(size).length, 7)
  }
})

function isInside([x, y]: readonly [number, number], corners: readonly (readonly [number, number])[]): boolean {
  let isIn = false
  for (const [index, [ax, ay]] of corners.entries()) {
    const [bx, by] = corners[(index + 1) % corners.length] ?? [ax, ay]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isIn = !isIn
  }
  return isIn
}
