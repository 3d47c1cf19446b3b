/** Facts about telling those who bought there of a correction: what a spoke says of it is whole, and says where it is written. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type BoughtAt, routeFor } from '#hub/erratum/route-for.ts'
import { isCannot, type ShopSpoke } from './shop.ts'

type Told = Pick<ShopSpoke, 'corrections' | 'leftByHand'>

export function correctionFacts({ corrections, leftByHand }: Told): void {
  const { mailsBuyers, tellsThere, source } = corrections
  describe('a correction', () => {
    test('says where its rule is written, and when it was read', () => assert.match(source, /.{20,}20\d\d-\d\d/s))

    test('what cannot be is a whole sentence for the seller; what she does by hand says where, and ends as a sentence', () => {
      for (const way of [mailsBuyers, tellsThere]) if (isCannot(way)) assert.match(way.cannot, /^\p{Lu}.{20,}\.$/su)
      if ('byHand' in tellsThere) assert.match(tellsThere.byHand, /^(open|write|find|choose)\b.{20,}\.$/su)
    })

    test('takes the place of something that a new file leaves to do there, where it names one', () => {
      if ('takesPlaceOf' in tellsThere) assert.notEqual(leftByHand, null, 'nothing is left to her hands there')
    })

    test('nobody is written to there against its rule, and who claimed by an address of her own is', () => {
      const at = (more: Partial<BoughtAt>): BoughtAt => ({
        ...{
          connectionId: 'c',
          rules: corrections,
          isClaimed: false,
          hasAddress: true,
          isPast: false,
          isRehearsal: false,
          isReplacedThere: false,
          isListed: true,
        },
        ...more,
      })
      const owner = { isKnown: true, isForgotten: false, saidNo: false, holdsIt: false }
      const asked = { writes: true, reachesPast: true }
      assert.equal(routeFor({ ...owner, places: [at({})] }, asked).routes.includes('mail'), !isCannot(mailsBuyers))
      assert.equal(routeFor({ ...owner, places: [at({ isClaimed: true })] }, asked).state, 'mail')
      assert.equal(routeFor({ ...owner, places: [at({ isRehearsal: true })] }, asked).routes.includes('mail'), false)
    })
  })
}
