import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSameSecret, signBase64, signedBase64, signedHex, signHex, stableUuid } from './sign.ts'

const body = new TextEncoder().encode('{"id":186,"name":"\\u017b\\/"}')
const secret = 'whsec_Zażółć 1'

test('a genuine signature passes, in base64 and in hex of either case', () => {
  assert.equal(signedBase64(secret, body, signBase64(secret, body)), true)
  assert.equal(signedHex(secret, body, signHex(secret, body)), true)
  assert.equal(signedHex(secret, body, signHex(secret, body).toUpperCase()), true)
})

test('the known answer of RFC 4231, case 2', () => {
  const data = new TextEncoder().encode('what do ya want for nothing?')
  assert.equal(signedHex('Jefe', data, '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'), true)
})

test('one changed byte of the body, another secret, or a cut signature is refused', () => {
  const altered = Uint8Array.from(body)
  altered[3]! ^= 1
  const signature = signBase64(secret, body)
  assert.equal(signedBase64(secret, altered, signature), false)
  assert.equal(signedBase64('another', body, signature), false)
  assert.equal(signedBase64(secret, body, signature.slice(0, -1)), false)
  assert.equal(signedBase64(secret, body, `${signature}=`), false)
  assert.equal(signedBase64(secret, body, signature.replace(/=$/, '')), false)
})

test('no secret means no, even for a signature made with the empty secret', () => {
  assert.equal(signedBase64('', body, signBase64('', body)), false)
  assert.equal(signedBase64(undefined, body, signBase64('', body)), false)
})

test('a header that is missing, short or nonsense is a no and never a throw', () => {
  for (const given of [null, undefined, '', 'x', '\u{1f9f6}', 'ż'.repeat(44), 'A'.repeat(100_000), '=', '\n'])
    for (const check of [signedBase64, signedHex]) assert.equal(check(secret, body, given), false)
})

test('secrets are compared whole; two empty ones are not the same', () => {
  assert.equal(isSameSecret('abc', 'abc'), true)
  assert.equal(isSameSecret('abc', 'abcd'), false)
  assert.equal(isSameSecret('', ''), false)
  assert.equal(isSameSecret(null, null), false)
})

test('a stable uuid is a uuid, the same for the same parts, and does not confuse their borders', () => {
  const one = stableUuid('listing', 'a4')
  assert.match(one, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(stableUuid('listing', 'a4'), one)
  assert.notEqual(stableUuid('listinga', '4'), one)
})
