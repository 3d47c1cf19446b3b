import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asJoinListings, makeCatalogues, scoreOf, truthOf } from '#testing/catalogues/index.ts'
import type { JoinListing } from './listing.ts'
import { matchListings } from './match.ts'

const listing = (id: string, place: string, given: Partial<JoinListing> = {}): JoinListing => ({
  id,
  place,
  title: '',
  text: '',
  sku: '',
  prices: [{ minor: 750n, currency: 'EUR' }],
  tags: [],
  files: [],
  imageMarks: [],
  look: null,
  ...given,
})
const wrenText =
  'The Wren tee is boxy and made for everyday. My grandmother wore one like it on the ferry. You need 320 m of Isager and 3.5 mm needles. Gauge 22 over 10 cm, 17 pages.'
const idsOf = (groups: ReturnType<typeof matchListings>) => groups.map(({ members }) => members.map(({ id }) => id).sort())
const memberIn = (groups: ReturnType<typeof matchListings>, id: string) =>
  groups.flatMap(({ members }) => members).find(one => one.id === id)!

test('the same SKU, name and price at two storefronts are one pattern for sure, with the reasons', () => {
  const groups = matchListings([
    listing('a', 'market', { title: 'Wren Boxy Tee, PDF sewing pattern, sizes XS–5XL', sku: 'WREN-01', text: wrenText }),
    listing('b', 'own', { title: 'Wren Tee XS-5XL', sku: 'wren-01', text: wrenText }),
    listing('c', 'own', { title: 'Tern Shawl', sku: 'TERN-01', text: 'A triangle in 400 m of Holst, 4 mm needles.' }),
  ])
  assert.deepEqual(idsOf(groups), [['a', 'b'], ['c']])
  assert.equal(groups[0]!.isSure, true)
  assert.ok(groups[0]!.confidence > 0.995)
  const { reasons } = memberIn(groups, 'a')
  assert.equal(reasons[0], 'the same SKU WREN-01')
  assert.deepEqual(new Set(reasons.slice(1)), new Set(['the same name: “Wren”', 'the same description', 'both in sizes XS–5XL']))
  assert.deepEqual(groups[1], {
    members: [{ id: 'c', confidence: 1, isSure: false, reasons: [], doubts: [] }],
    confidence: 1,
    isSure: false,
  })
})

test('a translated listing is found by what no language changes', () => {
  const groups = matchListings([
    listing('a', 'market', { title: 'Wren Boxy Tee sewing pattern', text: wrenText }),
    listing('b', 'abroad', {
      title: 'Schnittmuster Shirt Wren',
      text: 'Ein lockeres Shirt für jeden Tag. Du brauchst 320 m Isager und Nadeln in 3,5 mm. Maschenprobe 22 auf 10 cm, 17 Seiten.',
    }),
    listing('c', 'abroad', { title: 'Strickanleitung Tuch Tern', text: 'Ein Dreieck aus 400 m Holst, Nadeln 4 mm.' }),
  ])
  assert.deepEqual(idsOf(groups), [['a', 'b'], ['c']])
  assert.ok(memberIn(groups, 'b').reasons.includes('the same name: “Wren”'), String(memberIn(groups, 'b').reasons))
})

const twins = (of: Partial<JoinListing>, other: Partial<JoinListing>) =>
  matchListings([
    listing('a', 'market', { title: 'Wren Boxy Tee', text: wrenText, sku: 'WREN', ...of }),
    listing('b', 'own', { title: 'Wren Boxy Tee', text: wrenText, sku: 'WREN', ...other }),
  ])

test('near-duplicates are never taken as one unasked, not even under one SKU', () => {
  const cases = [
    [{ title: 'Wren Tee XS–L' }, { title: 'Wren Tee XL–5XL' }, 'other sizes: XS–L and XL–5XL'],
    [{ title: 'Wren Tee 34–44' }, { title: 'Wren Tee, Gr. 46–60' }, 'other sizes: 34–44 and 46–60'],
    [{ title: 'Wren Tee 2–10 years' }, { title: 'Wren Tee S bis XXL' }, 'other sizes: 2–10 years and S–2XL'],
    [{ title: 'Wren Hat knitting pattern' }, { title: 'Wren Hat Häkelanleitung' }, 'one is knitting, the other crochet'],
    [{ title: 'Wren Tee for women' }, { title: 'Wren Tee, Kinder' }, 'one is for women, the other for children'],
    [{ title: 'Wren Tee A4' }, { title: 'Wren Tee US Letter' }, 'one is on A4 paper, the other on Letter'],
    [{ title: 'Wren Tee' }, { title: 'Wren Tee and Skirt bundle' }, 'one is a bundle, the other is not'],
    [{ title: 'Wren Block No. 3' }, { title: 'Wren Block No. 4' }, 'one is number 3, the other number 4'],
  ] as const
  for (const [of, other, doubt] of cases) {
    const groups = twins(of, other)
    assert.equal(
      groups.some(({ isSure }) => isSure),
      false,
      doubt,
    )
    // Proposed with the doubt, or not at all.
    if (groups.length === 1) assert.ok(groups[0]!.members[0]!.doubts.includes(doubt), `${doubt}: ${groups[0]!.members[0]!.doubts}`)
  }
})

test('a record never gets two listings of one storefront; what cannot be told apart is left to her', () => {
  const groups = matchListings([
    listing('a', 'market', { title: 'Wren Boxy Tee', text: wrenText }),
    listing('b', 'own', { title: 'Wren Boxy Tee', text: wrenText }),
    listing('c', 'own', { title: 'Wren Boxy Tee', text: wrenText }),
  ])
  assert.equal(groups.length, 2)
  assert.equal(
    groups.some(({ isSure }) => isSure),
    false,
  )
  assert.ok(memberIn(groups, 'a').doubts.includes('another listing is much like it, too'))
})

test('an SKU that was copied onto another pattern joins nothing by itself', () => {
  const groups = matchListings([
    listing('a', 'market', { title: 'Wren Boxy Tee', text: wrenText, sku: 'WREN' }),
    listing('b', 'own', {
      title: 'Tern Shawl',
      text: 'A triangle in 400 m of Holst with 4 mm needles, gauge 18, 9 pages.',
      sku: 'WREN',
      prices: [{ minor: 500n, currency: 'EUR' }],
    }),
    listing('c', 'own', { title: 'Wren Boxy Tee', text: wrenText, sku: 'WREN' }),
  ])
  assert.deepEqual(idsOf(groups), [['a', 'c'], ['b']])
})

test('listings in another order give the same groups, and nothing gives none', () => {
  const { listings } = makeCatalogues(7, { patterns: 40 })
  const all = asJoinListings(listings, { areCoversSeen: false })
  const inOrder = (groups: ReturnType<typeof matchListings>) => idsOf(groups).map(String).sort()
  assert.deepEqual(inOrder(matchListings(all)), inOrder(matchListings([...all].reverse())))
  assert.deepEqual(matchListings([]), [])
})

test('the pretend catalogues are as hard as they claim to be', () => {
  for (const seed of [21, 22]) {
    const { shares } = makeCatalogues(seed)
    assert.ok(shares.retitled >= 0.3, `retitled ${shares.retitled}`)
    assert.ok(shares.translated >= 0.15, `translated ${shares.translated}`)
    assert.ok(shares.twins >= 0.1, `near-duplicates ${shares.twins}`)
    assert.ok(shares.withoutSharedSku >= 0.4, `without a shared SKU ${shares.withoutSharedSku}`)
  }
})

test('of what is taken unasked 99 in 100 are right, and 95 in 100 true pairs are proposed, with and without a look at pictures', () => {
  for (const [seed, areCoversSeen] of [
    [31, false],
    [32, true],
    [33, false],
  ] as const) {
    const { listings } = makeCatalogues(seed, { patterns: 120 })
    const score = scoreOf(matchListings(asJoinListings(listings, { areCoversSeen })), truthOf(listings))
    const told = JSON.stringify({ seed, areCoversSeen, ...score, wrong: score.wrong.length, missed: score.missed.length })
    assert.ok(score.surePrecision >= 0.99, told)
    assert.ok(score.proposedRecall >= 0.95, told)
    assert.ok(score.sureRecall >= 0.6, `taken unasked is worth a press: ${told}`)
  }
})

test('the score counts a wrong pair, a missed one and a proposed one', () => {
  const truth = new Map([
    ['a', 1],
    ['b', 1],
    ['c', 2],
    ['d', 2],
  ])
  const of = (ids: string[], isSure: boolean) => ({ members: ids.map(id => ({ id, isSure })) })
  const { surePrecision, sureRecall, proposedRecall, proposedPrecision } = scoreOf([of(['a', 'c'], true), of(['b', 'd'], false)], truth)
  assert.deepEqual(
    { surePrecision, sureRecall, proposedRecall, proposedPrecision },
    { surePrecision: 0, sureRecall: 0, proposedRecall: 0, proposedPrecision: 0 },
  )
  assert.equal(scoreOf([of(['a', 'b'], true), of(['c', 'd'], false)], truth).proposedRecall, 1)
})
