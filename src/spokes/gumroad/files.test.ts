/** Files: up in parts, put together once, attached before the old ones go, and streamed all the way. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publish } from '#kit/contract-stage.ts'
import { sha256Hex } from '#kit/sign.ts'
import { uploadFile } from './files.ts'
import spoke from './spoke.ts'
import {
  bending,
  failing,
  farFiles,
  farProduct,
  leftOf,
  listening,
  make,
  ownShop,
  published,
  stage,
  thrown,
  under,
  verb,
  wantedOf,
  wish,
} from './testing.ts'

ownShop()
const pdf = (words: string) => stage.keep(new TextEncoder().encode(`%PDF-1.4\n% ${words}\n%%EOF\n`), 'application/pdf')
const corrected = (wanted: Awaited<ReturnType<typeof make>>, words: string) =>
  wish(wanted, { files: [{ ...wanted.desired.files[0]!, sha256: pdf(words) }, wanted.desired.files[1]!] })

test('a corrected file is attached beside the old one, seen there, and only then the old one goes; the other file is not sent again', async () => {
  const next = corrected(await make(), 'row 14')
  const heard: Parameters<typeof listening>[0] = []
  await publish(stage, [next], { ctx: stage.ctx({ bend: listening(heard) }) })
  const writes = heard.filter(({ what }) => !what.startsWith('GET'))
  assert.deepEqual(
    writes.map(({ what }) => what),
    ['POST /v2/files/presign', 'PUT /store', 'POST /v2/files/complete', 'PUT /v2/products/{id}', 'PUT /v2/products/{id}'],
  )
  const lists = writes.slice(3).map(({ init }) => (JSON.parse(String(init.body)) as { files: unknown[] }).files.length)
  assert.deepEqual(lists, [3, 2], 'first both, then without the old one')
  assert.deepEqual(await leftOf(next), [])
})

test('a file of several parts arrives whole; a part that is too small, out of place or not as it was sent is refused', async () => {
  const size = 6 * 1024 * 1024
  await verb('settings', { partBytes: size })
  const bytes = new Uint8Array(2 * size + 1234).map((_, at) => (at * 7 + (at >> 11)) & 255)
  const sha256 = stage.keep(bytes, 'application/pdf')
  const file = { name: 'large-0123456789abcdef.pdf', sha256 }
  const heard: Parameters<typeof listening>[0] = []
  const added = await uploadFile(stage.ctx({ bend: listening(heard) }), file, size)
  assert.equal(heard.filter(({ what }) => what === 'PUT /store').length, 3)
  assert.ok(heard.every(({ init }) => init.body === undefined || typeof init.body === 'string' || init.body instanceof ReadableStream))
  assert.equal(added.sizeBytes, bytes.length)
  const wrongTag = bending('POST', /complete$/, init => ({
    ...init,
    body: String(init.body).replace(/\\"[0-9a-f]{32}\\"/, `\\"${'0'.repeat(32)}\\"`),
  }))
  assert.match((await thrown(uploadFile(stage.ctx({ bend: wrongTag }), file, size))).message, /could not be found/)
  const turned = bending('POST', /complete$/, init => {
    const { parts, ...rest } = JSON.parse(String(init.body)) as { parts: unknown[] }
    return { ...init, body: JSON.stringify({ ...rest, parts: parts.toReversed() }) }
  })
  assert.match((await thrown(uploadFile(stage.ctx({ bend: turned }), file, size))).message, /ascending order/)
  // Our parts and Gumroad's must be of one size.
  assert.equal((await thrown(uploadFile(stage.ctx(), file, size / 2))).remedy, 'bug')
  assert.deepEqual(await verb('uploads'), [], 'what came to nothing is called off')
  await verb('settings', { partBytes: 100 * 1024 * 1024 })
})

test('a lost answer to “put it together” is asked about, never repeated: done, it is used; not done, it is sent anew', async () => {
  const heard: Parameters<typeof listening>[0] = []
  const done = corrected(await make(), 'lost and done')
  await under('drops', () => publish(stage, [done], { ctx: stage.ctx({ bend: listening(heard) }) }), {
    times: 1,
    on: 'POST /v2/files/complete',
  })
  assert.deepEqual(
    heard.map(({ what }) => what).filter(what => /files\/(complete|abort)/.test(what)),
    ['POST /v2/files/complete', 'POST /v2/files/abort'],
  )
  assert.deepEqual(await leftOf(done), [])
  const undone = corrected(await make(), 'lost and not done')
  const error = await under('failures', () => failing(undone), { times: 1, on: 'POST /v2/files/complete' })
  assert.deepEqual([error.remedy, error.isUnknown], ['retry', false])
  assert.deepEqual(await verb('uploads'), [], 'it was called off')
  await published(undone)
  assert.deepEqual(await leftOf(undone), [])
})

test('an address of the store that is too old, tampered with or unprotected takes nothing', async () => {
  const late =
    (real: Parameters<ReturnType<typeof listening>>[0]) =>
    async (url: string, init = {}) => {
      if (new URL(url).pathname.startsWith('/store/')) await stage.fake.advance({ ms: 901_000 })
      return real(url, init)
    }
  const file = { name: 'late-0123456789abcdef.pdf', sha256: pdf('late') }
  const error = await thrown(uploadFile(stage.ctx({ bend: late }), file))
  assert.deepEqual([error.remedy, /403/.test(error.message)], ['retry', true])
  await stage.fake.advance({ ms: -901_000 })
  const other =
    (real: Parameters<ReturnType<typeof listening>>[0]) =>
    (url: string, init = {}) =>
      real(/\/store\//.test(url) ? url.replace(/partNumber=1/, 'partNumber=2') : url, init)
  assert.match((await thrown(uploadFile(stage.ctx({ bend: other }), file))).message, /403/)
  const ctx = { ...stage.ctx(), baseUrl: 'https://api.gumroad.com' }
  const answer = {
    success: true,
    upload_id: 'u',
    key: 'k',
    file_url: 'f',
    parts: [{ part_number: 1, presigned_url: 'http://store.example/k' }],
  }
  const asked: string[] = []
  const fetch = async (url: string) => {
    asked.push(url)
    return Response.json(answer)
  }
  assert.match((await thrown(uploadFile({ ...ctx, fetch }, file))).message, /protected line/)
  assert.ok(
    asked.every(url => url.startsWith('https://')),
    'nothing was sent there',
  )
})

test('a new file that is not listed yet, or has another size, leaves the old one in place', async () => {
  const next = corrected(await make(), 'not yet')
  assert.equal((await under('late-files', () => failing(next))).remedy, 'retry')
  assert.ok((await farFiles(next)).length >= 3, 'old and new lie side by side')
  await published(next)
  assert.deepEqual([await leftOf(next), (await farFiles(next)).length], [[], 2])
  const again = corrected(next, 'another size')
  const short = bending('PUT', /^\/store\//, init => ({
    ...init,
    body: 'short',
    headers: { ...(init.headers as object), 'content-length': '5' },
  }))
  assert.match((await failing(again, short)).message, /5 bytes/)
  await under('unmeasured-files', () => published(wish(again, {})))
  assert.deepEqual(await leftOf(again), [])
})

test('a file that her own page of content shows is followed there by the new one; what has no follower leaves the page', async () => {
  const wanted = await make()
  const { files } = await farProduct(wanted)
  const embed = (id: string) => ({ type: 'fileEmbed', attrs: { id, uid: 'u' } })
  const content = [
    { type: 'paragraph', content: [{ type: 'text', text: 'Read me first' }] },
    embed(files[0]!.id),
    { type: 'fileEmbedGroup', content: [embed(files[1]!.id)] },
  ]
  await verb('alter', { remoteId: wanted.remoteId, set: { pages: [{ id: 'p1', title: 'Start', description: { type: 'doc', content } }] } })
  const next = corrected(wanted, 'shown')
  await published(next)
  const after = await farProduct(next)
  const newId = after.files.find(file => !files.some(({ id }) => id === file.id))!.id
  const text = JSON.stringify(after.pages)
  assert.ok(text.includes(newId) && text.includes(files[1]!.id) && !text.includes(files[0]!.id) && text.includes('Read me first'))
  const fewer = wish(next, { files: next.desired.files.slice(0, 1) })
  await published(fewer)
  assert.equal(JSON.stringify((await farProduct(fewer)).pages).includes(files[1]!.id), false)
  // Without that Gumroad refuses.
  const page = { id: 'p1', title: 'Start', description: { type: 'doc', content: [embed(newId)] } }
  await verb('alter', { remoteId: fewer.remoteId, set: { pages: [page] } })
  const blind = bending('PUT', /\/v2\/products\//, init => {
    const { rich_content: _, ...rest } = JSON.parse(String(init.body)) as Record<string, unknown>
    return { ...init, body: JSON.stringify(rest) }
  })
  assert.match(
    (await failing(corrected(wish(fewer, { files: wanted.desired.files }), 'blind'), blind)).message,
    /Gumroad did not take it|answered 200/,
  )
})

test('the bytes that a buyer gets are the very bytes', async () => {
  const wanted = await make()
  const { readListingsById, openListedFile } = spoke
  assert.ok(typeof openListedFile === 'function')
  const [observed] = await readListingsById(stage.ctx(), [wanted.remoteId!])
  for (const { name, sha256 } of spoke.project(wanted.desired).files) {
    const stream = await openListedFile(stage.ctx(), observed!, name)
    assert.equal(sha256Hex(new Uint8Array(await new Response(stream).arrayBuffer())), sha256)
  }
})

test('a file that she renamed by hand is not taken for ours', async () => {
  const wanted = await make()
  const { files } = await farProduct(wanted)
  await verb('alter', {
    remoteId: wanted.remoteId,
    set: { files: files.map((file, at) => (at === 0 ? { ...file, displayName: 'My pattern' } : file)) },
  })
  assert.deepEqual(await leftOf(wanted), ['files'])
  await published(wanted)
  assert.deepEqual(await leftOf(wanted), [])
})

test('a place that is reserved twice harms nothing', async () => {
  const wanted = wantedOf()
  await under('drops', () => published(wanted), { times: 1, on: 'POST /v2/files/presign' })
  assert.deepEqual(await leftOf(wanted), [])
})
