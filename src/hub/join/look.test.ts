import assert from 'node:assert/strict'
import { test } from 'node:test'
import { howFarApart, lookOf } from './look.ts'

test('a picture packed anew looks the same, another one does not, and a blank page looks like nothing', () => {
  const square = (of: (x: number, y: number) => number) => Array.from({ length: 72 }, (_, at) => of(at % 9, Math.floor(at / 9)))
  const one = square((x, y) => (x * 37 + y * 91) % 256)
  const again = one.map((grey, at) => grey + (at % 3) - 1)
  const other = square((x, y) => (x * x * 53 + y * 17) % 256)
  assert.ok(howFarApart(lookOf(one)!, lookOf(again)!) <= 4)
  assert.ok(howFarApart(lookOf(one)!, lookOf(other)!) > 9)
  assert.equal(lookOf(square(() => 255)), null)
  assert.match(lookOf(one)!, /^[0-9a-f]{16}$/)
})
