import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asJoinListings, makeCatalogues, scoreOf, truthOf } from '#testing/catalogues/index.ts'
import { matchListings } from './match.ts'

test('twenty catalogues of 500 patterns at four storefronts keep to the promise, each of them', () => {
  for (let seed = 101; seed <= 120; seed++) {
    const { listings } = makeCatalogues(seed)
    const score = scoreOf(matchListings(asJoinListings(listings, { areCoversSeen: seed % 2 === 0 })), truthOf(listings))
    const told = JSON.stringify({ seed, ...score, wrong: score.wrong.slice(0, 3), missed: score.missed.length })
    assert.ok(score.surePrecision >= 0.99, told)
    assert.ok(score.proposedRecall >= 0.95, told)
  }
})

test('of what is said to be certain by nine in ten, nine in ten are right', () => {
  const { listings } = makeCatalogues(131)
  const truth = truthOf(listings)
  const groups = matchListings(asJoinListings(listings, { areCoversSeen: false })).filter(({ members }) => members.length > 1)
  const high = groups.filter(({ confidence }) => confidence >= 0.9)
  const right = high.filter(({ members }) => new Set(members.map(({ id }) => truth.get(id))).size === 1)
  assert.ok(high.length > 100)
  assert.ok(right.length / high.length >= 0.9, `${right.length} of ${high.length}`)
})

test('2,000 patterns at four storefronts are matched within a minute', () => {
  const { listings } = makeCatalogues(141, { patterns: 2000 })
  const startedAt = performance.now()
  const groups = matchListings(asJoinListings(listings, { areCoversSeen: false }))
  assert.ok(groups.length > 1500)
  assert.ok(performance.now() - startedAt < 60_000, `${performance.now() - startedAt} ms`)
})
