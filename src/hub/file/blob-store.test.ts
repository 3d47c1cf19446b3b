import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { asShop } from '#database'
import { folderStore } from './blob-store.ts'

const folder = await mkdtemp(join(tmpdir(), 'selvage-blobs-'))
after(() => rm(folder, { recursive: true, force: true }))
const store = folderStore(folder)
const [a, b] = [asShop(randomUUID()), asShop(randomUUID())]
const bytes = Buffer.from('twelve bytes')
const sha256 = createHash('sha256').update(bytes).digest('hex')
async function* inChunks(...chunks: Buffer[]) {
  yield* chunks
}
const textOf = async (stream: ReadableStream<Uint8Array>) => Buffer.concat(await Array.fromAsync(stream)).toString()

test('bytes go in by stream, are known by their hash, come out whole or in part, within their shop alone', async () => {
  assert.deepEqual(await store.put(a, inChunks(bytes.subarray(0, 5), bytes.subarray(5)), 100), { sha256, sizeBytes: 12 })
  assert.deepEqual(await store.put(a, inChunks(bytes), 12), { sha256, sizeBytes: 12 }, 'twice is once')
  const whole = await store.open(a, sha256)
  assert.equal(await textOf(whole.stream), 'twelve bytes')
  const part = await store.open(a, sha256, { start: 7, end: 9 })
  assert.deepEqual([await textOf(part.stream), part.sizeBytes], ['byt', 12])
  await assert.rejects(store.open(b, sha256), { name: 'Refused', code: 'file-missing' })
  assert.deepEqual([await store.has(a, sha256), await store.has(b, sha256)], [true, false])
  await store.remove(a, sha256)
  await store.remove(a, sha256)
  assert.equal(await store.has(a, sha256), false)
})

test('the files of a shop are taken away whole, those of another stay', async () => {
  for (const shop of [a, b]) await store.put(shop, inChunks(bytes), 100)
  await store.removeShop(a)
  await store.removeShop(a)
  assert.deepEqual([await store.has(a, sha256), await store.has(b, sha256)], [false, true])
  assert.deepEqual(await readdir(folder), [b])
  await assert.rejects(store.removeShop('' as typeof a), TypeError)
  await store.remove(b, sha256)
})

test('too much, nothing, or a line that is cut leaves nothing behind', async () => {
  await assert.rejects(store.put(b, inChunks(bytes), 11), { name: 'FileRefused', code: 'too-large' })
  await assert.rejects(store.put(b, inChunks(), 11), { name: 'FileRefused', code: 'empty' })
  async function* cut() {
    yield bytes
    throw new Error('cut')
  }
  await assert.rejects(store.put(b, cut(), 100), /cut/)
  assert.deepEqual(await readdir(join(folder, b, 'incoming')), [])
  await assert.rejects(async () => store.open(a, '../../secret/key'), TypeError)
})
