import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { silent } from '#log'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'
import { watchPublicUrl } from './public-url.ts'

const answerTo = (question: string) => `answer to ${question}`
const watch = (url: string | undefined) => watchPublicUrl({ url, answerTo, now: () => new Date(), log: silent })

async function listening(t: { after(fn: () => void): void }, server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

const us: RequestListener = (request, response) => {
  response.end(answerTo(new URL(request.url!, 'http://x').searchParams.get('ask') ?? ''))
}

test('without a public address nothing is asked and the sentence says what that costs', async () => {
  const none = watch(undefined)
  assert.equal((await none.check()).state, 'none')
  assert.match(none.state().sentence, /SELVAGE_PUBLIC_URL/)
  assert.equal(none.isOffered(), false)
})

test('what leads back to ourselves is reached; something else there, nothing there and plain http elsewhere are not', async t => {
  const own = watch(`http://127.0.0.1:${await listening(t, createServer(us))}`)
  assert.equal(own.state().state, 'unchecked')
  assert.equal((await own.check()).state, 'reached')
  assert.equal(own.isOffered(), true)
  for (const [listener, says] of [
    [((_request, response) => response.end('hello')) as RequestListener, /something else answers/],
    [((_request, response) => response.writeHead(502).end()) as RequestListener, /answers 502/],
    [((_request, response) => response.writeHead(302, { location: '/' }).end()) as RequestListener, /answers 302/],
  ] as const) {
    const other = await watch(`http://127.0.0.1:${await listening(t, createServer(listener))}`).check()
    assert.equal(other.state, 'unreachable')
    assert.match(other.sentence, says)
  }
  assert.match((await watch('http://127.0.0.1:9').check()).sentence, /nothing answers/)
  assert.match((await watch('http://patterns.example.com').check()).sentence, /https/)
})

test('a certificate that nobody vouches for does not count', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'selvage-tls-'))
  t.after(() => rmSync(folder, { recursive: true }))
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        join(folder, 'key'),
        '-out',
        join(folder, 'cert'),
      ],
      { stdio: 'ignore' },
    )
  } catch {
    return t.skip('openssl, which makes the certificate, is not here')
  }
  const server = createTlsServer({ key: readFileSync(join(folder, 'key')), cert: readFileSync(join(folder, 'cert')) }, us)
  const { state, sentence } = await watch(`https://localhost:${await listening(t, server)}`).check()
  assert.equal(state, 'unreachable')
  assert.match(sentence, /certificate is not good/)
})

test('one lost check shuts nobody out, and a hub finds itself through its own door', async t => {
  const database = await testDatabase(t)
  const first = await testHub(t, database)
  const reached = watchPublicUrl({ url: first.origin, answerTo: first.deps.answerTo, now: () => new Date(), log: silent })
  assert.equal((await reached.check()).state, 'reached')
  await first.close()
  assert.equal((await reached.check()).state, 'unreachable')
  assert.equal(reached.isOffered(), true)
})
