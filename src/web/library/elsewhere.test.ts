import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { makeLink, openOrder } from '#hub/library/links.ts'
import { linkPath } from '#hub/mail/hand-over.ts'
import { answerThere } from '#kit/buyer-library-fake.ts'
import { openLibraryStage } from '#testing/buyer-library-stage.ts'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'
import { writeIntoLibraries } from '#work/buyer-libraries.ts'
import { contextFrom } from '#work/spoke-context.ts'
import { createApi } from '../api/client.ts'
import { sheet } from '../page.ts'
import { libraryCookie } from './visit.ts'

const database = await testDatabase()
const world = await openLibraryStage(database, { patterns: 2 })
const { stage, spoke, far, deps, shop, inShop, connection, sold, buy, customerOf, holds, now } = world
const closers: (() => Promise<void>)[] = [() => stage.stop()]
const address = { url: 'http://127.0.0.1:1', isOffered: true }
const seen = () => ({
  state: address.isOffered ? ('reached' as const) : ('unreachable' as const),
  url: address.url,
  checkedAt: now(),
  sentence: 'It leads here.',
})
const hub = await testHub({ after: fn => void closers.push(fn) }, database, {
  env: { SELVAGE_PUBLIC_URL: 'http://127.0.0.1:1' },
  changes: {
    spokes: deps.spokes,
    now,
    rates: deps.rates,
    publicUrl: { state: seen, isOffered: () => address.isOffered, check: async () => seen(), start: () => {}, stop: () => {} },
  },
  work: { contextFrom: given => contextFrom(deps, { ...given, requestClass: 'push' }) },
})
address.url = hub.origin
after(async () => {
  for (const close of closers.reverse()) await close()
})
const { slug } = await inShop(tx => tx.selectFrom('shop').select('slug').where('shop_id', '=', shop).executeTakeFirstOrThrow())
await far.open(`${hub.origin}/library/${slug}/agreed/${spoke.id}`)
const home = `${hub.origin}/library/${slug}/`

async function signIn(name: string): Promise<string> {
  const customer = await customerOf(name)
  const token = await inShop(tx => makeLink(tx, customer, now()))
  const pressed = await fetch(`${hub.origin}${linkPath(slug, token)}`, {
    method: 'POST',
    headers: { origin: hub.origin },
    redirect: 'manual',
  })
  return pressed.headers.getSetCookie()[0]!.split(';')[0]!
}
const look = async (cookie: string, path = home) => {
  const response = await fetch(path, { headers: { cookie }, redirect: 'manual' })
  return { status: response.status, text: await response.text(), location: response.headers.get('location') }
}
const press = async (cookie: string, path: string, origin = hub.origin) => {
  const response = await fetch(`${home}elsewhere/${path}`, { method: 'POST', headers: { cookie, origin }, redirect: 'manual' })
  return { status: response.status, text: await response.text(), location: response.headers.get('location') }
}
/** @returns the platform's page, as the link on ours leads there. */
const ask = async (cookie: string) => {
  const { status, text } = await press(cookie, `${connection}/ask`)
  assert.equal(status, 200)
  return /<a href="([^"]+)"/.exec(text)![1]!.replaceAll('&amp;', '&')
}
const work = () => writeIntoLibraries(deps, { shop, connection })

test('a buyer allows it without any script, comes back, sees each pattern, and takes it back', async () => {
  await buy('ana', sold)
  const cookie = await signIn('ana')
  const before = await look(cookie)
  assert.match(before.text, new RegExp(`Your ${spoke.label} library`))
  assert.match(before.text, new RegExp(`Put my patterns into my ${spoke.label} library`))
  const back = await answerThere(await ask(cookie), { as: 'ana', says: 'yes' })
  assert.equal(back.pathname, `/library/${slug}/agreed/${spoke.id}`)
  const answered = await look(cookie, back.href)
  assert.deepEqual([answered.status, answered.location], [303, `/library/${slug}/`])
  assert.match((await look(cookie)).text, /0 of your 2 patterns are in your library.*2 on the way/)
  await work()
  const after = await look(cookie)
  assert.match(after.text, /2 of your 2 patterns are in your library/)
  assert.match(after.text, /<li>Pattern 0: is in it<\/li>/)
  assert.deepEqual(await holds('ana'), ['Pattern 0', 'Pattern 1'])
  assert.doesNotMatch(after.text, /<script|style=|ana@example/)
  assert.ok(after.text.length + sheet.bytes.length < 60_000)
  const ended = await press(cookie, `${connection}/end`)
  assert.equal(ended.status, 303)
  assert.match((await look(cookie)).text, /Put my patterns into/)
})

test('an answer counts for the browser that asked, once: another buyer’s, a replayed and a forged one change nothing', async () => {
  await buy('bea', [sold[0]!])
  await buy('eve', [sold[0]!])
  const [bea, eve, beasPhone] = [await signIn('bea'), await signIn('eve'), await signIn('bea')]
  const agreed = async () =>
    (await database.asOwner<{ n: number }>('select count(*)::int as n from buyer_consent where ended_at is null'))[0]!.n
  const before = await agreed()
  // Eve allows it at her own account there, and has Bea open the answer.
  const slipped = await answerThere(await ask(eve), { as: 'eve', says: 'yes' })
  for (const cookie of [bea, eve]) {
    const { status, text } = await look(cookie, slipped.href)
    assert.equal(status, 400)
    assert.match(text, /belongs to another browser/)
  }
  const elsewhere = await answerThere(await ask(bea), { as: 'bea', says: 'yes' })
  assert.equal((await look(beasPhone, elsewhere.href)).status, 400, 'her own other session did not ask')
  assert.equal((await look('', elsewhere.href)).status, 401)
  for (const state of ['', 'x', 'x'.repeat(43)])
    assert.equal((await look(bea, `${home}agreed/${spoke.id}?code=1234&state=${state}`)).status, 400)
  const late = await answerThere(await ask(bea), { as: 'bea', says: 'yes' })
  assert.equal((await look(bea, late.href.replace(`/agreed/${spoke.id}`, '/agreed/other'))).status, 400)
  assert.equal(await agreed(), before)
  const good = await answerThere(await ask(bea), { as: 'bea', says: 'yes' })
  assert.equal((await look(bea, good.href)).status, 303)
  assert.equal((await look(bea, good.href)).status, 400, 'replayed')
  assert.equal(await agreed(), before + 1)
})

test('another page presses nothing for her, nobody presses without a session, and one order’s page offers nothing', async () => {
  await buy('cleo', [sold[0]!])
  const cookie = await signIn('cleo')
  assert.equal((await press(cookie, `${connection}/ask`, 'https://evil.example')).status, 403)
  assert.equal((await press('', `${connection}/ask`)).status, 401)
  for (const path of ['not-an-id/ask', `${shop}/ask`]) assert.equal((await press(cookie, path)).status, 400)
  const customer = await customerOf('cleo')
  const session = await inShop(async tx => {
    const { order_id } = await tx.selectFrom('entitlement').select('order_id').where('customer_id', '=', customer).executeTakeFirstOrThrow()
    return openOrder(tx, order_id, now())
  })
  const oneOrder = `${libraryCookie}=${session}`
  assert.doesNotMatch((await look(oneOrder)).text, new RegExp(`Your ${spoke.label} library`))
  assert.equal((await press(oneOrder, `${connection}/ask`)).status, 401)
})

test('no at the platform’s page is no, in a sentence', async () => {
  await buy('dora', [sold[0]!])
  const cookie = await signIn('dora')
  const { status, text } = await look(cookie, (await answerThere(await ask(cookie), { as: 'dora', says: 'no' })).href)
  assert.equal(status, 400)
  assert.match(text, new RegExp(`You said no at ${spoke.label}`))
})

test('it is offered only while the shop has it on, is live, and can be come back to; who agreed still sees it and may end it', async () => {
  await buy('fay', [sold[0]!])
  await buy('gil', [sold[0]!])
  const [fay, gil] = [await signIn('fay'), await signIn('gil')]
  assert.equal((await look(fay, (await answerThere(await ask(fay), { as: 'fay', says: 'yes' })).href)).status, 303)
  const shown = async (cookie: string) => {
    const { text } = await look(cookie)
    return text.includes('rests just now')
      ? 'rests'
      : /Put nothing more into/.test(text)
        ? 'agreed'
        : /Put my patterns into/.test(text)
          ? 'asked'
          : 'nothing'
  }
  assert.deepEqual([await shown(fay), await shown(gil)], ['agreed', 'asked'])
  for (const state of ['rehearsal', 'paused', 'reconnect']) {
    await world.change(connection, { state })
    assert.deepEqual([await shown(fay), await shown(gil)], ['rests', 'nothing'], state)
    assert.equal((await press(gil, `${connection}/ask`)).status, 400)
  }
  assert.equal((await press(fay, `${connection}/end`)).status, 303)
  assert.equal(await shown(fay), 'nothing')
  await world.change(connection, { state: 'live' })
  assert.equal(await shown(fay), 'asked')
})

test('the seller reads who agreed, what was written, what was refused and what to do, and no buyer’s name', async () => {
  const owner = await hub.newOwner()
  await inShop(tx => tx.insertInto('member').values({ shop_id: shop, user_id: owner.user, role: 'owner' }).execute())
  const api = createApi(hub.origin, owner.cookie)
  const of = (id: string) => api.call('GET /shops/{shop}/connections/{connection}/buyer-library', { params: { shop, connection: id } })
  const answer = await of(connection)
  assert.deepEqual([answer.can, answer.isOn, answer.isOffered, answer.written, answer.todo], [true, true, true, 2, null])
  assert.equal(answer.address, `${hub.origin}/library/${slug}/agreed/${spoke.id}`)
  assert.doesNotMatch(JSON.stringify(answer), /example\.com|accessToken/)
  await far.enable(false)
  await work()
  const waits = await of(connection)
  assert.equal(waits.todo, world.library.notEnabled)
  assert.ok(waits.waiting > 0)
  const other = await of(world.other)
  assert.deepEqual([other.can, other.isOn, other.buyers], [false, false, 0])
})
