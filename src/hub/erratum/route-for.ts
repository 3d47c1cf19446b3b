/** By which way one owner learns of a correction, and why by no other. Pure: the whole question stands here. */

/** What a storefront says of telling those who bought there; each spoke fills it in (`corrections` in the kit). */
export interface CorrectionRules {
  /** Whether an address that came with an order may be written to about the files of that order, and about nothing else. */
  readonly mailsBuyers: true | { readonly cannot: string }
  /** How she tells those who bought there by her own hands: where, in her words. `takesPlaceOf`: the subject of what a new file leaves to do there (`leftByHand`). */
  readonly tellsThere: { readonly byHand: string; readonly takesPlaceOf?: string } | { readonly cannot: string }
}

/** One place where the owner bought the pattern. */
export interface BoughtAt {
  readonly connectionId: string
  /** null: this version of Selvage does not know that storefront, so nothing is known to be allowed. */
  readonly rules: CorrectionRules | null
  /** Her address came from herself, on the claim page, with the words that she is written to about what she bought. */
  readonly isClaimed: boolean
  /** The address with which it was bought there is known. */
  readonly hasAddress: boolean
  /** Bought before the storefront went live. */
  readonly isPast: boolean
  /** Nothing is sent to buyers of a storefront that is in rehearsal. */
  readonly isRehearsal: boolean
  /** What she has there is the corrected file from now on: the platform gives a replaced file to earlier buyers, and it holds the corrected one. */
  readonly isReplacedThere: boolean
  /** There is a listing there, on which she can do something by hand. */
  readonly isListed: boolean
}

/** One person, with all of her addresses. */
export interface Owner {
  /** Has a library here; else an order whose buyer is not known. */
  readonly isKnown: boolean
  /** At her wish nothing is known of her any more. */
  readonly isForgotten: boolean
  /** Asked for no mails about files, by whichever of her addresses. */
  readonly saidNo: boolean
  /** Was given the corrected files. */
  readonly holdsIt: boolean
  /** By each of her addresses, the newest order first. */
  readonly places: readonly BoughtAt[]
}

export interface Asked {
  /** Whether owners are written to. */
  readonly writes: boolean
  readonly reachesPast: boolean
}

/** In order of how sure each is to be noticed: a mail, a message she sends at the storefront by hand, the replaced file there, the library here. */
export const routes = ['mail', 'hand', 'there', 'notice'] as const
export type Route = (typeof routes)[number]
export type DeliveryState = 'holds' | Route | 'none'

export const reasons = [
  'forgotten',
  'holds',
  'order-mail',
  'not-asked',
  'no-address',
  'not-known',
  'said-no',
  'rehearsal',
  'past',
  'rule',
] as const
/** Why she is written to, or is not. */
export type Reason = (typeof reasons)[number]

export interface Routing {
  readonly state: DeliveryState
  readonly routes: readonly Route[]
  readonly why: Reason
  /** Where the thing to do by hand is. */
  readonly byHandAt: string | null
  /** Which of her places has the address that is written to; null: none is. */
  readonly mailAt: number | null
}

/**
 * A correction is about a file that she bought, so it is a message of the order and needs no consent to marketing; but it is sent only to an address that
 * may be written to for that: by the rule of a storefront where she bought it, or by her own word.
 */
export function routeFor(owner: Owner, asked: Asked): Routing {
  const nothing = { routes: [], byHandAt: null, mailAt: null }
  if (owner.isForgotten) return { state: 'none', why: 'forgotten', ...nothing }
  if (owner.holdsIt) return { state: 'holds', why: 'holds', ...nothing }
  const { why, at } = whyMail(owner, asked)
  const byHand = owner.places.filter(({ rules, isListed }) => isListed && rules !== null && 'byHand' in rules.tellsThere)
  const byHandAt = byHand.map(({ connectionId }) => connectionId).sort()[0] ?? null
  const ways: Record<Route, boolean> = {
    mail: why === 'order-mail',
    hand: byHandAt !== null,
    there: owner.places.some(({ isReplacedThere }) => isReplacedThere),
    notice: owner.isKnown,
  }
  const open = routes.filter(route => ways[route])
  return { state: open[0] ?? 'none', routes: open, why, byHandAt, mailAt: at === null ? null : owner.places.indexOf(at) }
}

/** @returns 'order-mail' and whereby, or the first reason against it that she could do something about. */
function whyMail({ isKnown, saidNo, places }: Owner, { writes, reachesPast }: Asked): { why: Reason; at: BoughtAt | null } {
  const not = (why: Reason) => ({ why, at: null })
  if (!isKnown) return not('not-known')
  const reachable = places.filter(({ hasAddress }) => hasAddress)
  if (reachable.length === 0) return not('no-address')
  if (saidNo) return not('said-no')
  if (!writes) return not('not-asked')
  const lawful = reachable.filter(({ rules, isClaimed }) => isClaimed || rules?.mailsBuyers === true)
  if (lawful.length === 0) return not('rule')
  const begun = lawful.filter(({ isRehearsal }) => !isRehearsal)
  if (begun.length === 0) return not('rehearsal')
  const at = begun.find(({ isPast }) => !isPast || reachesPast)
  return at === undefined ? not('past') : { why: 'order-mail', at }
}
