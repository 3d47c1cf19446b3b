import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesInWords, inWords, labelOf, moneyInWords } from './words.ts'

const sha = (digit: string) => digit.repeat(64)
const versionOf = (mark: string) => (mark === sha('a').slice(0, 16) ? '2.1' : mark === sha('b').slice(0, 16) ? '2.0' : null)
const file = (key: string, sha256: string) => ({ key, name: `${key}.pdf`, sha256 })

test('prices are as she writes them', () => {
  assert.equal(moneyInWords({ minor: 750n, currency: 'EUR' }), '€ 7.50')
  assert.equal(moneyInWords({ minor: 1250n, currency: 'JPY' }), '¥ 1250')
  assert.equal(moneyInWords({ minor: 800n, currency: 'CHF' }), 'CHF 8.00')
  assert.equal(moneyInWords({ minor: -1n, currency: 'EUR' }), null)
  const until = { price: { minor: 500n, currency: 'EUR' }, from: null, to: new Date('2026-03-01T00:00:00Z') }
  assert.equal(inWords('salePrice', until), '€ 5.00 until 1 March 2026')
  assert.equal(inWords('salePrice', null), null)
})

test('files are named by their part and version; a foreign one by its name', () => {
  assert.equal(inWords('files', [file('a4', sha('a')), file('letter', sha('a'))], versionOf), 'A4, Letter (version 2.1)')
  assert.equal(
    inWords('files', [file('a4', sha('a')), file('instructions-de', sha('b'))], versionOf),
    'A4 (version 2.1), Instructions (de) (version 2.0)',
  )
  assert.equal(
    inWords('files', [file('a4', sha('a')), file('foreign:9', '')], versionOf),
    'A4 (version 2.1), “foreign:9.pdf” (not from here)',
  )
  assert.equal(inWords('files', [], versionOf), null)
})

test('a change that words do not show says so', () => {
  const change = { field: 'description' as const, desired: '<p><strong>Warm</strong> hat</p>', observed: '<p>Warm hat</p>' }
  assert.deepEqual(changesInWords([change], versionOf), [
    { field: 'description', label: 'Description', from: 'Warm hat', to: 'Warm hat (formatting or links)' },
  ])
  assert.equal(labelOf('isPublished'), 'For sale')
  assert.equal(labelOf('listing'), 'The listing itself')
})
