import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type AnyShop, pays, shops } from '#kit/registry.ts'
import { cannot, isCannot } from '#kit/shop.ts'
import { readmePath, withAbilities } from './abilities.ts'

const readme = readFileSync(readmePath, 'utf8')
const spokes = async () => [...(await shops()).values(), ...(await pays()).values()]

test('README says of each storefront and provider what its spoke says; bin/selvage abilities --write brings it up to date', async () => {
  assert.equal(readme, withAbilities(readme, await spokes()))
})

test('each “cannot” of each spoke stands there with its reason', async () => {
  const reasons = (await spokes()).flatMap(spoke =>
    Object.values(spoke).flatMap((ability: unknown) => (isCannot(ability) ? [ability.cannot] : [])),
  )
  assert.ok(reasons.length > 50)
  assert.deepEqual(
    reasons.filter(why => !readme.includes(why)),
    [],
  )
})

test('an ability that is lost is seen: the page is stale', async () => {
  const all = await spokes()
  const publishing = all.find((spoke): spoke is AnyShop => !('kind' in spoke) && !isCannot(spoke.readMoney))!
  const without = all.map(spoke => (spoke === publishing ? { ...publishing, readMoney: cannot('It tells | nothing of money.') } : spoke))
  const stale = withAbilities(readme, without)
  assert.notEqual(stale, readme)
  assert.match(stale, /It tells \\\| nothing of money\./)
})

test('a page without the marks is refused, and nothing is guessed', () => {
  assert.throws(() => withAbilities('# Selvage', []), /lacks the marks/)
})
