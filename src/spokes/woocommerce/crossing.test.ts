/** What the store does when writes cross and its queue is slow (behaviours 13 and 46), and how the client comes through it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publish } from '#kit/contract-stage.ts'
import { callControl } from '#kit/fake-control.ts'
import { crossed } from './fake/testing.ts'
import { readHook } from './hooks.ts'
import { leftOf, make, ownStore, requestsOf, stage } from './testing.ts'

ownStore()
const verb = async (name: string, input: unknown = {}): Promise<never> => (await callControl(stage.controlUrl, name, input)) as never
const store = { verb }
const put = async (id: string | null, fields: unknown): Promise<Record<string, unknown>> => {
  const pair = Buffer.from(`${stage.settings.consumerKey}:${stage.settings.consumerSecret}`).toString('base64')
  const response = await fetch(`${stage.baseUrl}/wp-json/wc/v3/products/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Basic ${pair}` },
    body: JSON.stringify(fields),
  })
  return (await response.json()) as Record<string, unknown>
}

test('13: overtaken by the seller’s hand, the client is told done, reads back what is there, and writes again only what differs', async () => {
  const wanted = await make()
  const changed = { ...wanted, desired: { ...wanted.desired, title: 'Corrected in row 14' } }
  const [ours, theirs] = await crossed<unknown>(
    store,
    [1, 1, 2, 2, 1, 1, 2, 2],
    [
      async () => (await publish(stage, [changed], { rounds: 1 })).outcomes.map(({ state }) => state),
      () => put(wanted.remoteId, { name: 'By hand' }),
    ],
  )
  assert.deepEqual([ours, (theirs as { name: string }).name], [['done'], 'By hand'])
  assert.deepEqual(await leftOf(changed), ['title'], 'the answer is not trusted: what was read back tells')
  await publish(stage, [changed])
  assert.deepEqual(await leftOf(changed), [])
})

test('13: the last of two writes is the client’s: the seller is shown our title in the answer, and ours is what is read back', async () => {
  const wanted = await make()
  const changed = { ...wanted, desired: { ...wanted.desired, title: 'Ours at last' } }
  const [, theirs] = await crossed<unknown>(
    store,
    [2, 2, 1, 1, 2, 2, 1, 1],
    [() => publish(stage, [changed], { rounds: 1 }), () => put(wanted.remoteId, { name: 'By hand' })],
  )
  assert.equal((theirs as { name: string }).name, 'Ours at last')
  assert.deepEqual(await leftOf(changed), [])
})

test('46: a hook is judged from its own bytes, without a request to the store, so it is answered at once', async () => {
  const body = Buffer.from('{"id":1}')
  const headers = new Headers({ 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-signature': 'AAAA' })
  assert.equal(await requestsOf(async () => assert.equal(readHook(stage.settings, headers, body), 'forged')), 0)
})
