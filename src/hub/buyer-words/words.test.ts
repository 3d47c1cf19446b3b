import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moneyIn, pluralIn, sizeIn } from './format.ts'
import { tongueOf, wordsIn } from './index.ts'
import { fromAcceptLanguage, languages, mailLanguage, toLanguage } from './language.ts'

/** Each text by its path; one with values is made with examples. */
function texts(words: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]): [string, string][] => {
      const here = `${path}.${key}`
      if (typeof value === 'string') return [[here, value]]
      if (typeof value === 'function') return [1, 2].map(count => [`${here} ${count}`, exampleOf(value, here, count)])
      return [...texts(value as object, here)]
    }),
  )
}

/** Where a number is asked for, by place. */
const counts: Readonly<Record<string, readonly number[]>> = {
  'library.sizes': [1],
  'library.earlier': [0],
  'limits.whyDownloads': [0],
  'limits.whyDays': [0],
  'limits.left': [0],
  'elsewhere.each': [0],
  'elsewhere.there': [0, 1],
  'elsewhere.onTheWay': [0],
  'elsewhere.notForSale': [0],
  'mails.more': [0],
  'mails.files.subjectMany': [0],
  'mails.files.thanks': [1],
  'mails.gift.somebody': [0],
}

const exampleOf = (value: (...given: never[]) => string, path: string, count: number): string =>
  value(...(Array.from({ length: 4 }, (_, at) => (counts[path.slice(1)]?.includes(at) === true ? count : `«${at}»`)) as never[]))

test('every language says the same things: each value stands in it, each link has its place, nothing is empty or left in English', () => {
  const english = texts(wordsIn.en)
  assert.ok(english.size > 150)
  for (const language of languages) {
    const spoken = texts(wordsIn[language])
    assert.deepEqual([...spoken.keys()], [...english.keys()])
    for (const [path, text] of spoken) {
      const first = english.get(path)!
      const marks = (of: string) => [...of.matchAll(/⟦[^⟦⟧]+⟧/g)].length
      assert.equal(marks(text), marks(first), `${language}${path} has its link`)
      assert.equal(text.trim() === '', first.trim() === '', `${language}${path} is said`)
      assert.doesNotMatch(text, /undefined|NaN|#|\[|\]| {2}/, `${language}${path}`)
      const values = (of: string) => [...of.matchAll(/«\d»/g)].map(([value]) => value).sort()
      // A language may leave out what it does not need, and never a name.
      const missing = values(first).filter(value => !values(text).includes(value))
      assert.deepEqual(missing, [], `${language}${path} names all`)
      if (language !== 'en' && first.length > 25) assert.notEqual(text, first, `${language}${path} is translated`)
    }
  }
})

test('numbers, days, sizes and amounts are written as each language writes them', () => {
  const at = new Date('2026-12-24T23:30:00Z')
  assert.deepEqual(
    languages.map(language => tongueOf(language).day(at)),
    ['24 December 2026', '24. Dezember 2026', '24 décembre 2026', '24 de diciembre de 2026', '24 december 2026'],
  )
  const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')
  assert.deepEqual(
    languages.map(language => plain(sizeIn(language, 2_400_000))),
    ['2.4 MB', '2,4 MB', '2,4 Mo', '2,4 MB', '2,4 MB'],
  )
  assert.equal(plain(sizeIn('de', 12)), '1 kB')
  assert.deepEqual(
    languages.map(language => plain(moneyIn(language, { minor: 123_450n, currency: 'EUR' }))),
    ['€1,234.50', '1.234,50 €', '1 234,50 €', '1234,50 €', '€ 1.234,50'],
  )
  assert.equal(plain(moneyIn('de', { minor: 9_007_199_254_740_993n, currency: 'JPY' })), '9.007.199.254.740.993 ¥', 'no float on the way')
  assert.deepEqual([pluralIn('fr')(0, '# pour un', '# pour plusieurs'), pluralIn('de')(0, '# eins', '# viele')], ['0 pour un', '0 viele'])
})

test('a browser’s wish is read by weight, and nonsense is none', () => {
  for (const [header, language] of [
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['it, nl;q=0.5, fr;q=0.7', 'fr'],
    ['es;q=0, nl;q=0.1', 'nl'],
    ['it, ja', null],
    ['*', null],
    ['de;q=nonsense', null],
    [undefined, null],
    [`${'x,'.repeat(5_000)}de`, null],
  ] as const)
    assert.equal(fromAcceptLanguage(header), language, String(header).slice(0, 40))
  assert.deepEqual(['de_CH', 'EN', 'deutsch', '', null].map(toLanguage), ['de', 'en', null, null, null])
})

test('a mail speaks as she chose, else as she bought, else as in her country, else as the shop says', () => {
  assert.equal(mailLanguage({ chosen: 'nl', bought: 'fr', country: 'DE', shop: 'es' }), 'nl')
  assert.equal(mailLanguage({ chosen: null, bought: 'fr-CA', country: 'DE', shop: 'es' }), 'fr')
  assert.equal(mailLanguage({ chosen: null, bought: 'it', country: 'at', shop: 'es' }), 'de')
  assert.equal(mailLanguage({ chosen: null, country: 'CH', shop: 'fr' }), 'fr', 'a country of several languages tells nothing')
})
