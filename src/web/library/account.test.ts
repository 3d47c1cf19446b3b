import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepConsent } from '#hub/person/consent.ts'
import { writeNote } from '#hub/person/notes.ts'
import { mergePeople } from '#hub/person/ties.ts'
import { readToday } from '#hub/today/read-today.ts'
import { testDatabase } from '#testing/database.ts'
import { libraryScene, openLibraryHub } from '#testing/library-scene.ts'
import { sheet } from '../page.ts'

const database = await testDatabase()
const ana = 'ana@example.com'

test('every page speaks as she chose, else as her browser asks, else as the shop says, and says so to caches', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  await scene.sell(ana)
  const spoken = async (path: string, headers: Record<string, string> = {}, cookie?: string) => {
    const answer = await scene.ask(path, { headers, ...(cookie === undefined ? {} : { cookie }) })
    assert.equal(answer.headers.get('vary'), 'Accept-Language, Cookie', path)
    assert.equal(answer.headers.get('cache-control'), 'no-store', path)
    return /<html lang="(\w+)">/.exec(answer.text)?.[1]
  }
  assert.equal(await spoken(''), 'en')
  await database.asOwner(`update shop set buyer_language = 'es' where shop_id = $1`, [scene.shop])
  assert.equal(await spoken(''), 'es')
  for (const path of [
    '',
    'claim',
    'open/x',
    'claim/open/x',
    'address/x',
    'my-data',
    'mails/x',
    `get/${scene.versions[0]}/a4/x.pdf`,
    'agreed/stub',
  ])
    assert.equal(await spoken(path, { 'accept-language': 'nl-BE,nl;q=0.9,en;q=0.3' }), 'nl', path)
  assert.equal(await spoken('/library/no-such-shop/', { 'accept-language': 'fr' }), 'fr')
  const chosen = await scene.ask('language', { form: { language: 'de', to: `/library/${scene.slug}/claim` } })
  assert.deepEqual([chosen.status, chosen.to, chosen.cookies], [303, `/library/${scene.slug}/claim`, ['selvage_language=de']])
  assert.equal(await spoken('claim', { 'accept-language': 'nl' }, 'selvage_language=de'), 'de')
  assert.equal(await spoken('', { 'accept-language': 'nl' }, 'selvage_language=xx'), 'nl', 'a cookie of nonsense is none')
  // Signed in, the choice is hers wherever she opens it, and her mails follow.
  const cookie = await scene.signIn(ana)
  await scene.ask('language', { cookie, form: { language: 'fr', to: '' } })
  assert.equal(await spoken('', { 'accept-language': 'nl' }, await scene.signIn(ana)), 'fr')
  await scene.sell(ana)
  const page = await scene.ask('', { cookie, headers: { 'accept-language': 'en' } })
  assert.match(page.text, /aria-label="Langue"/)
  for (const language of ['en', 'de', 'fr', 'es', 'nl']) assert.ok(page.text.includes(`value="${language}" lang="${language}"`))
  assert.ok(page.text.length + sheet.bytes.length < 60_000)
})

test('she reads what changed, in which sizes and files, which file to take and how to see its size', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  await scene.sell(ana, '#1', new Date('2026-03-01T12:00:00Z'))
  const cookie = await scene.signIn(ana)
  const { text } = await scene.ask('', { cookie })
  assert.match(text, /Version 1\.1, 1 February 2026<br>Bought on 1 March 2026/)
  assert.match(
    text,
    /<b>Corrected:<\/b> Row 14 corrected.*Sizes: S and M\. The others are as they were\. Changed: To print at home, on A4\./s,
  )
  assert.match(text, /The same as in version 1\.0\./)
  assert.match(text, /Earlier version \(1\)/)
  assert.match(text, /Measure the printed square with a ruler/)
  const german = (await scene.ask('', { cookie, headers: { 'accept-language': 'de' } })).text
  assert.match(german, /lang="de".*Größen: S und M\. Die anderen sind unverändert\. Geändert: Zum Ausdrucken zu Hause, auf A4\./s)
  assert.doesNotMatch(german, /(Version 1\.1, 1 Feb|Bought|Sign out|Help<)/)
})

test('the mail of an order goes once more as she asks, three times a day, to its own address and to nobody else', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  await scene.sell(ana, '#77')
  await scene.sell('ben@example.com', '#78')
  const order = async (number: string) =>
    (await scene.inShop(tx => tx.selectFrom('order').select('order_id').where('number', '=', number).executeTakeFirstOrThrow())).order_id
  const cookie = await scene.signIn(ana)
  const path = `my-data/again/${await order('#77')}`
  assert.match((await scene.ask('my-data', { cookie })).text, new RegExp(path))
  for (let n = 0; n < 3; n++) assert.match((await scene.ask(path, { cookie, form: {} })).text, /role="status">The mail of order #77/)
  assert.match((await scene.ask(path, { cookie, form: {} })).text, /was sent often today/)
  assert.equal((await scene.ask(`my-data/again/${await order('#78')}`, { cookie, form: {} })).to, `/library/${scene.slug}/my-data`)
  assert.equal((await scene.ask(path, { form: {} })).status, 401)
  const mails = await scene.inShop(tx => tx.selectFrom('mail').select(['to_address', 'subject']).where('kind', '=', 'files').execute())
  assert.deepEqual(mails, Array(3).fill({ to_address: ana, subject: 'Your pattern: Wren Tee' }))
})

test('she downloads what is held of her, of all her addresses and of nobody else, without what opens doors', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  await scene.sell(ana, '#77')
  await scene.sell('ben@example.com', '#78')
  const cookie = await scene.signIn(ana)
  await scene.ask(`get/${scene.versions[1]}/a4/x.pdf`, { cookie })
  await scene.ask(
    `my-data/again/${(await scene.inShop(tx => tx.selectFrom('order').select('order_id').where('number', '=', '#77').executeTakeFirstOrThrow())).order_id}`,
    { cookie, form: {} },
  )
  const [hers, bens] = [await scene.customerOf(ana), await scene.customerOf('ben@example.com')]
  await scene.inShop(async tx => {
    const word = { purpose: 'marketing', isGiven: true, source: 'note', key: 'fair', at: new Date() } as const
    await keepConsent(tx, { ...word, customerId: hers, words: 'signed the list at the fair' })
    await keepConsent(tx, { ...word, customerId: bens, words: 'said so by telephone' })
    await writeNote(tx, hers, { text: 'test-knits size 3', by: 'seller', now: new Date() })
    // The seller’s word that they are one hands nothing of his to her.
    await mergePeople(tx, [hers, bens], { by: 'seller', now: new Date() })
  })
  const answer = await scene.ask('my-data/all.json', { cookie })
  assert.equal(answer.headers.get('content-disposition'), `attachment; filename="my-data-${scene.slug}.json"`)
  const held = JSON.parse(answer.text) as Record<string, object[]>
  assert.deepEqual(
    ['addresses', 'orders', 'library', 'filesGiven', 'mails', 'devices'].map(name => held[name]!.length),
    [1, 1, 1, 1, 1, 1],
  )
  assert.match(answer.text, /"minor": "750"/)
  assert.partialDeepStrictEqual(held.consent, [
    { purpose: 'marketing', isGiven: true, source: 'note', words: 'signed the list at the fair' },
  ])
  assert.partialDeepStrictEqual(held.notes, [{ text: 'test-knits size 3' }])
  assert.doesNotMatch(answer.text, /ben@|telephone|#78|token|\/open\//)
})

test('a wish to be forgotten stands on Today with her addresses until it is done, and can be taken back', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  await scene.sell(ana)
  const cookie = await scene.signIn(ana)
  const wishes = async () => (await scene.inShop(tx => readToday(tx, new Date()))).buyerWishes.map(({ addresses }) => addresses)
  for (let n = 0; n < 2; n++) assert.equal((await scene.ask('my-data/forget', { cookie, form: {} })).status, 303)
  assert.deepEqual(await wishes(), [[ana]])
  assert.match((await scene.ask('my-data', { cookie })).text, /You asked to be forgotten on/)
  await scene.ask('my-data/keep', { cookie, form: {} })
  assert.deepEqual(await wishes(), [])
  assert.equal((await scene.ask('my-data/forget', { form: {} })).status, 401)
  await scene.ask('my-data/forget', { cookie, form: {} })
  const [{ id } = { id: '' }] = (await scene.inShop(tx => readToday(tx, new Date()))).buyerWishes
  const owner = await hub.newOwner()
  await database.asOwner(`insert into member (shop_id, user_id, role) values ($1, $2, 'owner')`, [scene.shop, owner.user])
  const today = await owner.api.call('GET /shops/{shop}/today', { params: { shop: scene.shop } })
  const [todo] = today.todos
  const params = { shop: scene.shop, person: await scene.customerOf(ana) }
  assert.deepEqual([todo!.wish!.message, todo!.wish!.isOfLibrary, todo!.href], [ana, true, `/people/${params.person}`])
  assert.notEqual((await owner.api.call('GET /shops/{shop}/people/{person}', { params })).wishedAt, null)
  await owner.api.call('POST /shops/{shop}/deliveries/{delivery}/done', { params: { shop: scene.shop, delivery: id } })
  assert.deepEqual(await wishes(), [])
  await scene.ask('my-data/forget', { cookie, form: {} })
  await owner.api.call('POST /shops/{shop}/people/{person}/forget', { params, body: { addresses: 1 } })
  assert.deepEqual(await wishes(), [], 'forgetting her on her page is doing it')
  assert.equal((await scene.ask('my-data', { cookie })).status, 401)
})
