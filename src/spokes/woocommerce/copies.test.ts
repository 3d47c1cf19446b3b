/** Files by way of the shop's own media library, for a hub that nobody can reach. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Delivery, Json } from '#kit'
import { paper, publish } from '#kit/contract-stage.ts'
import spoke from './spoke.ts'
import { failing, leftOf, ownStore, stage, wantedOf } from './testing.ts'

ownStore()
const copyDelivery = (copies = new Map<string, Json>()): Delivery & { kind: 'copy'; copies: Map<string, Json> } => ({
  kind: 'copy',
  copies,
})

test('without an address of ours, files and pictures are put into the media library, once, and the listing points at them', async () => {
  const wanted = wantedOf()
  const delivery = copyDelivery()
  const { outcomes } = await publish(stage, [wanted], { delivery })
  assert.deepEqual(
    outcomes.map(({ state }) => state),
    ['done', 'done', 'done'],
  )
  const made = outcomes.flatMap(outcome => (outcome.state === 'done' && outcome.copy !== undefined ? [outcome.copy] : []))
  assert.equal(made.length, 2)
  // Kept, as the hub keeps them.
  for (const { sha256, remote } of made) delivery.copies.set(sha256, remote)
  assert.deepEqual(await leftOf(wanted), [])
  const there = (await stage.fake.listings()).find(({ remoteId }) => remoteId === wanted.remoteId)!
  assert.deepEqual(there.files.map(({ sha256 }) => sha256).sort(), wanted.desired.files.map(({ sha256 }) => sha256).sort())
  assert.ok(there.files.every(({ url }) => url.startsWith(stage.baseUrl)))
  assert.deepEqual(await publish(stage, [wanted], { delivery }), { steps: 0, outcomes: [] })
  // A correction uploads the one new file and keeps the link of those who bought before.
  const order = await stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: 'c@buyer.example', name: 'C' })
  const old = there.files.find(({ sha256 }) => sha256 === wanted.desired.files[0]!.sha256)!
  const sha256 = stage.keep(paper('corrected copy'), 'application/pdf')
  const corrected = {
    ...wanted,
    desired: { ...wanted.desired, files: [{ ...wanted.desired.files[0]!, sha256 }, wanted.desired.files[1]!] },
  }
  assert.equal((await publish(stage, [corrected], { delivery })).steps, 2)
  assert.deepEqual(await stage.fake.download({ orderId: order.remoteId, fileId: old.id }), { sha256 })
})

test('a lost answer to an upload leaves one copy, which the next run takes', async () => {
  const wanted = wantedOf({
    images: [],
    files: [{ key: 'a4', name: 'Lost.pdf', sha256: stage.keep(paper('lost upload'), 'application/pdf') }],
  })
  await stage.fake.fault({ name: 'drops', times: 1, on: 'POST /wp-json/wp/v2/media' })
  const lost = await failing(wanted, { delivery: copyDelivery() })
  await stage.fake.clearFaults()
  assert.equal(lost.isUnknown, true)
  const uploads = async () => (await stage.fake.requests()).byRoute['POST /wp-json/wp/v2/media'] ?? 0
  const before = await uploads()
  const found = await spoke.findOwn(stage.ctx(), [{ listingId: wanted.listingId, sku: wanted.desired.sku }])
  const again = { ...wanted, remoteId: found.get(wanted.listingId) ?? null }
  await publish(stage, [again], { delivery: copyDelivery() })
  assert.equal(await uploads(), before)
  assert.deepEqual(await leftOf(again), [])
})

test('without a WordPress user, or with a wrong password, the seller is told where to make one', async () => {
  const { wordpressUser: _user, wordpressPassword: _password, ...bare } = stage.settings
  const missing = await failing(wantedOf(), { ctx: stage.ctx({ settings: bare }), delivery: copyDelivery() })
  assert.deepEqual([missing.remedy, /application password/.test(missing.message)], ['seller', true])
  const wrong = { ...stage.settings, wordpressPassword: 'wrong wrong wrong' }
  const refused = await failing(wantedOf(), { ctx: stage.ctx({ settings: wrong }), delivery: copyDelivery() })
  assert.deepEqual([refused.remedy, /Application Passwords/.test(refused.message)], ['seller', true])
  assert.ok((await spoke.verify(stage.ctx({ settings: wrong }))).warnings.some(text => /Application Passwords/.test(text)))
})
