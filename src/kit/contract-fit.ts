/** Facts about what a platform takes: the limits that a spoke states are those that its `check` keeps to, and what is fitted reads back as it was fitted. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { ListingContent } from '#hub/listing/content.ts'
import { spellingOf } from '#hub/listing/difference.ts'
import { fit } from '#hub/listing/fit.ts'
import { leastPrice } from '#hub/listing/limits.ts'
import { sample } from './contract-stage.ts'
import type { Bench } from './contract-tools.ts'
import { SpokeError } from './error.ts'

const parts = [
  '&amp;',
  '&amp;amp;lt;',
  '&',
  '%',
  ':',
  '+',
  ' ',
  ',',
  '\u202e',
  'שלום',
  'e\u0301',
  '\u0301',
  '👩🏽‍🎨',
  'ﬀ',
  'हिन्दी',
  '-',
  "'",
  '™',
  '<b>',
  'stitch',
]

const anyLine = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(fc.constantFrom(...parts), { maxLength: 80 }).map(all => all.join('')),
)

export function fitFacts<Settings>({ spoke, stage, currency }: Bench<Settings>): void {
  describe('what it takes', () => {
    const refusalOf = (content: ListingContent): string | null => {
      try {
        spoke.check(content, stage().blobs)
        return null
      } catch (error) {
        if (error instanceof SpokeError && error.remedy === 'seller') return error.message
        throw error
      }
    }

    test('any title and tags are taken once they are fitted, and read back as they were fitted', () => {
      const base = sample(stage(), currency())
      fc.assert(
        fc.property(anyLine, fc.array(anyLine, { maxLength: 20 }), (title, tags) => {
          const written = { ...base, title: `W ${title.toWellFormed()}`, tags: tags.map(tag => tag.toWellFormed()) }
          const { content } = fit(written, { rules: spoke, pictureOf: () => null })
          assert.equal(refusalOf(content), null)
          const there = spoke.project(content)
          for (const field of spoke.fields) assert.equal(spellingOf(field, spoke.project(there)), spellingOf(field, there), field)
          assert.deepEqual(fit(content, { rules: spoke, pictureOf: () => null }).losses, [])
        }),
        { numRuns: 150 },
      )
    })

    test('a price below the least that it states is refused, the least itself is not', t => {
      const least = leastPrice(spoke.limits, currency())
      if (least === null || least.minor === 0n) return t.skip('nothing is too little there')
      const base = sample(stage(), currency())
      assert.equal(refusalOf({ ...base, price: least }), null)
      assert.notEqual(refusalOf({ ...base, price: { ...least, minor: least.minor - 1n } }), null)
    })
  })
}
