import assert from 'node:assert/strict'
import { test } from 'node:test'
import { customers, random } from './buyers.ts'
import { demoPatterns } from './patterns/index.ts'
import { dayMs, nextSale, oldDays, oldSales, weighted } from './sales.ts'

const now = new Date('2026-11-28T12:00:00Z')
const listed = ['a', 'b', 'c'].map(store => demoPatterns.map(({ sku }) => ({ remoteId: `${store}-${sku}`, sku })))
const sales = oldSales(listed, { now, seed: 7 })

test('half a year of sales, the oldest first, none from today or from the future; the same seed gives the same', () => {
  assert.ok(sales.length > 180 && sales.length < 500, `${sales.length} sales`)
  const times = sales.map(({ at }) => at.getTime())
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  )
  const today = Math.floor(now.getTime() / dayMs) * dayMs
  assert.ok(times[0]! >= today - oldDays * dayMs && times.at(-1)! < today)
  assert.ok(times[0]! < today - (oldDays - 15) * dayMs, 'it begins at the beginning')
  assert.deepEqual(oldSales(listed, { now, seed: 7 }), sales)
  assert.notDeepEqual(oldSales(listed, { now, seed: 8 }), sales)
})

test('the first store sells most, every store sells, and every pattern is sold somewhere', () => {
  const [first, second, third] = [0, 1, 2].map(store => sales.filter(sale => sale.store === store).length)
  assert.ok(first! > second! && second! > third! && third! > 20, `${first}, ${second}, ${third}`)
  const skus = new Set(sales.flatMap(({ lines }) => lines.map(({ remoteId }) => remoteId.slice(2))))
  assert.equal(skus.size, 12)
  assert.ok(
    sales.every(({ store, lines }) => lines.every(({ remoteId }) => remoteId.startsWith('abc'[store]!))),
    'a store sells what it lists',
  )
})

test('people buy at the end of the week and more from month to month', () => {
  const many = Array.from({ length: 12 }, (_, seed) => oldSales(listed, { now, seed })).flat()
  const on = (...days: number[]) => many.filter(({ at }) => days.includes(at.getUTCDay())).length / days.length
  assert.ok(on(6, 0) > 1.3 * on(1, 2, 3))
  const middle = now.getTime() - (oldDays / 2) * dayMs
  const late = many.filter(({ at }) => at.getTime() > middle).length
  assert.ok(late > 1.1 * (many.length - late))
})

test('some buyers come back, also to another store, and some leave no address', () => {
  const byAddress = Object.groupBy(
    sales.filter(({ email }) => email !== null),
    ({ email }) => email!,
  )
  const known = Object.values(byAddress)
  assert.ok(known.filter(each => each!.length > 1).length > 10, 'bought again')
  assert.ok(known.filter(each => new Set(each!.map(({ store }) => store)).size > 1).length > 5, 'at two stores')
  for (const each of known) assert.equal(new Set(each!.map(({ name }) => name)).size, 1, 'one person has one name')
  const without = sales.filter(({ email }) => email === null).length
  assert.ok(without > 3 && without < sales.length / 8, `${without} without an address`)
  assert.ok(sales.every(({ email }) => email === null || email.endsWith('@example.com')))
})

test('a store without listings sells nothing, and a weight of nothing is never chosen', () => {
  assert.equal(nextSale(0, [], customers(random(1)), random(1)), null)
  assert.deepEqual(oldSales([[]], { now, seed: 7 }), [])
  const next = random(3)
  for (let turn = 0; turn < 200; turn++)
    assert.equal(
      weighted(['never', 'always'], thing => (thing === 'always' ? 1 : 0), next),
      'always',
    )
})
