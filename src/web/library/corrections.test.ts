/** Corrections as buyers and everybody read them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSession } from '#hub/library/links.ts'
import { testDatabase } from '#testing/database.ts'
import { erratumScene } from '#testing/erratum-scene.ts'
import { testHub } from '#testing/web-hub.ts'

const database = await testDatabase()
const open = { SELVAGE_PUBLIC_URL: 'http://127.0.0.1:1' }
const reached = () => ({ state: 'reached' as const, url: open.SELVAGE_PUBLIC_URL, checkedAt: new Date(), sentence: '' })

async function stage(t: Parameters<typeof testHub>[0]) {
  const scene = await erratumScene(database)
  const hub = await testHub(t, database, {
    env: open,
    changes: { publicUrl: { state: reached, isOffered: () => true, check: async () => reached(), start: () => {}, stop: () => {} } },
  })
  await scene.sell('open', [scene.saleTo('ana@example.com', new Date('2026-03-01T12:00:00Z'))])
  const customer = (await scene.inShop(tx => tx.selectFrom('customer').select('customer_id').executeTakeFirstOrThrow())).customer_id
  const { slug } = await scene.inShop(tx => tx.selectFrom('shop').select('slug').executeTakeFirstOrThrow())
  const session = await scene.inShop(tx => openSession(tx, customer, new Date()))
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${hub.origin}${path}`, { headers })
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
  const base = `/library/${slug}`
  const cookie = `selvage_library=${session}`
  const tell = async (more: Parameters<typeof scene.draft>[0] = {}) => {
    await scene.press(await scene.draft({ notes: { en: 'Row 14: k2tog & <b>not</b> k2.', de: 'Reihe 14 beginnt anders.' }, ...more }), 0)
    await scene.deliver()
  }
  return { ...scene, hub, get, base, cookie, tell, page: `${base}/corrections/${scene.pattern}` }
}

test('before anything went out there is no page; afterwards everybody reads it, in the languages of the note', async t => {
  const { get, page, base, tell } = await stage(t)
  assert.equal((await get(page)).status, 404)
  assert.equal((await get(`${base}/corrections/no-such-pattern`)).status, 404)
  assert.equal((await get(`${page}/feed.atom`)).status, 404)
  await tell({ severity: 'some-sizes', sizes: ['38', '<40>'], places: 'page 3' })
  const english = await get(page)
  assert.equal(english.status, 200)
  assert.match(english.text, /<html lang="en">/)
  assert.match(english.text, /A correction to some sizes/)
  assert.match(english.text, /38, &lt;40&gt;/)
  assert.match(english.text, /Row 14: k2tog &amp; &lt;b&gt;not&lt;\/b&gt; k2\./)
  assert.match(english.text, /Version 1\.1 puts it right/)
  assert.doesNotMatch(english.text, /<script|ana@example\.com/)
  assert.equal(english.headers.get('x-robots-tag'), null, 'it may be found')
  assert.ok(english.text.length < 60_000)
  const german = await get(`${page}?in=de`)
  assert.match(german.text, /<html lang="de">/)
  assert.match(german.text, /Reihe 14 beginnt anders\./)
  assert.match((await get(page, { 'accept-language': 'de-AT,en;q=0.5' })).text, /Korrektur für einige Größen/)
  assert.match((await get(`${page}?in=fr`)).text, /<div lang="en">/, 'a note that was not written in it stands as it was written')
  assert.match((await get(`${base}/corrections`)).text, /Wren Tee/)
})

test('the feed is Atom, with each correction by an id of its own', async t => {
  const { get, page, tell } = await stage(t)
  await tell()
  const { text, headers } = await get(`${page}/feed.atom`)
  assert.match(headers.get('content-type') ?? '', /^application\/atom\+xml/)
  assert.match(text, /^<\?xml version="1\.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom"/)
  assert.match(text, /<id>urn:uuid:[0-9a-f-]{36}<\/id>/)
  assert.match(text, /k2tog &amp; &lt;b&gt;not&lt;\/b&gt; k2/)
})

test('an owner reads it in her library, and says there whether she is written to', async t => {
  const { get, base, cookie, tell, hub, inShop } = await stage(t)
  assert.doesNotMatch((await get(`${base}/`, { cookie })).text, /correction-mails/, 'there is nothing to say yet')
  await tell({ severity: 'stop' })
  const { text } = await get(`${base}/`, { cookie })
  assert.match(text, /<b>Please stop for now\.<\/b> Please do not go on before you have read this\./)
  assert.match(text, /No mails about corrections/)
  const say = (wanted: string, who: Record<string, string>) =>
    fetch(`${hub.origin}${base}/correction-mails`, {
      redirect: 'manual',
      method: 'POST',
      headers: { ...who, origin: hub.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: `wanted=${wanted}`,
    })
  const said = async () =>
    (await inShop(tx => tx.selectFrom('consent_word').select(['purpose', 'is_given', 'words']).orderBy('at', 'desc').execute())).map(
      one => `${one.purpose} ${one.is_given ? 'yes' : 'no'}: ${one.words}`,
    )
  assert.equal((await say('no', {})).status, 401, 'who is not signed in says nothing')
  assert.deepEqual(await said(), [])
  assert.equal((await say('no', { cookie })).status, 303)
  const [no, ...others] = await said()
  assert.match(no ?? '', /^order no: .*No mails about corrections/, 'with what she saw')
  assert.equal(others.length, 0)
  assert.match((await get(`${base}/`, { cookie })).text, /Write to me about corrections/)
  await say('yes', { cookie })
  assert.match((await said())[0] ?? '', /^order yes: .*Write to me about corrections/)
})
