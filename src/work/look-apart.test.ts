/** What may go wrong on the way to a picture or a file, at a storefront that gives whatever it likes: nothing of it stops what was found. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql, type Tx } from '#database'
import { connect } from '#hub/connection/connect.ts'
import { readJoinListings } from '#hub/join/read-listings.ts'
import type { ListingFile } from '#hub/listing/content.ts'
import { keepFound } from '#hub/listing/found.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { observedOf } from '#testing/found.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { secretKey, testWorld } from '#testing/work-deps.ts'
import { lookAtListings } from './look.ts'

const database = await testDatabase()
const cup = readFileSync(join(import.meta.dirname, '../hub/picture/fixtures/cup.jpg'))

type Answer = { status: number; headers?: Record<string, string>; body?: Uint8Array | 'endless' }

async function scene(t: TestContext, pictures: Readonly<Record<string, Answer | string>>, files: readonly ListingFile[] = []) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const marked = request.headers['if-none-match']
    asked.push(marked === undefined ? path : `${path} ${marked}`)
    const answer = pictures[path.slice(1)] as Answer
    const isKnown = marked !== undefined && marked === answer.headers?.etag
    response.writeHead(isKnown ? 304 : answer.status, answer.headers)
    if (answer.body !== 'endless' || isKnown) return void response.end(isKnown ? undefined : answer.body)
    const pour = () => !response.destroyed && response.write(Buffer.alloc(1_000_000), () => setImmediate(pour))
    pour()
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stub = stubShop()
  const opened: string[] = []
  const spoke = {
    ...stub.spoke,
    pictureAddress: ({ extras }: { extras: unknown }) => extras as string,
    openListedFile: async (_: unknown, { remoteId }: { remoteId: string }, key: string) => {
      opened.push(`${remoteId} ${key}`)
      return new Blob([`bytes of ${key}`]).stream() as ReadableStream<Uint8Array>
    },
  }
  const world = testWorld(database)
  const deps = {
    ...world.deps,
    spokes: new Map([
      ['stub', spoke as never],
      ['other', { ...spoke, id: 'other' } as never],
    ]),
  }
  const shop = await newShop(database)
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const plug = (id: string, url: string) =>
    inShop(tx =>
      connect(tx, {
        spoke: id,
        label: id,
        baseUrl: url,
        account: '',
        currency: 'EUR',
        facts: { name: 'Stub', version: null, warnings: [] },
        settings: { secret: 's' },
        secretKey,
        now: deps.now(),
      }),
    )
  const connection = await plug('stub', baseUrl)
  await plug('other', 'https://other.example')
  const find = (moved: Readonly<Record<string, string>> = {}) =>
    inShop(tx =>
      keepFound(
        tx,
        connection,
        Object.entries(pictures).map(([name, answer]) => ({
          ...observedOf(name, { title: name, files }),
          extras: moved[name] ?? (typeof answer === 'string' ? answer : `${baseUrl}/${name}`),
        })),
        deps.now(),
      ),
    )
  await find()
  return {
    asked,
    opened,
    baseUrl,
    pass: world.pass,
    find,
    look: () => lookAtListings(deps, { shop, connection }),
    told: async () =>
      new Map(
        (await inShop(readJoinListings)).map(({ title, look, imageMarks, files: told }) => [title, { look, imageMarks, files: told }]),
      ),
    matchings: async () => (await inShop(tx => sql`select from event where name = 'matching.wanted'`.execute(tx))).rows.length,
  }
}

test('a picture that is missing, none, too large, sent on in a circle or elsewhere is nothing, and the next one is looked at', async t => {
  const { look, told, asked, matchings } = await scene(t, {
    gone: { status: 404 },
    page: { status: 200, body: Buffer.from('<html>Please log in</html>') },
    endless: { status: 200, body: 'endless' },
    circle: { status: 302, headers: { location: '/circle' } },
    broken: { status: 500 },
    metadata: { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' } },
    inside: 'http://127.0.0.1:1/x.jpg',
    private: 'https://127.0.0.1/x.jpg',
    odd: 'file:///etc/passwd',
    keyed: 'https://me:secret@pictures.example/x.jpg',
    wanders: { status: 301, headers: { location: '/fine' } },
    fine: { status: 200, body: cup },
  })
  await look()
  const seen = await told()
  assert.deepEqual(
    [...seen]
      .filter(([, { look: own }]) => own !== null)
      .map(([title]) => title)
      .sort(),
    ['fine', 'wanders'],
  )
  // A page that is no picture has bytes all the same.
  assert.deepEqual(
    [...seen]
      .filter(([, { imageMarks }]) => imageMarks.length > 0)
      .map(([title]) => title)
      .sort(),
    ['fine', 'page', 'wanders'],
  )
  assert.equal(await matchings(), 1)
  const before = asked.length
  await look()
  assert.equal(asked.length, before, 'nothing is due')
  assert.equal(await matchings(), 1, 'and nothing is compared anew')
})

test('a picture is asked for again after a week by its mark, at once where its address is another, and a missing one after a day', async t => {
  const { look, told, asked, pass, find, baseUrl } = await scene(t, {
    a: { status: 200, headers: { etag: '"1"' }, body: cup },
    b: { status: 404 },
  })
  await look()
  assert.deepEqual(asked.splice(0).sort(), ['/a', '/b'])
  pass(24 * 3_600_000)
  await look()
  assert.deepEqual(asked.splice(0), ['/b'])
  pass(7 * 24 * 3_600_000)
  await look()
  assert.deepEqual(asked.splice(0).sort(), ['/a "1"', '/b'])
  assert.notEqual((await told()).get('a')?.look, null, 'it is as it was')
  await find({ b: `${baseUrl}/a` })
  await look()
  assert.deepEqual(asked.splice(0), ['/a'])
  assert.equal((await told()).get('b')?.look, (await told()).get('a')?.look)
})

test('files are known by their bytes where the storefront hands them out, once, and as many in a day as is decent', async t => {
  const names = Array.from({ length: 20 }, (_, at) => ({ key: `k${at}`, name: `k${at}.pdf`, sha256: '' }))
  const { look, told, opened, pass, matchings } = await scene(t, { a: { status: 404 }, b: { status: 404 } }, names)
  await look()
  assert.equal(opened.length, 30)
  pass(24 * 3_600_000)
  await look()
  assert.equal(new Set(opened).size, 40, 'each once')
  assert.equal(opened.length, 40)
  const [a, b] = [(await told()).get('a')!, (await told()).get('b')!]
  assert.deepEqual(a.files, b.files, 'the same bytes at both')
  assert.match(a.files[0]!.mark, /^[0-9a-f]{16}$/)
  assert.equal(await matchings(), 2)
})
