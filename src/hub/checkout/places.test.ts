import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlaceProof } from './payment.ts'
import { contradictionOf, judgePlaces } from './places.ts'

const proof = (kind: PlaceProof['kind'], country: string): PlaceProof => ({ kind, country })

for (const { what, proofs, says, country } of [
  { what: 'nothing known', proofs: [], says: 'too-few', country: null },
  { what: 'one alone', proofs: [proof('card-country', 'DE')], says: 'too-few', country: null },
  { what: 'two that agree', proofs: [proof('card-country', 'DE'), proof('said', 'DE')], says: 'enough', country: 'DE' },
  { what: 'the same kind twice is one', proofs: [proof('said', 'DE'), proof('said', 'DE')], says: 'too-few', country: null },
  { what: 'two that differ', proofs: [proof('card-country', 'FR'), proof('said', 'DE')], says: 'contradict', country: null },
  {
    what: 'two that agree and a third that does not',
    proofs: [proof('card-country', 'DE'), proof('billing-address', 'DE'), proof('ip-address', 'FR')],
    says: 'enough',
    country: 'DE',
  },
  {
    what: 'two pairs that differ',
    proofs: [proof('card-country', 'DE'), proof('billing-address', 'DE'), proof('ip-address', 'FR'), proof('said', 'FR')],
    says: 'contradict',
    country: null,
  },
])
  test(`places: ${what} is ${says}`, () => assert.deepEqual(judgePlaces(proofs), { says, country }))

test('what was said is asked about when the line says otherwise, and when nothing says anything it is not', () => {
  assert.deepEqual([contradictionOf('DE', 'FR'), contradictionOf('DE', 'DE'), contradictionOf('DE', null)], ['FR', null, null])
})
