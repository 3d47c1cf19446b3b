import assert from 'node:assert/strict'
import { test } from 'node:test'
import { markedName } from './content.ts'
import { fileUrl, isFileMac, isPictureMac, markInName, pictureUrl } from './file-address.ts'

const key = Buffer.alloc(32, 7)
const place = { connectionId: 'c1', fileSecretNo: 1, listingId: 'l1' }
const file = { key: 'a4', name: 'Wren – A4.pdf', sha256: '0123456789abcdef'.repeat(4) }

test('an address holds for its own connection, listing and file, until the secret number is raised', () => {
  const url = fileUrl(key, 'https://hub.example', place, file)
  const [, files, connection, listing, fileKey, mac = '', name = ''] = new URL(url).pathname.split('/')
  assert.deepEqual([files, connection, listing, fileKey, name], ['files', 'c1', 'l1', 'a4', 'wren-a4-0123456789abcdef.pdf'])
  assert.equal(markInName(name), '0123456789abcdef')
  assert.ok(isFileMac(key, { ...place, fileKey: 'a4' }, mac))
  for (const other of [{ connectionId: 'c2' }, { listingId: 'l2' }, { fileKey: 'letter' }, { fileSecretNo: 2 }])
    assert.ok(!isFileMac(key, { ...place, fileKey: 'a4', ...other }, mac), JSON.stringify(other))
  assert.ok(!isFileMac(Buffer.alloc(32, 8), { ...place, fileKey: 'a4' }, mac))
  assert.ok(!isFileMac(key, { ...place, fileKey: 'a4' }, ''))
  assert.ok(!isFileMac(key, { ...place, fileKey: 'a4' }, `${mac.slice(0, -1)}é`))
})

test('a picture has an address of its own kind', () => {
  const url = pictureUrl(key, 'https://hub.example', place, { sha256: file.sha256, mediaType: 'image/jpeg' })
  const [, , , mac = '', name = ''] = new URL(url).pathname.split('/')
  assert.equal(name, '0123456789abcdef.jpg')
  assert.ok(isPictureMac(key, place, markInName(name)!, mac))
  assert.ok(!isPictureMac(key, { ...place, fileSecretNo: 2 }, markInName(name)!, mac))
  assert.ok(!isFileMac(key, { ...place, fileKey: 'a4' }, mac))
})

test('names are safe, short and keep their ending', () => {
  assert.equal(markedName('Łąka & Söhne/../x.PDF', file.sha256), 'aka-sohne-x-0123456789abcdef.pdf')
  assert.equal(markedName('✂', file.sha256), 'file-0123456789abcdef')
  assert.equal(markInName('no-mark.pdf'), null)
})
