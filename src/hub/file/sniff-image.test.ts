import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { FileRefused } from './file-refused.ts'
import { sniffImage } from './sniff-image.ts'

let home = ''
before(async () => {
  home = await mkdtemp(join(tmpdir(), 'sniff-'))
})
after(() => rm(home, { recursive: true }))

const png = '89504e470d0a1a0a0000000d49484452000004b0000005dc0802000000'
// An APP0 segment, a fill byte, then a progressive start of frame (C2) of 640 by 480.
const jpeg = 'ffd8ffe000104a46494600010100000100010000ffffc2001108 01e0 0280 03011100'.replaceAll(' ', '')
const webp = {
  lossy: '52494646240000005745425056503820180000003001009d012a 8002 e001 0000'.replaceAll(' ', ''),
  lossless: `524946462400000057454250${Buffer.from('VP8L').toString('hex')}100000002f 7fc27700 0000000000000000`.replaceAll(' ', ''),
  extended: `524946462400000057454250${Buffer.from('VP8X').toString('hex')}0a00000000000000 7f0200 df0100 0000`.replaceAll(' ', ''),
}

test('a PNG of 1200 by 1500, whatever it is called', async () => {
  assert.deepEqual(await sniffImage(await put('cover.jpg', png)), { type: 'image/png', width: 1200, height: 1500 })
})

test('a JPEG of 640 by 480: the size is found behind other segments and fill bytes', async () => {
  assert.deepEqual(await sniffImage(await put('photo', jpeg)), { type: 'image/jpeg', width: 640, height: 480 })
})

for (const [kind, hex] of Object.entries(webp)) {
  test(`a ${kind} WebP of 640 by 480`, async () => {
    assert.deepEqual(await sniffImage(await put(`${kind}.webp`, hex)), { type: 'image/webp', width: 640, height: 480 })
  })
}

test('an empty file, a text, an SVG, a GIF, and a JPEG cut off before its size are refused', async () => {
  const text = (words: string) => Buffer.from(words).toString('hex')
  await refuses(await put('empty.png', ''), 'empty')
  for (const hex of [
    text('hello, I am a picture, believe me, please do'),
    text('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    text('GIF89a'),
    jpeg.slice(0, 44),
  ]) {
    await refuses(await put('x.png', hex), 'not-image')
  }
})

async function refuses(path: string, code: string): Promise<void> {
  await assert.rejects(sniffImage(path), error => error instanceof FileRefused && error.code === code && error.message.includes('upload'))
}

async function put(name: string, hex: string): Promise<string> {
  const path = join(home, name)
  await writeFile(path, Buffer.from(hex, 'hex'))
  return path
}
