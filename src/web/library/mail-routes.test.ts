import assert from 'node:assert/strict'
import test from 'node:test'
import type { ShopId } from '#database'
import { tongueOf } from '#hub/buyer-words/index.ts'
import { inviteMail } from '#hub/mail/content.ts'
import { takeMail } from '#hub/mail/hand-over.ts'
import { readUnsubscribeToken, unsubscribeToken } from '#hub/mail/unsubscribe.ts'
import { writeMail } from '#hub/mail/write-mail.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { forgetPerson } from '#hub/person/forget-person.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, saleOf } from '#testing/sales.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'

const database = await testDatabase()
const url = 'https://patterns.example'
const state = () => ({ state: 'reached' as const, url, checkedAt: new Date(), sentence: '' })
const now = new Date('2026-03-10T12:00:00Z')

const openHub = (t: Parameters<typeof testHub>[0]) =>
  testHub(t, database, {
    env: { SELVAGE_PUBLIC_URL: url },
    changes: { publicUrl: { state, isOffered: () => true, check: async () => state(), start: () => {}, stop: () => {} } },
  })

async function scene(hub: TestHub) {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  const { slug, customer } = await database.inShop(shop, async tx => {
    await takeOrders(tx, connection, [saleOf()], now)
    const { slug } = await tx.selectFrom('shop').select('slug').executeTakeFirstOrThrow()
    return { slug, customer: (await tx.selectFrom('customer').select('customer_id').executeTakeFirstOrThrow()).customer_id }
  })
  const letter = (kind: 'invitation' | 'correction' | 'files', key: string = kind) =>
    database.inShop(shop, async tx => {
      const content = { subject: 'S', text: 'Read this: {{link}}', html: '<html><body><p>{{link}}</p></body></html>' }
      await writeMail(tx, { key, kind, customerId: customer, to: 'ana@example.com', content, now })
      return takeMail(tx, { hold: null, address: url, isLogOnly: false, secretKey: hub.deps.secretKey }, now)
    })
  const words = () =>
    database.inShop(shop, tx => tx.selectFrom('consent_word').select(['purpose', 'is_given', 'source', 'words']).orderBy('at').execute())
  const at = (link: string) => `${hub.origin}${new URL(link).pathname}`
  return { shop, slug, customer, letter, words, at }
}

const sent = <T>(letter: T | 'settled' | null): T => {
  assert.ok(letter !== null && letter !== 'settled')
  return letter
}

test('a mail of a class that can be stopped carries its link, in the text, in the HTML and for mail programs; that of an order carries none', async t => {
  const hub = await openHub(t)
  const { letter } = await scene(hub)
  for (const kind of ['invitation', 'correction'] as const) {
    const { unsubscribe, text, html } = sent(await letter(kind))
    assert.match(unsubscribe!, /^https:\/\/patterns\.example\/library\/[^/]+\/mails\/[\w-]{44}$/)
    assert.ok(text.endsWith(unsubscribe!) && html.includes(`href="${unsubscribe}"`) && html.endsWith('</body></html>'))
    assert.equal(unsubscribe!.includes('ana'), false)
  }
  const files = sent(await letter('files'))
  assert.deepEqual([files.unsubscribe, /Stop them/.test(files.text)], [null, false])
})

test('looking changes nothing, however often; a mail program’s own post stops them without cookie or origin, and what waits stays here', async t => {
  const hub = await openHub(t)
  const { letter, words, at } = await scene(hub)
  const link = at(sent(await letter('invitation')).unsubscribe!)
  for (const method of ['GET', 'HEAD']) assert.equal((await fetch(link, { method })).status, 200)
  assert.deepEqual(await words(), [])
  const post = () =>
    fetch(link, { method: 'POST', body: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  for (const _ of [1, 2]) {
    const answer = await post()
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /These mails are stopped/)
  }
  assert.deepEqual(await words(), [
    { purpose: 'service', is_given: false, source: 'unsubscribe', words: 'Mails about what you bought: Stop these mails' },
  ])
  assert.equal(await letter('invitation', 'another'), 'settled')
  const { unsubscribe } = sent(await letter('correction'))
  assert.ok(unsubscribe, 'another class goes on')
  const page = await (await fetch(link)).text()
  assert.equal(/<script|ana@example/i.test(page), false)
})

test('on the page she may have them again, and the newest press holds', async t => {
  const hub = await openHub(t)
  const { letter, words, at } = await scene(hub)
  const link = at(sent(await letter('correction')).unsubscribe!)
  const press = (body: Record<string, string>) =>
    fetch(link, { method: 'POST', body: new URLSearchParams(body), headers: { origin: hub.origin } }).then(answer => answer.text())
  assert.match(await press({}), /does not write to you about new versions any more. Your library still shows them/)
  assert.equal(await letter('correction', 'v2'), 'settled')
  assert.match(await press({ again: 'yes' }), /when a pattern that you have is corrected/)
  sent(await letter('correction', 'v3'))
  assert.deepEqual(
    (await words()).map(({ is_given }) => is_given),
    [false, true],
  )
})

test('a link that is cut, changed, of another shop or of somebody forgotten stops nothing and tells nobody', async t => {
  const hub = await openHub(t)
  const [one, other] = [await scene(hub), await scene(hub)]
  const token = unsubscribeToken(hub.deps.secretKey, { shop: one.shop, customerId: one.customer, purpose: 'marketing' })
  assert.deepEqual(readUnsubscribeToken(hub.deps.secretKey, one.shop, token), { customerId: one.customer, purpose: 'marketing' })
  const flipped = Buffer.from(token, 'base64url')
  flipped[0] = 0
  const wrong: [ShopId, string, string][] = [
    [one.shop, one.slug, token.slice(0, -2)],
    [one.shop, one.slug, flipped.toString('base64url')],
    [other.shop, other.slug, token],
    [one.shop, one.slug, 'x'],
  ]
  for (const [shop, slug, tried] of wrong) {
    assert.equal(readUnsubscribeToken(hub.deps.secretKey, shop, tried), null)
    for (const method of ['GET', 'POST'])
      assert.equal((await fetch(`${hub.origin}/library/${slug}/mails/${tried}`, { method })).status, 404)
  }
  await database.inShop(one.shop, tx => forgetPerson(tx, one.customer, { seen: 1, now }))
  assert.equal((await fetch(`${hub.origin}/library/${one.slug}/mails/${token}`, { method: 'POST' })).status, 404)
  assert.deepEqual([...(await one.words()), ...(await other.words())], [])
})

test('the page, the word that is kept and the foot of a mail speak her language, and the choice of another leads back to it', async t => {
  const hub = await openHub(t)
  const { shop, slug, customer, words, at } = await scene(hub)
  const letter = await database.inShop(shop, async tx => {
    const content = inviteMail(tongueOf('de'), { shop: 'S', buyer: null, patterns: ['Wren Tee'] })
    await writeMail(tx, { key: 'invite', kind: 'invitation', customerId: customer, to: 'ana@example.com', content, now })
    return takeMail(tx, { hold: null, address: url, isLogOnly: false, secretKey: hub.deps.secretKey }, now)
  })
  const { unsubscribe, text, html } = sent(letter)
  assert.ok(text.endsWith(`Du möchtest solche Mails nicht mehr bekommen? Hier abbestellen.\n${unsubscribe}`))
  assert.ok(html.includes(`<a href="${unsubscribe}">Hier abbestellen</a>`))
  const link = at(unsubscribe!)
  const french = await (await fetch(link, { headers: { 'accept-language': 'fr-CA' } })).text()
  assert.match(french, /<html lang="fr">.*E-mails sur vos achats.*Ne plus recevoir ces e-mails/s)
  const back = new URL(link).pathname
  const chosen = await fetch(`${hub.origin}/library/${slug}/language`, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ language: 'nl', to: back }), headers: { origin: hub.origin } },
  })
  assert.equal(chosen.headers.get('location'), back)
  await fetch(link, { method: 'POST', headers: { 'accept-language': 'es', origin: hub.origin } })
  assert.deepEqual(
    (await words()).map(word => word.words),
    ['Mensajes sobre lo que compraste: No recibir más estos mensajes'],
  )
})
