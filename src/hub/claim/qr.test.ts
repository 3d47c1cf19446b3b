import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { qrCode } from './qr.ts'

const hashOf = (code: boolean[][] | null) =>
  createHash('sha256')
    .update(code!.map(row => row.map(isDark => (isDark ? '#' : '.')).join('')).join('\n'))
    .digest('hex')
    .slice(0, 16)

test('a link is drawn as small as it can be, and what is too long is not drawn', () => {
  const sizes = [1, 14, 15, 84, 122, 123, 213].map(length => qrCode('x'.repeat(length))!.length)
  assert.deepEqual(sizes, [21, 21, 25, 37, 45, 49, 57])
  assert.equal(qrCode('x'.repeat(214)), null)
  assert.equal(qrCode('ü'.repeat(107)), null, 'bytes count, not letters')
})

test('the drawings are those that were read by a decoder of somebody else', () => {
  assert.deepEqual(
    ['https://patterns.example/library/studio-maren/claim?code=7KQ2-M4XD', 'x'.repeat(200)].map(text => hashOf(qrCode(text))),
    ['ee7cc5eb617b13d4', '52694c754b2960b4'],
  )
})
