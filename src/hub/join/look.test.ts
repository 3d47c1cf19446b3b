import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alike, cuts, howFarApart, lookOf, same, toLook } from './look.ts'

const square = (of: (x: number, y: number) => number) => Array.from({ length: 72 }, (_, at) => of(at % 9, Math.floor(at / 9)))
const digitsOf = (grey: readonly number[]) => lookOf(() => grey)

test('a picture packed anew looks the same, another one does not, and a blank page looks like nothing', () => {
  const one = square((x, y) => (x * 37 + y * 91) % 256)
  const again = one.map((grey, at) => grey + (at % 3) - 1)
  const other = square((x, y) => (x * x * 53 + y * 17) % 256)
  const apart = (grey: readonly number[]) => howFarApart(toLook(digitsOf(one)!), toLook(digitsOf(grey)!))
  assert.ok(apart(again) <= same)
  assert.ok(apart(other) > alike)
  assert.equal(digitsOf(square(() => 255)), null)
  assert.match(digitsOf(one)!, /^[0-9a-f]+$/)
  assert.equal(digitsOf(one)!.length, cuts.length * 16)
})

test('what was cropped is like one of the cuts of the whole, in both directions', () => {
  const [whole, cropped] = [square((x, y) => (x * 37 + y * 91) % 256), square((x, y) => (x * x * 53 + y * 17) % 256)]
  const before = toLook(lookOf(cut => (cut === cuts[2] ? cropped : whole))!)
  const after = toLook(digitsOf(cropped)!)
  assert.equal(howFarApart(before, after), 0)
  assert.equal(howFarApart(after, before), 0)
})

test('bits are counted to the last', () => {
  assert.equal(howFarApart(toLook('f'.repeat(16)), toLook('0'.repeat(16))), 64)
  assert.equal(howFarApart(toLook('8000000000000001'), toLook('0'.repeat(16))), 2)
})
