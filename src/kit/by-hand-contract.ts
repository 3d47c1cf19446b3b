/** What every storefront that is kept by hand meets: its data is whole, what is fitted stays fitted, and nothing is ever asked of it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { handRulesOf, pageFor } from '#hub/by-hand/hand-rules.ts'
import type { ListingContent } from '#hub/listing/content.ts'
import { difference } from '#hub/listing/difference.ts'
import { fit } from '#hub/listing/fit.ts'
import { leastPrice } from '#hub/listing/limits.ts'
import { salesFields } from '#hub/sales-file/columns.ts'
import { correctionFacts } from './contract-corrections.ts'
import { SpokeError } from './error.ts'
import { isCannot, type ShopSpoke, type SpokeContext } from './shop.ts'

const letters = 'abcdefghij'
const pictures = ['image/jpeg', 'image/png', 'image/webp']

/** A pattern with more of everything than most storefronts take. */
const sample: ListingContent = {
  title: `Wren Tee ${letters.repeat(30)}`,
  summary: letters.repeat(40),
  description:
    '<p>The one you make <strong>three times</strong>.</p><ul><li>Sizes 34 to 46</li><li>A4 &amp; A0</li></ul><p><a href="https://wren.example">More</a></p>',
  sku: 'SM-101',
  price: { minor: 950n, currency: 'USD' },
  salePrice: { price: { minor: 700n, currency: 'USD' }, from: null, to: null },
  isPublished: true,
  tags: Array.from({ length: 40 }, (_, at) => `tag ${at}`),
  categories: ['Sewing'],
  images: Array.from({ length: 30 }, (_, at) => ({ sha256: at.toString(16).padStart(64, '0'), alt: `Picture ${at}` })),
  files: ['a4', 'letter', 'instructions'].map((key, at) => ({
    key,
    name: `Wren: ${key}/2.1.pdf`,
    sha256: (at + 100).toString(16).padStart(64, '0'),
  })),
}

export function byHandContract<Settings>(spoke: ShopSpoke<Settings>): void {
  describe(`${spoke.id} meets the contract of storefronts kept by hand`, () => {
    correctionFacts(spoke)
    const hand = handRulesOf(spoke)
    const blobs = (sha256: string) => ({ mediaType: Number.parseInt(sha256, 16) < 100 ? 'image/jpeg' : 'application/pdf', sizeBytes: 1000 })
    const fitted = fit(sample, {
      rules: spoke,
      pictureOf: () => ({ mediaType: 'image/jpeg', sizeBytes: 1000, width: 2000, height: 2000 }),
    }).content
    const context = (baseUrl: string): SpokeContext<Settings> =>
      ({
        settings: spoke.settings.schema.parse({ currency: ' usd ' }),
        baseUrl,
        fetch: () => assert.fail('nothing is asked of it'),
      }) as never

    test('its data is whole: a form in order, pages, a checklist, kinds of files and pictures', () => {
      assert.ok(hand)
      const fields = hand.fields.map(({ field }) => field)
      assert.equal(new Set(fields).size, fields.length)
      for (const field of ['title', 'description', 'price'] as const) assert.ok(fields.includes(field), field)
      assert.deepEqual(spoke.fields.filter(field => !['isPublished', 'images', 'files'].includes(field)).toSorted(), fields.toSorted())
      assert.ok(hand.checklist.length >= 4 && hand.checklist.every(line => /^[A-Z].*[.]$/.test(line)), 'sentences, in order')
      assert.ok(hand.files.kinds.length > 0 && hand.files.kinds.every(kind => /^[a-z0-9]+$/.test(kind)))
      for (const type of spoke.limits.images.mediaTypes ?? [])
        assert.ok(pictures.includes(type), `${type}: pictures here are ${pictures.join(', ')}`)
      for (const field of Object.keys(hand.salesColumns)) assert.ok((salesFields as readonly string[]).includes(field), field)
      for (const listing of [null, 'https://market.example/wren'])
        assert.ok(URL.canParse(pageFor(hand, { shop: 'https://market.example/maren/', listing })))
    })

    test('connecting asks for a page and a currency, no keys, and asks nothing of the page', async () => {
      assert.ok(spoke.settings.fields.every(({ isSecret }) => !isSecret))
      const home = /lie at ([a-z0-9-]+(?:\.[a-z0-9-]+)+)/.exec(await verdict(spoke.verify(context('https://elsewhere.example/maren'))))?.[1]
      assert.ok(home, 'a page elsewhere is refused with where it should be')
      const facts = await spoke.verify(context(`https://www.${home}/maren`))
      assert.deepEqual([facts.name, facts.currency, facts.canWrite], ['maren', 'USD', false])
      assert.match(await verdict(spoke.verify(context(`https://not${home}/maren`))), /no page at/)
      assert.equal(spoke.settings.schema.safeParse({ currency: 'Euro' }).success, false)
    })

    test('what is fitted is taken, and fitted again it is the same', () => {
      spoke.check(fitted, blobs)
      const there = spoke.project(fitted)
      assert.deepEqual(spoke.project(there), there)
      assert.deepEqual(difference(spoke.project(fitted), there, spoke.fields), [])
      assert.equal(new Set(there.files.map(({ name }) => name.toLowerCase())).size, there.files.length)
      for (const { name } of there.files) assert.match(name, /^[^<>:"/\\|?*\p{Cc}]+\.[a-z]+$/u)
    })

    test('what cannot be fitted is refused in words: no title, no file, a strange file, a price that is not taken', () => {
      const refused = (change: Partial<ListingContent>) => {
        try {
          spoke.check({ ...fitted, ...change }, blobs)
          return null
        } catch (error) {
          assert.ok(error instanceof SpokeError && error.remedy === 'seller', String(error))
          return error.message
        }
      }
      assert.match(refused({ title: ' ' }) ?? '', /no title/)
      assert.match(refused({ files: [] }) ?? '', /needs a file/)
      if (hand?.files.packs === 'never')
        assert.match(refused({ files: [{ key: 'a4', name: 'wren.exe', sha256: 'f'.repeat(64) }] }) ?? '', /kind that .* does not take/)
      const least = leastPrice(spoke.limits, 'USD')
      if (least !== null) assert.match(refused({ price: { minor: least.minor - 1n, currency: 'USD' } }) ?? '', /takes .* and more/)
      const most = hand?.mostMinor.USD
      if (most !== undefined) assert.match(refused({ price: { minor: most + 1n, currency: 'USD' } }) ?? '', /at most/)
      assert.equal(refused({ isPublished: false, files: [] }), null, 'what is off sale needs nothing')
    })

    test('nothing is asked of it: what would is left out with a sentence, or fails', async () => {
      for (const ability of [spoke.readListings, spoke.readMarks, spoke.openListedFile, spoke.readSales, spoke.readHook, spoke.keepHooks])
        assert.ok(isCannot(ability) && ability.cannot.includes(spoke.label))
      assert.deepEqual(spoke.rates(spoke.settings.schema.parse({ currency: 'EUR' }), 'https://market.example'), [])
      await assert.rejects(spoke.readListingsById({} as never, ['1']), SpokeError)
      await assert.rejects(spoke.findOwn({} as never, []), SpokeError)
      await assert.rejects(spoke.apply({} as never, []), SpokeError)
    })
  })
}

const verdict = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => '',
    (error: Error) => error.message,
  )
