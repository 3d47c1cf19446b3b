/** What is not right is refused where it comes in, each in a sentence that says what to do, and nothing of it is kept. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { after, type TestContext } from 'node:test'
import { goLive } from '#hub/connection/move-state.ts'
import { addressKeyHeader, addressKeyName } from '#kit/address-key.ts'
import type { Fake } from '#kit/fake.ts'
import { control } from '#kit/fake-control.ts'
import { memoryLimiter } from '#kit/rate.ts'
import { fakes, shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'
import { reached } from '#testing/work-deps.ts'
import type { WorkDeps } from '#work/deps.ts'
import { doorOf } from '#work/door.ts'
import { keepHooks } from '#work/hooks.ts'
import { pdfOf } from '../drill/props.ts'
import type { HookDelivery, WorkDoor } from './work-door.ts'

const database = await testDatabase()
const megabyte = 1_048_576

interface Refusal {
  readonly status: number
  readonly says: string
}

const refusal = (call: Promise<unknown>): Promise<Refusal> =>
  call.then(
    () => assert.fail('it went through'),
    (error: { status: number; message: string }) => ({ status: error.status, says: saidIn(error.message) }),
  )

const saidIn = (message: string): string => {
  const json = /\{"type".*\}$/s.exec(message)?.[0]
  return json === undefined ? message : (JSON.parse(json) as { detail: string }).detail
}

/** A sentence for people: a capital or a quote first, a full stop last, no word of ours. */
function isSentence(text: string): boolean {
  return /^[“A-Z]/.test(text) && /\.$/.test(text) && !/undefined|null|\[object|Error|ZodError|\bat .*:\d+/.test(text)
}

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../hub/file/pdf/fixtures', name))
const whole = Buffer.from(pdfOf('To be cut off'))
const uploading = await testHub({ after: fn => after(fn) }, database, { env: { SELVAGE_UPLOAD_LIMIT_MB: '1' } })

for (const { what, name, bytes, status, says } of [
  {
    what: 'a letter called .pdf',
    name: 'letter.pdf',
    bytes: Buffer.from('Dear reader'),
    status: 400,
    says: /“letter\.pdf” is not a PDF.*Export/,
  },
  {
    what: 'a web page called .pdf',
    name: 'page.pdf',
    bytes: Buffer.from('<!doctype html><p>Not found</p>'),
    status: 400,
    says: /is not a PDF/,
  },
  {
    what: 'a PDF cut off at half',
    name: 'half.pdf',
    bytes: whole.subarray(0, whole.length / 2),
    status: 400,
    says: /“half\.pdf”.*not complete/,
  },
  { what: 'a PDF without its last bytes', name: 'cut.pdf', bytes: whole.subarray(0, -40), status: 400, says: /“cut\.pdf”/ },
  { what: 'a PDF with a password', name: 'locked.pdf', bytes: fixture('needs-password.pdf'), status: 400, says: /“locked\.pdf”.*password/ },
  {
    what: 'a PDF against printing',
    name: 'mine.pdf',
    bytes: fixture('no-printing.pdf'),
    status: 400,
    says: /against printing and copying/,
  },
  { what: '0 bytes', name: 'empty.pdf', bytes: Buffer.alloc(0), status: 400, says: /“empty\.pdf” is empty \(0 bytes\)/ },
  {
    what: 'one byte over the limit',
    name: 'large.pdf',
    bytes: Buffer.alloc(megabyte + 1, 32),
    status: 413,
    says: /“large\.pdf” has.*up to 1 MB/,
  },
])
  test(`a file that cannot be sold: ${what}`, async () => {
    const hub = uploading
    const { shop, api, cookie } = await hub.newOwner()
    const send = async () => {
      const body = { fileName: name, sizeBytes: bytes.length }
      const { id } = await api.call('POST /shops/{shop}/uploads', { params: { shop }, body })
      const response = await fetch(`${hub.origin}/api/v1/shops/${shop}/uploads/${id}?offset=0`, {
        method: 'PUT',
        headers: { cookie, origin: hub.origin, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      })
      const { detail } = (await response.json()) as { detail: string }
      throw Object.assign(new Error(detail), { status: response.status })
    }
    const refused = await refusal(send())
    assert.equal(refused.status, status)
    assert.match(refused.says, says)
    assert.ok(isSentence(refused.says), refused.says)
    const left = await database.inShop(shop, async tx => [
      ...(await tx.selectFrom('upload').select('file_name as name').execute()),
      ...(await tx.selectFrom('blob').select('sha256 as name').execute()),
    ])
    assert.deepEqual([left, filesIn(join(hub.config.home, 'files')), filesIn(join(hub.config.home, 'uploads'))], [[], [], []])
  })

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => entry.name)
    : []

const priceOf = (minor: string, currency: string) => ({ currency, amount: { minor, currency }, sale: null })

test('a price that cannot be paid, in a currency that there is not: nothing is changed', async t => {
  const hub = await testHub(t, database)
  const { shop, api } = await hub.newOwner()
  const start = (price: { minor: string; currency: string }, sku: string) =>
    api.call('POST /shops/{shop}/patterns', { params: { shop }, body: { title: 'Wren', craft: 'sewing', sku, price } })
  for (const [minor, currency, says] of [
    ['0.005', 'EUR', /^Price should be a whole number of the smallest unit.*750 for 7\.50 EUR/],
    ['7,50', 'EUR', /^Price should be a whole number/],
    ['', 'EUR', /^Price should be a whole number/],
    ['9'.repeat(30), 'EUR', /^Price should be a whole number/],
    ['-750', 'EUR', /price|Price/],
    ['750', 'XXQ', /“XXQ” is not a currency.*EUR or USD/],
    ['750', 'euro', /^Price should have its currency as three capital letters/],
  ] as const) {
    const refused = await refusal(start({ minor, currency }, `NO-${minor}`.slice(0, 20)))
    assert.deepEqual([refused.status, isSentence(refused.says)], [400, true], refused.says)
    assert.match(refused.says, says)
  }
  assert.deepEqual((await api.call('GET /shops/{shop}/patterns', { params: { shop } })).items, [], 'nothing half-done')

  const { id, editNo } = await start({ minor: '750', currency: 'EUR' }, 'WREN')
  const params = { shop, pattern: id }
  for (const prices of [
    [priceOf('0.005', 'EUR')],
    [priceOf('900', 'EUR'), priceOf('900', 'XXQ')],
    [{ ...priceOf('900', 'EUR'), sale: { amount: { minor: '901', currency: 'EUR' }, from: null, to: null } }],
  ]) {
    const change = api.call('PATCH /shops/{shop}/patterns/{pattern}', { params, body: { editNo, title: 'Changed', prices } })
    const refused = await refusal(change)
    assert.deepEqual([refused.status, isSentence(refused.says)], [400, true], refused.says)
  }
  const now = await api.call('GET /shops/{shop}/patterns/{pattern}', { params })
  assert.deepEqual([now.title, now.prices.map(({ amount }) => amount), now.editNo], ['Wren', [{ minor: '750', currency: 'EUR' }], editNo])
})

for (const [spoke, fake] of await fakes()) {
  test(`${spoke}: wrong keys, one by one, connect nothing`, async t => {
    const { far, hub } = await besideFake(t, fake)
    const { shop, api } = await hub.newOwner()
    const { baseUrl, settings } = await far.credentials()
    const given = settings as Record<string, string>
    const connect = (changed: Record<string, string>) =>
      api.call('POST /shops/{shop}/connections', { params: { shop }, body: { spoke, label: 'Far', baseUrl, settings: changed } })
    const spokes = await shops()
    const { fields } = spokes.get(spoke)!.settings
    const needed = fields.filter(({ isSecret }) => isSecret).map(field => field.name)
    const wrong = needed.filter(name => given[name] !== undefined)
    assert.ok(wrong.length > 0)
    let refusals = 0
    for (const name of wrong) {
      const key = given[name]!
      const result = await connect({ ...given, [name]: `${key.slice(0, -1)}${key.endsWith('1') ? '2' : '1'}` }).then(
        made => made.id,
        (error: { status: number; message: string }) => error,
      )
      if (typeof result === 'string') {
        // One that no request is signed with until later.
        await api.call('POST /shops/{shop}/connections/{connection}/remove', { params: { shop, connection: result } })
        continue
      }
      refusals++
      assert.equal(result.status, 409, result.message)
      assert.match(result.message, /does not accept/)
    }
    // Where keys run out, those she gave may only serve to renew them; the spoke's own tests look at these.
    assert.ok(refusals > 0 || spokes.get(spoke)!.tokens !== null, 'no key is looked at')
    assert.deepEqual((await api.call('GET /shops/{shop}/connections', { params: { shop } })).items, [])
  })

  test(`${spoke}: an address inside a private network is refused where strangers type addresses, unless it is listed`, async t => {
    const { far, hub } = await besideFake(t, fake, { isListed: false })
    const { shop, api } = await hub.newOwner()
    const { baseUrl, settings } = await far.credentials()
    const connect = (host: string, to = api, into = shop) => {
      const body = { spoke, label: 'Far', baseUrl: host, settings: settings as Record<string, string> }
      return to.call('POST /shops/{shop}/connections', { params: { shop: into }, body })
    }
    const inside = [
      'http://10.0.0.7',
      'http://169.254.169.254',
      'http://[::1]:4400',
      'http://[::ffff:127.0.0.1]',
      'http://0x7f.1',
      'https://localhost',
    ]
    for (const host of [baseUrl, ...inside]) {
      const refused = await refusal(connect(host))
      assert.deepEqual([refused.status, isSentence(refused.says)], [409, true], `${host}: ${refused.says}`)
      assert.match(refused.says, /inside a private network.*Use the address under which everyone reaches the shop/)
    }
    assert.equal((await far.requests()).total, 0, 'nothing was sent there')
    assert.deepEqual((await api.call('GET /shops/{shop}/connections', { params: { shop } })).items, [])

    const shared = await besideFake(t, fake, { isListed: false, isPublic: false, isShared: true })
    const other = await shared.hub.newOwner('Eve')
    const refused = await refusal(connect((await shared.far.credentials()).baseUrl, other.api, other.shop))
    assert.match(refused.says, /inside a private network/)

    const listed = await besideFake(t, fake)
    const third = await listed.hub.newOwner('Ida')
    const own = await listed.far.credentials()
    const body = { spoke, label: 'Far', baseUrl: own.baseUrl, settings: own.settings as Record<string, string> }
    assert.equal((await third.api.call('POST /shops/{shop}/connections', { params: { shop: third.shop }, body })).state, 'rehearsal')
  })

  test(`${spoke}: a genuine message is kept; forged, cut short, unsigned, of another body or for nobody it is not`, async t => {
    const { keepHooks: hooks } = (await shops()).get(spoke)!
    if (isCannot(hooks)) return t.skip(hooks.cannot)
    const { far, hub, deps, heard } = await besideFake(t, fake)
    const { shop, api } = await hub.newOwner()
    const connect = async (baseUrl: string, settings: unknown) => {
      const body = { spoke, label: 'Far', baseUrl, settings: settings as Record<string, string> }
      const { id } = await api.call('POST /shops/{shop}/connections', { params: { shop }, body })
      await database.inShop(shop, tx => goLive(tx, id, new Date()))
      await keepHooks(deps, { shop, connection: id })
      return id
    }
    const { baseUrl, settings } = await far.credentials()
    const connection = await connect(baseUrl, settings)
    const kept = async () => (await database.inShop(shop, tx => tx.selectFrom('inbox').select('times').execute())).map(({ times }) => times)
    await far.sell({ lines: [{ remoteId: '0', title: 'Wren' }], email: 'bo@example.com', name: 'Bo Berg' })
    await far.deliver()
    const genuine = heard.find(({ isKept }) => isKept)!

    const send = async (to: string, headers: Headers, body: Uint8Array) => {
      // What came with the address goes back into it; under its own name it would be dropped at the door.
      const key = headers.get(addressKeyHeader)
      const query = key === null ? '' : `?${new URLSearchParams({ [addressKeyName]: key })}`
      const response = await fetch(`${hub.origin}/hooks/${to}${query}`, { method: 'POST', headers, body: new Uint8Array(body) })
      return { status: response.status, says: await response.text() }
    }
    const sent = genuine.delivery
    const plain = new Headers([...sent.headers].filter(([name]) => !/^(host|connection|content-length|accept-encoding)$/.test(name)))
    const withHeader = (name: string, change: (value: string) => string | null) => {
      const changed = new Headers(plain)
      const value = change(plain.get(name)!)
      if (value === null) changed.delete(name)
      else changed.set(name, value)
      return changed
    }
    // In hexadecimal, 'a' and 'A' are one digit.
    const flip = (text: string) => `${/^a/i.test(text) ? 'B' : 'A'}${text.slice(1)}`
    const signature = []
    for (const name of plain.keys()) if ((await send(connection, withHeader(name, flip), sent.body)).status === 401) signature.push(name)
    assert.equal(signature.length, 1, 'one header alone is the signature')
    const [name = ''] = signature
    const before = await kept()
    assert.ok(before.length > 0, 'a genuine one is kept')
    const otherBody = Buffer.from(sent.body)
    otherBody[otherBody.length - 2]! ^= 1
    for (const [what, headers, body] of [
      ['cut short', withHeader(name, value => value.slice(0, 10)), sent.body],
      ['one letter', withHeader(name, value => value.slice(0, 1)), sent.body],
      ['empty', withHeader(name, () => ''), sent.body],
      ['unsigned', withHeader(name, () => null), sent.body],
      ['too long', withHeader(name, value => value.repeat(2)), sent.body],
      // A key in an address proves who sends and not what: then nothing in it is believed.
      ...(name === addressKeyHeader ? [] : [['of another body', plain, otherBody] as const]),
      ['of no body', plain, new Uint8Array()],
    ] as const) {
      const refused = await send(connection, headers, body)
      assert.deepEqual(refused, { status: 401, says: 'The signature does not fit. Nothing was kept.' }, what)
    }
    for (const nobody of [randomUUID(), 'x', `${connection}'`]) {
      const refused = await send(nobody, plain, sent.body)
      assert.equal(refused.status, 404, nobody)
      assert.match(refused.says, /No shop is connected under this address\..*Delete this webhook/)
    }
    assert.deepEqual(await kept(), before, 'nothing of all this is kept')
  })
}

interface Heard {
  readonly delivery: HookDelivery
  /** Not a ping, which is heard and not kept. */
  readonly isKept: boolean
}

/** A hub whose door leads to the real work behind, beside a pretend storefront on this machine. */
async function besideFake(t: TestContext, fake: Fake, { isListed = true, isPublic = true, isShared = false } = {}) {
  const { running, far } = await startFake(t, fake)
  const spokes = await shops()
  const heard: Heard[] = []
  const place = { address: reached('http://127.0.0.1:1') }
  const env = {
    ...(isPublic ? { SELVAGE_PUBLIC_URL: 'https://patterns.example.com' } : {}),
    ...(isListed ? { SELVAGE_PRIVATE_HOSTS: new URL(running.url).host } : {}),
  }
  const base: TestHub = await testHub(t, database, { env })
  const deps: WorkDeps = {
    ...base.deps,
    spokes,
    rates: memoryLimiter(() => new Date()),
    publicUrl: () => place.address,
    isShared: () => isShared,
  }
  const door = doorOf(deps, null as never)
  const work: WorkDoor = {
    ...base.deps.work,
    ...door,
    takeHook: async delivery => {
      const answer = await door.takeHook(delivery)
      heard.push({ delivery, isKept: answer.sentence === 'Kept.' })
      return answer
    },
  }
  const hub = await testHub(t, database, { env, changes: { spokes, work } })
  place.address = reached(hub.origin)
  return { far, hub, deps, heard }
}

async function startFake(t: TestContext, fake: Fake) {
  const running = await fake.start({ port: 0, controlPort: 0, stateDir: null, seed: 1 })
  t.after(() => running.stop())
  return { running, far: control(running.controlUrl) }
}
