import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'

const database = await testDatabase()

test('the one page comes with a nonce of its own each time, its hashed parts for ever and packed, and nothing else from the disk', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'selvage-ui-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'build/assets'), { recursive: true })
  const script = `export const x = ${JSON.stringify('a'.repeat(5000))}`
  writeFileSync(join(folder, 'build/index.html'), '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><title>Selvage</title>')
  writeFileSync(join(folder, 'build/assets/index-abc.js'), script)
  writeFileSync(join(folder, 'secret.txt'), 'not yours')
  const hub = await testHub(t, database, { changes: { screens: join(folder, 'build') } })
  const nonces = new Set<string>()
  for (const path of ['/', '/s/shop/patterns', '/sign-in']) {
    const page = await fetch(`${hub.origin}${path}`)
    const nonce = /content="([\w-]{20,})"/.exec(await page.text())?.[1] ?? ''
    const policy = page.headers.get('content-security-policy') ?? ''
    assert.equal(page.status, 200)
    assert.ok(policy.includes(`'nonce-${nonce}'`), policy)
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal(page.headers.get('cache-control'), 'no-store')
    nonces.add(nonce)
  }
  assert.equal(nonces.size, 3)
  const packed = await fetch(`${hub.origin}/assets/index-abc.js`, { headers: { 'accept-encoding': 'br' } })
  assert.deepEqual([packed.status, packed.headers.get('cache-control')], [200, 'public, max-age=31536000, immutable'])
  assert.match(packed.headers.get('content-type') ?? '', /text\/javascript/)
  assert.equal(await packed.text(), script)
  assert.equal(packed.headers.get('content-encoding'), 'br')
  for (const path of [
    '/assets/none.js',
    '/assets/',
    '/api/nothing',
    '/files/x',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2f..%2fsecret.txt',
    '/.well-known/x',
  ])
    assert.equal((await fetch(`${hub.origin}${path}`)).status, 404, path)
})

test('every kind of answer carries the headers that keep pages apart', async t => {
  const hub = await testHub(t, database)
  for (const path of [
    '/healthz',
    '/api/v1/me',
    '/api/v1/shops/x/settings',
    '/api/v1/none',
    '/owner/x',
    '/library/none/',
    '/files/a/b/c/d/e',
    '/hooks/x',
  ]) {
    const { headers } = await fetch(`${hub.origin}${path}`)
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/, path)
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
    assert.equal(headers.get('referrer-policy'), 'same-origin', path)
    assert.equal(headers.get('access-control-allow-origin'), null, path)
    assert.equal(headers.get('strict-transport-security'), null, path)
  }
})

test('the document of the API names each path and speaks of no address of this machine', async t => {
  const hub = await testHub(t, database)
  const { paths, openapi } = (await (await fetch(`${hub.origin}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, unknown>
    openapi: string
  }
  assert.equal(openapi, '3.1.0')
  assert.ok(Object.keys(paths).length > 40)
  assert.ok('put' in (paths['/shops/{shop}/uploads/{upload}'] as object))
})
