import assert from 'node:assert/strict'
import { get } from 'node:http'
import { test } from 'node:test'
import { settleSignIn } from '#hub/library/sign-in.ts'
import { linkPath, takeMail } from '#hub/mail/hand-over.ts'
import { testDatabase } from '#testing/database.ts'
import { type LibraryScene, libraryScene, openLibraryHub, publicAddress } from '#testing/library-scene.ts'

const database = await testDatabase()
const ana = 'ana@example.com'

/** What the job does for each that asked. */
async function settle({ inShop }: LibraryScene): Promise<void> {
  for (const { sign_in_ask_id } of await inShop(tx => tx.selectFrom('sign_in_ask').select('sign_in_ask_id').execute()))
    await inShop(tx => settleSignIn(tx, sign_in_ask_id, new Date()))
}

/** Everything that a visitor could use up or take. */
const state = ({ inShop }: LibraryScene) =>
  inShop(async tx => ({
    links: await tx.selectFrom('library_link').select(['token_hash', 'used_at']).orderBy('token_hash').execute(),
    sessions: (await tx.selectFrom('library_session').selectAll().execute()).length,
    given: (await tx.selectFrom('given_bytes').selectAll().execute()).length,
    joined: (await tx.selectFrom('customer_address').selectAll().execute()).length,
    mails: (await tx.selectFrom('mail').selectAll().execute()).length,
    resets: (await tx.selectFrom('library_reset').selectAll().execute()).length,
    wishes: (await tx.selectFrom('buyer_wish').selectAll().execute()).length,
  }))

test('a mail scanner that fetches every link, and each link that it finds behind it, downloads nothing and uses nothing up', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  await scene.sell(ana)
  const cookie = await scene.signIn(ana)
  await scene.ask('my-data/address', { cookie, form: { email: 'ana.b@example.com' } })
  const door = { hold: null, address: publicAddress, isLogOnly: false, secretKey: hub.deps.secretKey } as const
  const mails: string[] = []
  for (;;) {
    const letter = await scene.inShop(tx => takeMail(tx, door, new Date()))
    if (letter === null) break
    if (letter !== 'settled') mails.push(letter.html)
  }
  const paths = new Set([linkPath(scene.slug, await scene.link(ana))])
  for (const mail of mails) for (const [, path] of mail.matchAll(/href="https:\/\/patterns\.example([^"]+)"/g)) paths.add(path!)
  assert.ok([...paths].some(path => path.includes('/address/')))
  const before = await state(scene)
  for (let round = 0; round < 3; round++)
    for (const path of [...paths])
      for (const method of ['HEAD', 'GET']) {
        const { status, text, cookies, headers } = await scene.ask(path, { method })
        assert.ok(status < 500, path)
        assert.deepEqual(cookies, [], 'it is let in nowhere')
        if (status !== 404) assert.match(headers.get('cache-control') ?? '', /no-store|immutable/, path)
        for (const [, found] of text.matchAll(/(?:href|action)="(\/[^"]+)"/g)) paths.add(found!)
      }
  assert.deepEqual(await state(scene), before)
  const pressed = await scene.ask([...paths][0]!, { form: {} })
  assert.equal(pressed.status, 303, 'and then it opens for her')
})

test('a link that opened once opens nothing for whoever gets it passed on; her own browser goes in, and she gets a new one by mail', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  await scene.sell(ana)
  const path = linkPath(scene.slug, await scene.link(ana))
  const cookie = (await scene.ask(path, { form: {} })).cookies[0]!
  const looked = await scene.ask(path)
  assert.deepEqual([looked.status, looked.cookies], [410, []])
  assert.match(looked.text, /pressed before/)
  assert.doesNotMatch(looked.text, /ana@/, 'it says nobody’s address')
  const mails = () => scene.inShop(tx => tx.selectFrom('mail').select(['kind', 'to_address']).where('kind', '=', 'sign-in').execute())
  const pressed = await scene.ask(path, { form: {} })
  assert.deepEqual([pressed.status, pressed.cookies], [200, []])
  await settle(scene)
  assert.deepEqual(await mails(), [{ kind: 'sign-in', to_address: ana }])
  assert.equal((await scene.ask(path, { cookie })).status, 200)
  const again = await scene.ask(path, { cookie, form: {} })
  assert.deepEqual([again.status, again.to], [303, `/library/${scene.slug}/`])
})

test('after she has signed out no mail that she got before opens anything, and her old session neither', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  await scene.sell(ana)
  await scene.sell('ben@example.com')
  const [forwarded, bens] = [await scene.link(ana), await scene.link('ben@example.com')]
  const cookie = await scene.signIn(ana)
  assert.equal((await scene.ask('sign-out', { cookie, form: {} })).status, 303)
  const pressed = await scene.ask(linkPath(scene.slug, forwarded), { form: {} })
  assert.deepEqual([pressed.status, pressed.cookies], [200, []])
  assert.doesNotMatch(pressed.text, /Wren Tee/)
  assert.equal((await scene.ask(`get/${scene.versions[1]}/a4/x.pdf`, { cookie })).status, 401)
  for (const path of ['my-data', 'my-data/all.json']) assert.equal((await scene.ask(path, { cookie })).status, 401)
  assert.equal((await scene.ask(linkPath(scene.slug, bens), { form: {} })).status, 303, 'others go on')
})

test('no header leads a mail or an answer elsewhere', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  await scene.sell(ana)
  const evil = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    forwarded: 'host=evil.example',
    'x-original-url': 'https://evil.example/',
    referer: 'https://evil.example/',
  }
  const asked = await scene.ask('sign-in', { form: { email: ana, next: 'https://evil.example' }, headers: evil })
  assert.equal(asked.status, 200)
  assert.doesNotMatch(asked.text, /evil/)
  await settle(scene)
  for (;;) {
    const letter = await scene.inShop(tx =>
      takeMail(tx, { hold: null, address: publicAddress, isLogOnly: false, secretKey: hub.deps.secretKey }, new Date()),
    )
    if (letter === null) break
    if (letter === 'settled') continue
    assert.doesNotMatch(letter.text + letter.html, /evil/)
    assert.ok(letter.text.includes(`${publicAddress}/library/${scene.slug}/open/`))
  }
  for (const path of ['', 'claim', `open/${await scene.link(ana)}`]) {
    const [status, text] = await askedAs('evil.example', hub.port, `/library/${scene.slug}/${path}`)
    assert.equal(status, 200)
    assert.doesNotMatch(text, /evil|https?:\/\//, path)
  }
  const cookie = await scene.signIn(ana)
  for (const to of [
    'https://evil.example/',
    '//evil.example/',
    `/library/${scene.slug}//evil.example`,
    `/library/${scene.slug}/../../evil`,
    `/library/${scene.slug}/open/x\r\nlocation: https://evil.example`,
    '/\\evil.example',
    'javascript:alert(1)',
    `/library/${scene.slug}/sign-out`,
    `/library/other-shop/my-data`,
  ]) {
    const answer = await scene.ask('language', { cookie, form: { language: 'de', to }, headers: evil })
    assert.deepEqual([answer.status, answer.to], [303, `/library/${scene.slug}/`], to)
  }
  const kept = await scene.ask('language', { cookie, form: { language: 'de', to: `/library/${scene.slug}/my-data` } })
  assert.equal(kept.to, `/library/${scene.slug}/my-data`)
  const wrong = await scene.ask('language', { cookie, form: { language: '"><script>', to: 'x' } })
  assert.deepEqual(wrong.cookies, [])
  const other = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  for (const path of ['language', 'sign-out', 'my-data/forget', 'my-data/address', `anew/${scene.pattern}`])
    assert.equal((await scene.ask(path, { cookie, form: { email: 'x@example.com' }, headers: other })).status, 403, path)
})

/** With a Host header of the asker's own. */
const askedAs = (host: string, port: number, path: string) =>
  new Promise<[number | undefined, string]>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { host } }, answer => {
      const parts: Buffer[] = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () => resolve([answer.statusCode, Buffer.concat(parts).toString('utf8')]))
    }).on('error', reject)
  })

test('signing in answers known and unknown alike, and by the same work: nothing is looked up for it', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  await scene.sell(ana)
  const hidden = `"order", order_line, entitlement, customer, mail`
  const answers = new Set<string>()
  await database.asOwner(`revoke select on ${hidden} from selvage_app`)
  try {
    for (const email of [ana, ` ${ana.toUpperCase()} `, 'stranger@example.com', `${'a'.repeat(60)}@example.com`]) {
      const { status, text, cookies } = await scene.ask('sign-in', { form: { email } })
      assert.deepEqual([status, cookies], [200, []], email)
      answers.add(text)
    }
  } finally {
    await database.asOwner(`grant select on ${hidden} to selvage_app`)
  }
  assert.equal(answers.size, 1)
  await settle(scene)
  const mails = await scene.inShop(tx => tx.selectFrom('mail').select('to_address').where('kind', '=', 'sign-in').execute())
  assert.deepEqual([...new Set(mails.map(one => one.to_address))], [ana])
  assert.deepEqual(await scene.inShop(tx => tx.selectFrom('sign_in_ask').selectAll().execute()), [], 'no address is left lying about')
})

test('a second address is shown after its proof in her own browser alone, and never by asking', async t => {
  const hub = await openLibraryHub(t, database)
  const scene = await libraryScene(hub, database)
  const [eve, victim] = ['eve@example.com', 'victim@example.com']
  await scene.sell(victim)
  await scene.sell(eve)
  await database.asOwner(`update entitlement set ended_at = now(), end_reason = 'refunded' where shop_id = $1 and customer_id = $2`, [
    scene.shop,
    await scene.customerOf(eve),
  ])
  const [eves, victims] = [await scene.signIn(eve), await scene.signIn(victim)]
  const asked = await scene.ask('my-data/address', { cookie: eves, form: { email: victim } })
  assert.match(asked.text, /on its way to victim@example\.com/)
  const nobody = await scene.ask('my-data/address', { cookie: eves, form: { email: 'nobody@example.com' } })
  assert.equal(nobody.text.replaceAll('nobody@', 'victim@'), asked.text, 'whoever bought or not')
  const letters: { to: string; text: string }[] = []
  for (;;) {
    const letter = await scene.inShop(tx =>
      takeMail(tx, { hold: null, address: publicAddress, isLogOnly: false, secretKey: hub.deps.secretKey }, new Date()),
    )
    if (letter === null) break
    if (letter !== 'settled') letters.push(letter)
  }
  const mail = letters.find(({ to, text }) => to === victim && text.includes('/address/'))!
  const path = /https:\/\/patterns\.example(\/\S+)/.exec(mail.text)![1]!
  assert.match(mail.text, /eve@example\.com/, 'it names who asks')
  for (const cookie of [victims, undefined]) {
    const pressed = await scene.ask(path, { form: {}, ...(cookie === undefined ? {} : { cookie }) })
    assert.equal(pressed.status, 403, 'she, or whoever else has the mail, joins nothing in another browser')
    assert.doesNotMatch(pressed.text, /eve@|victim@/)
  }
  assert.doesNotMatch((await scene.ask('', { cookie: eves })).text, /Wren Tee/)
  assert.equal((await scene.ask(path.replace(/.{6}$/, 'xxxxxx'), { cookie: eves, form: {} })).status, 410)
  // Who holds both proofs in one browser is one person.
  assert.match((await scene.ask(path, { cookie: eves })).text, /eve@example\.com.*victim@example\.com/s)
  assert.equal((await scene.ask(path, { cookie: eves, form: {} })).status, 303)
  for (const cookie of [eves, victims]) assert.match((await scene.ask('', { cookie })).text, /Wren Tee/)
  assert.equal((await scene.ask(path, { cookie: eves, form: {} })).status, 410, 'once')
  const sent = async () => (await scene.inShop(tx => tx.selectFrom('address_ask').selectAll().execute())).length
  for (let n = 0; n < 8; n++) await scene.ask('my-data/address', { cookie: eves, form: { email: `${n}@example.com` } })
  assert.equal(await sent(), 5, 'five a day, whatever is asked')
})
