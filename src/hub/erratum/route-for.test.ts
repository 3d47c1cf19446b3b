import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BoughtAt, type CorrectionRules, type Owner, routeFor } from './route-for.ts'

const lawful: CorrectionRules = { mailsBuyers: true, tellsThere: { cannot: 'It writes to nobody.' } }
const silent: CorrectionRules = {
  mailsBuyers: { cannot: 'Addresses are not hers to use.' },
  tellsThere: { cannot: 'It writes to nobody.' },
}
const byHand: CorrectionRules = { ...silent, tellsThere: { byHand: 'open the page and press.' } }
const at = (rules: CorrectionRules | null, more: Partial<BoughtAt> = {}): BoughtAt => ({
  ...{
    connectionId: 'there',
    rules,
    isClaimed: false,
    hasAddress: true,
    isPast: false,
    isRehearsal: false,
    isReplacedThere: false,
    isListed: true,
  },
  ...more,
})
const owner = (more: Partial<Owner> = {}): Owner => ({
  isKnown: true,
  isForgotten: false,
  saidNo: false,
  holdsIt: false,
  places: [at(lawful)],
  ...more,
})
const all = { writes: true, reachesPast: true }
const said = (one: Owner, asked = all) => {
  const { state, routes, why } = routeFor(one, asked)
  return `${state} [${routes.join(' ')}] ${why}`
}

test('who gave the address for the order gets the mail of the order, and finds it in her library', () => {
  assert.equal(said(owner()), 'mail [mail notice] order-mail')
})

test('who holds the corrected files is told nothing', () => {
  assert.equal(said(owner({ holdsIt: true })), 'holds [] holds')
})

test('who asked for no mails about files, has no address, or gave it where that forbids its use, finds it in the library alone', () => {
  assert.equal(said(owner({ saidNo: true })), 'notice [notice] said-no')
  assert.equal(said(owner({ places: [at(lawful, { hasAddress: false })] })), 'notice [notice] no-address')
  assert.equal(said(owner({ places: [at(silent)] })), 'notice [notice] rule')
  assert.equal(said(owner({ places: [at(null)] })), 'notice [notice] rule', 'a storefront that nothing is known of allows nothing')
})

test('her own word on the claim page goes before the rule of the storefront; so does another storefront where she bought it too', () => {
  assert.equal(said(owner({ places: [at(silent, { isClaimed: true })] })), 'mail [mail notice] order-mail')
  assert.equal(said(owner({ places: [at(silent), at(lawful, { connectionId: 'other' })] })), 'mail [mail notice] order-mail')
})

test('a buyer who is not known is told at the storefront by hand, has the replaced file there, or cannot be reached', () => {
  const nobody = { isKnown: false }
  assert.equal(said(owner({ ...nobody, places: [at(byHand)] })), 'hand [hand] not-known')
  assert.equal(said(owner({ ...nobody, places: [at(silent, { isReplacedThere: true })] })), 'there [there] not-known')
  assert.equal(said(owner({ ...nobody, places: [at(silent)] })), 'none [] not-known')
  assert.equal(said(owner({ ...nobody, places: [at(byHand, { isListed: false })] })), 'none [] not-known', 'there is nothing to do it on')
})

test('history and rehearsal stay quiet: who bought in rehearsal is not written to, who bought before going live only when she says so', () => {
  const past = owner({ places: [at(lawful, { isPast: true })] })
  assert.equal(said(past), 'mail [mail notice] order-mail')
  assert.equal(said(past, { writes: true, reachesPast: false }), 'notice [notice] past')
  assert.equal(said(owner({ places: [at(lawful, { isRehearsal: true })] })), 'notice [notice] rehearsal')
  assert.equal(
    said(owner({ places: [at(lawful, { isPast: true }), at(lawful)] }), { writes: true, reachesPast: false }),
    'mail [mail notice] order-mail',
    'she bought it again since',
  )
})

test('of several addresses that of the newest order is written to, among those that may be; who was forgotten is sent nothing', () => {
  const places = [at(silent), at(lawful, { hasAddress: false }), at(lawful, { isRehearsal: true }), at(lawful), at(lawful)]
  assert.equal(routeFor(owner({ places }), all).mailAt, 3)
  assert.equal(routeFor(owner({ places, saidNo: true }), all).mailAt, null)
  assert.equal(said(owner({ isForgotten: true, holdsIt: true, places: [at(byHand)] })), 'none [] forgotten')
})

test('a correction that is worth no mail stands in the library', () => {
  assert.equal(said(owner(), { writes: false, reachesPast: true }), 'notice [notice] not-asked')
})

test('whatever is so of an owner: a mail leaves only to an address, never against her word, and only where a rule or her claim allows it', () => {
  const rules = fc.constantFrom(null, lawful, silent, byHand)
  const place = fc.record({
    connectionId: fc.constantFrom('a', 'b'),
    rules,
    isClaimed: fc.boolean(),
    hasAddress: fc.boolean(),
    isPast: fc.boolean(),
    isRehearsal: fc.boolean(),
    isReplacedThere: fc.boolean(),
    isListed: fc.boolean(),
  })
  const owners = fc.record({
    ...{ isKnown: fc.boolean(), isForgotten: fc.boolean(), saidNo: fc.boolean(), holdsIt: fc.boolean() },
    places: fc.array(place, { minLength: 1, maxLength: 4 }),
  })
  const asked = fc.record({ writes: fc.boolean(), reachesPast: fc.boolean() })
  fc.assert(
    fc.property(owners, asked, (one, wish) => {
      const { state, routes, why, byHandAt, mailAt } = routeFor(one, wish)
      const may = one.places.findIndex(
        ({ rules: of, isClaimed, hasAddress, isRehearsal, isPast }) =>
          hasAddress && (isClaimed || of?.mailsBuyers === true) && !isRehearsal && (!isPast || wish.reachesPast),
      )
      const isWritten = one.isKnown && !one.isForgotten && !one.saidNo && !one.holdsIt && wish.writes && may >= 0
      assert.equal(routes.includes('mail'), isWritten)
      assert.equal(mailAt, isWritten ? may : null, 'to the address of the newest order that may be written to')
      if (one.isForgotten) return assert.deepEqual([state, routes, why, byHandAt], ['none', [], 'forgotten', null])
      assert.equal(routes.includes('mail'), why === 'order-mail')
      assert.equal(state, one.holdsIt ? 'holds' : (routes[0] ?? 'none'))
      assert.ok(!routes.includes('hand') || byHandAt !== null)
      assert.ok(one.holdsIt || !one.isKnown || routes.includes('notice'), 'who has a library finds it there')
    }),
    { numRuns: 2_000 },
  )
})
