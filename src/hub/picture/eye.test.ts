import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { encodePng } from '../../demo/patterns/png.ts'
import { alike, howFarApart, toLook } from '../join/look.ts'
import { openEye } from './eye.ts'

const eye = openEye()
after(() => eye.close())

/** Photographs given away for any use (CC0: Stéfan van der Walt's cat, Rachel Michetti's cup, SpaceX' tower, stones from cc0textures.com), 320 pixels wide. */
const motifs = ['cat', 'cup', 'tower', 'stones'] as const
const read = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name))
const lookAt = async (name: string) => toLook((await eye.lookAt(read(name))) ?? assert.fail(`${name} shows nothing`))

test('a photograph packed anew, made smaller, cropped a little or saved as PNG looks the same; another one does not', async () => {
  for (const motif of motifs) {
    const own = await lookAt(`${motif}.jpg`)
    for (const copy of ['-packed.jpg', '-cropped.jpg', '-cut.png'])
      assert.ok(
        howFarApart(own, await lookAt(`${motif}${copy}`)) <= alike,
        `${motif}${copy}: ${howFarApart(own, await lookAt(`${motif}${copy}`))}`,
      )
    for (const other of motifs.filter(one => one !== motif))
      assert.ok(howFarApart(own, await lookAt(`${other}-packed.jpg`)) > alike, `${motif} and ${other}`)
  }
})

test('a white page shows nothing, and what cannot be read is no fault', async () => {
  const white = encodePng(new Uint8Array(64 * 64 * 4).fill(255), 64, 64)
  const cup = read('cup.jpg')
  const huge = Buffer.from(white)
  huge.writeUInt32BE(60_000, 16)
  huge.writeUInt32BE(60_000, 20)
  // Its rows unpack to a thousand times what its size allows.
  const bomb = Buffer.concat([white.slice(0, 33), chunkOf('IDAT', deflateSync(Buffer.alloc(50_000_000)))])
  for (const bytes of [white, Buffer.from('GIF89a'), cup.subarray(0, 200), Buffer.alloc(0), Buffer.from('<html>'), huge, bomb])
    assert.equal(await eye.lookAt(bytes), null)
  assert.notEqual(await eye.lookAt(cup), null, 'and the next one is looked at')
})

test('one that takes too long is left, and the next one is looked at', async () => {
  const hasty = openEye({ timeoutMs: 0, memoryMb: 64 })
  assert.equal(await hasty.lookAt(read('cup.jpg')), null)
  await hasty.close()
})

function chunkOf(kind: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length)
  head.write(kind, 4, 'latin1')
  return Buffer.concat([head, data, Buffer.alloc(4)])
}
