import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromTsv, toTsv } from './clipboard.ts'
import { at, moved, pasted, rangeOf } from './sheet-state.ts'

const size = { rows: 5, columns: 3 }
const key = (name: string, { shift = false, control = false } = {}) => ({ key: name, shift, control })

test('any cells come back from the clipboard as they were copied', () => {
  const cell = fc
    .oneof(fc.string({ maxLength: 12 }), fc.constantFrom('a\tb', 'two\nlines', '"', '""x', 'say "hi"', ''))
    .map(text => text.replaceAll('\r', ''))
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 4 })
        .chain(width => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 })),
      rows => {
        fc.pre(rows.at(-1)!.join('') !== '')
        assert.deepEqual(fromTsv(toTsv(rows)), rows)
      },
    ),
  )
  assert.deepEqual(fromTsv('a\tb\r\n1,50\t"x ""y"""\r\n'), [
    ['a', 'b'],
    ['1,50', 'x "y"'],
  ])
  assert.deepEqual(fromTsv('5" needle\tx'), [['5" needle', 'x']])
})

test('keys move within the sheet, with shift they reach, with control to its ends', () => {
  assert.deepEqual(moved(at(0, 0), key('ArrowUp'), size), at(0, 0))
  assert.deepEqual(moved(at(1, 1), key('ArrowDown', { control: true }), size), at(4, 1))
  assert.deepEqual(moved(at(1, 1), key('End'), size), at(1, 2))
  assert.deepEqual(moved(at(1, 1), key('PageDown'), size), at(4, 1))
  const reached = moved(moved(at(1, 1), key('ArrowRight', { shift: true }), size)!, key('ArrowDown', { shift: true }), size)!
  assert.deepEqual(rangeOf(reached), { top: 1, bottom: 2, left: 1, right: 2 })
  assert.equal(moved(at(0, 0), key('a'), size), null)
})

test('a rectangle is laid from the corner on, one cell fills what is chosen, and what finds no place is told', () => {
  const filled = pasted({ active: { row: 1, column: 0 }, anchor: { row: 2, column: 1 } }, [['x']], size)
  assert.deepEqual([filled.cells.length, filled.beyond], [4, 0])
  const laid = pasted(
    at(4, 1),
    [
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ],
    size,
  )
  assert.deepEqual(laid.cells, [
    { row: 4, column: 1, text: 'a' },
    { row: 4, column: 2, text: 'b' },
  ])
  assert.equal(laid.beyond, 4)
})
