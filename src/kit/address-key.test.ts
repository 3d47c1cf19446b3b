import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressKeyHeader, headersWithKey, withAddressKey } from './address-key.ts'

const at = (address: string) => new URL(address).searchParams

test('a key that was put into an address comes back in its header, whatever the address looked like', () => {
  const address = withAddressKey('https://hub.example/hooks/1?a=b', 'k3y-_x')
  assert.equal(address, 'https://hub.example/hooks/1?a=b&key=k3y-_x')
  assert.equal(headersWithKey(new Headers(), at(address)).get(addressKeyHeader), 'k3y-_x')
  assert.equal(withAddressKey(address, 'other'), 'https://hub.example/hooks/1?a=b&key=other')
})

test('nobody sets the header from outside, with or without a key in the address', () => {
  const forged = new Headers({ [addressKeyHeader]: 'forged', accept: 'x' })
  assert.equal(headersWithKey(forged, at('https://hub.example/hooks/1')).get(addressKeyHeader), null)
  assert.equal(headersWithKey(forged, at('https://hub.example/hooks/1?key=own')).get(addressKeyHeader), 'own')
  assert.equal(headersWithKey(forged, at('https://hub.example/hooks/1?key=own')).get('accept'), 'x')
  assert.equal(forged.get(addressKeyHeader), 'forged', 'what came stays as it came')
})

test('signs that no header takes break nothing', () => {
  assert.equal(headersWithKey(new Headers(), at('https://hub.example/?key=a%0Ab%20ü')).get(addressKeyHeader), 'ab')
})
