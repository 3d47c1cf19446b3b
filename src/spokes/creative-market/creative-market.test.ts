import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ListingContent } from '#kit'
import { byHandContract } from '#kit/by-hand-contract.ts'
import spoke from './spoke.ts'

byHandContract(spoke)

const content: ListingContent = {
  title: 'Wren Tee',
  summary: '',
  description: '<h2>Wren</h2><p>Light <em>jersey</em>.</p>',
  sku: 'SM-101',
  price: { minor: 950n, currency: 'USD' },
  salePrice: null,
  isPublished: true,
  tags: ['tee'],
  categories: [],
  images: [{ sha256: 'a'.repeat(64), alt: '' }],
  files: ['a4', 'a0', 'letter'].map((key, at) => ({ key, name: `${key}.pdf`, sha256: `${at}`.repeat(64) })),
}

test('any number of PDFs goes there as one ZIP, up to 4 GB together', () => {
  const eachOf = (sizeBytes: number) => (sha256: string) =>
    sha256.startsWith('a') ? { mediaType: 'image/jpeg', sizeBytes: 1 } : { mediaType: 'application/pdf', sizeBytes }
  spoke.check(content, eachOf(1_000_000_000))
  assert.throws(() => spoke.check(content, eachOf(1_500_000_000)), /The files have 4292 MB together; Creative Market takes 4096 MB/)
})

test('its description is pasted as plain text', () => {
  assert.equal(spoke.project(content).description, '<p>Wren</p><p>Light jersey.</p>')
})
