import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { isPublicAddress, publicLookup } from './address.ts'
import { remedyOf, SpokeError } from './error.ts'
import { type FetchOptions, makeFetch, retryAfterMs } from './http.ts'
import { type Learned, memoryLimiter, type RateLimiter, slidingMs } from './rate.ts'

const stops: (() => void)[] = []
after(() => {
  for (const stop of stops) stop()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const said: string[] = []
const log = { debug: (fields: object, message: string) => void said.push(JSON.stringify({ ...fields, message })) }
const options = (change: Partial<FetchOptions> = {}): FetchOptions => ({
  rates: null,
  requestClass: 'push',
  now: () => new Date(),
  allowPrivate: true,
  log,
  ...change,
})

async function fault(promise: Promise<unknown>): Promise<SpokeError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof SpokeError, `expected a SpokeError, got ${error}`)
  return error
}

test('an answer comes with status, headers and body; a packed one unpacked; strings and streams are sent whole', async () => {
  const base = await serve(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = JSON.stringify({
      method: request.method,
      length: request.headers['content-length'] ?? null,
      body: Buffer.concat(parts).toString(),
    })
    response.writeHead(201, { 'content-encoding': 'gzip', 'x-wp-total': '7' }).end(gzipSync(body))
  })
  const fetch = makeFetch(options())
  const text = await fetch(`${base}/a`, { method: 'PUT', body: 'żółć' })
  assert.equal(text.status, 201)
  assert.equal(text.headers.get('x-wp-total'), '7')
  assert.deepEqual(await text.json(), { method: 'PUT', length: '8', body: 'żółć' })
  const stream = new Blob(['abc', 'def']).stream()
  const streamed = await fetch(`${base}/b`, { method: 'POST', body: stream, headers: { 'content-length': '6' } })
  assert.deepEqual(await streamed.json(), { method: 'POST', length: '6', body: 'abcdef' })
})

test('a line that nobody answers is a passing fault, known not to have arrived', async () => {
  const error = await fault(makeFetch(options())('http://127.0.0.1:9/x', { method: 'POST', body: 'x' }))
  assert.deepEqual([error.remedy, error.isUnknown], ['retry', false])
})

test('a write whose answer never came is unknown, a read is not', async () => {
  const base = await serve(request => request.socket.destroy())
  const fetch = makeFetch(options())
  assert.deepEqual(await fault(fetch(base, { method: 'POST', body: '{}' })).then(e => [e.remedy, e.isUnknown]), ['retry', true])
  assert.deepEqual(await fault(fetch(base)).then(e => [e.remedy, e.isUnknown]), ['retry', false])
})

test('time runs for the whole answer, not only for its head', async () => {
  const base = await serve((_request, response) => void response.writeHead(200).write('a little'))
  const response = await makeFetch(options())(base, { method: 'POST', timeoutMs: 150 })
  const error = await fault(response.text())
  assert.deepEqual([error.remedy, error.isUnknown], ['retry', true])
  const silent = await serve(() => {})
  const startedAt = Date.now()
  await fault(makeFetch(options())(silent, { timeoutMs: 100 }))
  assert.ok(Date.now() - startedAt < 2000)
})

test('an answer that is cut off, or too large, plain or packed, is a fault while it is read', async () => {
  const cut = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => response.destroy(), 20)
  })
  assert.equal((await fault(makeFetch(options())(cut).then(r => r.text()))).remedy, 'retry')
  const large = await serve((_request, response) => void response.end(Buffer.alloc(5000)))
  assert.match((await fault(makeFetch(options())(large, { maxBytes: 1000 }).then(r => r.text()))).message, /larger than 1000 bytes/)
  const bomb = await serve(
    (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
  )
  assert.match((await fault(makeFetch(options())(bomb, { maxBytes: 100_000 }).then(r => r.text()))).message, /larger than/)
})

test('keys do not follow a redirect to another host; without keys it is followed', async () => {
  const seen: (string | undefined)[] = []
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization)
    response.end('other')
  })
  const base = await serve(
    (_request, response) => void response.writeHead(302, { location: `${other.replace('127.0.0.1', 'localhost')}/there` }).end(),
  )
  const fetch = makeFetch(options())
  const kept = await fetch(base, { headers: { authorization: 'Basic abc' } })
  assert.deepEqual([kept.status, seen.length], [302, 0])
  assert.equal((await fetch(`${base}/?consumer_key=ck_1`)).status, 302)
  assert.equal(await fetch(base).then(r => r.text()), 'other')
  assert.deepEqual(seen, [undefined])
  // A write is never sent twice by a redirect.
  assert.equal((await fetch(base, { method: 'POST', body: 'x' })).status, 302)
})

test('private, loopback, link-local, metadata and mapped addresses are refused; listed hosts are not', async () => {
  const base = await serve((_request, response) => void response.end('in'))
  const port = new URL(base).port
  const guarded = makeFetch(options({ allowPrivate: false }))
  for (const host of [
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.1',
    '169.254.169.254',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '2130706433',
    '0x7f.1',
    '0.0.0.0',
  ])
    assert.equal((await fault(guarded(`http://${host}:${port}/`, { timeoutMs: 500 }))).remedy, 'seller', host)
  assert.match((await fault(guarded(`http://localhost:${port}/`))).message, /private network/)
  const listed = makeFetch(options({ allowPrivate: false, allowedHosts: [`127.0.0.1:${port}`] }))
  assert.equal(await listed(base).then(r => r.text()), 'in')
})

test('a redirect into the private network is refused as well', async () => {
  const base = await serve(
    (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
  )
  const fetch = makeFetch(options({ allowPrivate: false, allowedHosts: [new URL(base).host] }))
  assert.equal((await fault(fetch(base))).remedy, 'seller')
})

test('DNS rebinding gains nothing: the connection goes to the address that was checked', async () => {
  let asked = 0
  const answers = [[{ address: '93.184.215.14', family: 4 }], [{ address: '127.0.0.1', family: 4 }]]
  const look = ((_host: string, _options: object, done: (error: null, addresses: object[]) => void) =>
    done(null, answers[asked++]!)) as never
  const guard = publicLookup(look)
  const resolve = () =>
    new Promise<unknown>(done => guard('rebind.example', { all: false }, (error, address) => done(error?.name ?? address)))
  assert.equal(await resolve(), '93.184.215.14')
  assert.equal(await resolve(), 'PrivateAddress')
  const mixed = publicLookup(((_h: string, _o: object, done: (error: null, addresses: object[]) => void) =>
    done(null, [
      { address: '93.184.215.14', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ])) as never)
  assert.equal(await new Promise(done => mixed('mixed.example', { all: true }, error => done(error?.name))), 'PrivateAddress')
})

test('addresses: what is public and what is not', () => {
  for (const address of [
    '93.184.215.14',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '2606:2800:21f:cb07:6820:80da:af6b:8b2c',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
  ])
    assert.equal(isPublicAddress(address), true, address)
  for (const address of [
    '172.16.0.1',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:a00:1',
    '0:0:0:0:0:ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    'fe80::1%eth0',
    'fc00::1',
    'nonsense',
    '',
  ])
    assert.equal(isPublicAddress(address), false, address)
})

test('a 429 pauses the bucket for as long as told; a wait beyond the limit is refused with it', async () => {
  let now = Date.parse('2026-11-23T10:00:00Z')
  const clock = () => new Date(now)
  const limiter = memoryLimiter(clock)
  const rules = [{ key: 'h', perSecond: 100, burst: 100, perDay: null, atOnce: 1 }]
  const slept: number[] = []
  const sleep = async (ms: number) => {
    slept.push(ms)
    now += ms
  }
  const base = await serve(
    (request, response) => void response.writeHead(request.url === '/busy' ? 429 : 200, { 'retry-after': '7' }).end('ok'),
  )
  const fetch = makeFetch(options({ rates: { limiter, rules }, now: clock, sleep }))
  assert.equal(await fetch(`${base}/busy`).then(async r => [await r.text(), r.status][1]), 429)
  assert.equal(await fetch(`${base}/`).then(r => r.text()), 'ok')
  assert.equal(slept.includes(7000), true)
  const hurried = makeFetch(options({ rates: { limiter, rules }, now: clock, sleep, maxWaitMs: 1000 }))
  await limiter.pause(rules, 60_000)
  const error = await fault(hurried(`${base}/`))
  assert.deepEqual([error.remedy, error.waitMs], ['wait', 60_000])
})

test('under a second that slides a request counts from when its line is open, however long that took', async () => {
  const base = await serve((_, response) => void response.end())
  const now = () => new Date()
  const rules = [{ key: 'slow line', perSecond: 5, burst: 5, perDay: null, atOnce: null, isSliding: true }]
  const told: Learned[] = []
  const limiter: RateLimiter = { ...memoryLimiter(now), learn: async (_, learned) => void told.push(learned) }
  const slowLookup = ((_host, _how, answer) => {
    setTimeout(() => answer(null, [{ address: '127.0.0.1', family: 4 }]), 150)
  }) as NonNullable<FetchOptions['lookup']>
  const fetch = makeFetch(options({ rates: { limiter, rules }, lookup: slowLookup }))
  await (await fetch(base.replace('127.0.0.1', 'shop.example'), { method: 'POST', body: 'x' })).text()
  const { sent } = told[0]!
  assert.ok(sent !== undefined && sent.at - sent.grantedAt >= 140, JSON.stringify(sent))
})

test('a turn that is given ahead is waited for, and right before it is asked whether the write still may go', async () => {
  let now = 1_000_000
  const clock = () => new Date(now)
  const arrived: number[] = []
  const base = await serve((_, response) => {
    arrived.push(now)
    response.end()
  })
  const rules = [{ key: 'sliding', perSecond: 1, burst: 1, perDay: null, atOnce: null, isSliding: true }]
  const askedAt: number[] = []
  let isHeld = false
  const fetch = makeFetch(
    options({
      rates: { limiter: memoryLimiter(clock), rules },
      now: clock,
      sleep: async ms => {
        now += ms
      },
      beforeWrite: async () => {
        askedAt.push(now)
        if (isHeld) throw new SpokeError('wait', 'everything is held')
      },
    }),
  )
  const write = () => fetch(base, { method: 'POST', body: 'x' }).then(response => response.text())
  await write()
  now += 400
  await write()
  assert.deepEqual(arrived, [1_000_000, 1_000_000 + slidingMs])
  assert.equal(askedAt.at(-1), 1_000_000 + slidingMs - 40)
  isHeld = true
  assert.equal((await fault(write())).message, 'everything is held')
  assert.equal(arrived.length, 2)
})

test('a place is given back when the answer was read, dropped or never came', async () => {
  const limiter = memoryLimiter(() => new Date())
  const rules = [{ key: 'h', perSecond: 1000, burst: 1000, perDay: null, atOnce: 1 }]
  const base = await serve(
    (request, response) => void (request.url === '/cut' ? request.socket.destroy() : response.end('x'.repeat(100_000))),
  )
  const fetch = makeFetch(options({ rates: { limiter, rules }, maxWaitMs: 2000 }))
  await (await fetch(base)).text()
  await fault(fetch(`${base}/cut`))
  await (await fetch(base)).body!.cancel()
  await (await fetch(base, { method: 'HEAD' })).text()
  assert.equal((await (await fetch(base)).text()).length, 100_000)
})

test('Retry-After is read as seconds and as a date, and bounded', () => {
  const now = new Date('2026-11-23T10:00:00Z')
  const of = (value: string) => retryAfterMs(new Headers({ 'retry-after': value }), now)
  assert.deepEqual(
    [of('5'), of('Mon, 23 Nov 2026 10:01:00 GMT'), of('0'), of('soon'), of('999999999')],
    [5000, 60_000, 1000, 60_000, 86_400_000],
  )
})

test('neither logs nor errors hold a query, a body or a key', async () => {
  said.length = 0
  const base = await serve((_request, response) => void response.end('{}'))
  const fetch = makeFetch(options())
  await (
    await fetch(`${base}/p?consumer_secret=cs_SECRET`, { method: 'POST', body: 'BODY', headers: { authorization: 'Basic SECRET' } })
  ).text()
  const error = await fault(fetch('http://127.0.0.1:9/p?consumer_secret=cs_SECRET', { method: 'POST', body: 'BODY' }))
  const all = said.join() + error.message + error.stack + JSON.stringify(error)
  assert.equal(said.length, 2)
  assert.doesNotMatch(all, /SECRET|BODY/)
})

test('an address with a password, or none of ours, is refused with a sentence', async () => {
  const fetch = makeFetch(options())
  for (const url of ['ftp://shop.example/', 'shop.example', 'https://me:pw@shop.example/'])
    assert.equal((await fault(fetch(url))).remedy, 'seller')
})

test('every error has one remedy', () => {
  assert.equal(remedyOf(new SpokeError('wait', 'x')), 'wait')
  assert.equal(
    remedyOf(Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) })),
    'retry',
  )
  assert.equal(remedyOf(new DOMException('x', 'TimeoutError')), 'retry')
  assert.equal(remedyOf(new RangeError('x')), 'bug')
  assert.equal(remedyOf('text'), 'bug')
})
