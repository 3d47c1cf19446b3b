import assert from 'node:assert/strict'
import test from 'node:test'
import { makeKey } from '#hub/api-key/make-key.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { testHub } from '#testing/web-hub.ts'

const database = await testDatabase()

async function scene(t: Parameters<typeof testHub>[0]) {
  const hub = await testHub(t, database)
  const { shop, api, cookie } = await hub.newOwner()
  const connection = await newConnection(database, shop)
  await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  const buyers = [
    ['ana@example.com', '=HYPERLINK("https://evil.example")'],
    ['+1@example.com', 'Bea "B", Kos'],
    ['cleo@example.com', '@SUM(A1)'],
  ] as const
  await database.inShop(shop, tx =>
    takeOrders(
      tx,
      connection,
      buyers.map(([email, name], at) => saleOf({ remoteId: `${at}`, number: `#${at}`, buyer: { email, name, country: 'DE' } })),
      new Date(),
    ),
  )
  const people = async () => (await api.call('GET /shops/{shop}/people', { params: { shop } })).items
  return { hub, shop, api, cookie, people }
}

test('a segment leaves as a table in which nothing runs, and not by a key that may not see buyers', async t => {
  const { hub, shop, cookie } = await scene(t)
  const file = (query: string, headers: Record<string, string> = { cookie }) =>
    fetch(`${hub.origin}/api/v1/shops/${shop}/people-file/people.csv${query}`, { headers })
  const answer = await file('?country=DE')
  const lines = (await answer.text()).trim().split('\r\n')
  assert.equal(answer.headers.get('content-disposition')?.startsWith('attachment'), true)
  assert.deepEqual([lines.length, lines[0]?.startsWith('Name,Address,')], [4, true])
  for (const line of lines.slice(1)) assert.doesNotMatch(line, /(^|,)"?[=+@-]/)
  assert.match(lines.join('\n'), /'\+1@example\.com/)
  assert.equal((await (await file('?country=AT')).text()).trim().split('\r\n').length, 1)
  assert.equal((await file('?since=yesterday')).status, 400)
  const { token } = await database.inShop(shop, tx =>
    makeKey(tx, { name: 'K', scopes: ['read'], expiresAt: null, madeBy: 'test', now: new Date() }),
  )
  for (const path of ['people-file/people.csv', 'people', 'double-purchases'])
    assert.equal((await fetch(`${hub.origin}/api/v1/shops/${shop}/${path}`, { headers: { authorization: `Bearer ${token}` } })).status, 403)
})

test('two are one by the press that names what was shown, and two again by undoing it', async t => {
  const { shop, api, people } = await scene(t)
  const [one, other, third] = await people()
  const params = { shop, person: one!.id, other: other!.id }
  const preview = await api.call('GET /shops/{shop}/people/{person}/merge/{other}', { params })
  assert.match(preview.sentences[0]!, /^One person with 2 addresses and 2 orders/)
  const stale = api.call('POST /shops/{shop}/people/{person}/merge/{other}', { params, body: { mark: 'another' } })
  await assert.rejects(stale, /Look again, then press/)
  const { act } = await api.call('POST /shops/{shop}/people/{person}/merge/{other}', { params, body: { mark: preview.mark } })
  assert.equal((await people()).length, 2)
  await assert.rejects(api.call('GET /shops/{shop}/people/{person}/merge/{other}', { params }), /one person already/)
  const merged = await api.call('GET /shops/{shop}/people/{person}', { params: { shop, person: other!.id } })
  assert.equal(merged.addresses.length, 2)
  const stranger = api.call('POST /shops/{shop}/people/{person}/split', {
    params: { shop, person: one!.id },
    body: { addressId: third!.id },
  })
  await assert.rejects(stranger, /This address is not here/)
  await api.call('POST /shops/{shop}/people-acts/{act}/undo', { params: { shop, act } })
  assert.equal((await people()).length, 3)
})

test('notes, what she said, her language and forgetting go by the page of the person', async t => {
  const { shop, api, people } = await scene(t)
  const person = (await people()).find(({ addresses }) => addresses.includes('ana@example.com'))!.id
  const params = { shop, person }
  const { noteId } = await api.call('POST /shops/{shop}/people/{person}/notes', { params, body: { text: ' Knits ' } })
  await api.call('POST /shops/{shop}/people/{person}/consent', {
    params,
    body: { addressId: person, purpose: 'marketing', isGiven: true, words: 'At the fair' },
  })
  await api.call('PATCH /shops/{shop}/people/{person}', { params, body: { language: 'de' } })
  const whole = await api.call('GET /shops/{shop}/people/{person}', { params })
  assert.deepEqual(
    [
      whole.notes.map(({ text }) => text),
      whole.consent.map(({ words, source }) => [words, source]),
      whole.language,
      whole.addresses[0]?.may.marketing,
    ],
    [['Knits'], [['At the fair', 'note']], 'de', true],
  )
  await api.call('POST /shops/{shop}/people/{person}/notes/{note}/remove', { params: { ...params, note: noteId } })
  const preview = await api.call('GET /shops/{shop}/people/{person}/forget', { params })
  assert.deepEqual(preview, { addresses: 1, orders: 1, patterns: 1, mails: 0, notes: 0 })
  await api.call('POST /shops/{shop}/people/{person}/forget', { params, body: { addresses: 1 } })
  await assert.rejects(api.call('GET /shops/{shop}/people/{person}', { params }), /This person is not here/)
  assert.deepEqual(await api.call('POST /shops/{shop}/people/forget-address', { params: { shop }, body: { email: 'cleo@example.com' } }), {
    wasBuyer: true,
  })
  assert.equal((await people()).length, 1)
})

test('the rule for refunds is shown before it is kept', async t => {
  const { shop, api } = await scene(t)
  const before = await api.call('GET /shops/{shop}/refund-rule', { params: { shop }, query: { takes: 'never' } })
  assert.deepEqual([before.takes, before.days], ['at-once', 14])
  assert.match(before.sentence, /nothing changes for anybody/)
  await api.call('PUT /shops/{shop}/refund-rule', { params: { shop }, body: { takes: 'after', days: 30 } })
  const after = await api.call('GET /shops/{shop}/refund-rule', { params: { shop } })
  assert.deepEqual([after.takes, after.days], ['after', 30])
})
