/** Before anything is sent: who, how many, by which way, and why. Reads only. */
import { createHash } from 'node:crypto'
import { shopOf, type Tx } from '#database'
import { linkMark } from '../mail/write-mail.ts'
import { isHeld } from '../shop/hold.ts'
import { count } from '../words.ts'
import { correctionMail } from './correction-mail.ts'
import { type Erratum, type NoteLanguage, readErratum, stateOf } from './erratum.ts'
import { countOwners, type ErratumPlace, type RulesWorld, readPlaces, toOwner } from './owners.ts'
import { ownersWords, wayWords, whyWords } from './reasons.ts'
import { type DeliveryState, type Reason, type Route, routeFor, routes } from './route-for.ts'
import { languagesFor } from './words.ts'

export interface WayGroup {
  readonly way: DeliveryState
  readonly says: string
  readonly why: Reason
  readonly whySays: string
  /** Labels of the storefronts where they bought. */
  readonly shops: readonly string[]
  readonly owners: number
}

export interface ErratumPreview {
  readonly key: string
  readonly sentence: string
  readonly owners: number
  readonly groups: readonly WayGroup[]
  readonly byRoute: Readonly<Record<Route, number>>
  /** As they read in each language of the note. */
  readonly mails: readonly { readonly language: NoteLanguage; readonly subject: string; readonly text: string; readonly html: string }[]
  /** Things that will wait for her hands, one for each storefront. */
  readonly handSteps: readonly { readonly shop: string; readonly says: string }[]
  readonly canPress: boolean
  /** Why not; or what a press will wait for. */
  readonly why: string | null
}

export interface PreviewWorld extends RulesWorld {
  readonly now: Date
  /** Whether mails with links can leave now, and if not, why. */
  readonly canMail: { readonly why: string | null }
}

/** @throws {Refused} when there is no such correction. */
export async function previewErratum(tx: Tx, erratumId: string, world: PreviewWorld): Promise<ErratumPreview> {
  const erratum = await readErratum(tx, erratumId)
  const places = await readPlaces(tx, erratum, world)
  const { groups, byRoute, byHandAt } = await sort(tx, erratum, places, world.now)
  const owners = groups.reduce((sum, group) => sum + group.owners, 0)
  const { name } = await tx.selectFrom('shop').select('name').where('shop_id', '=', shopOf(tx)).executeTakeFirstOrThrow()
  const missing = whyNot(erratum)
  return {
    key: createHash('sha256')
      .update(JSON.stringify([erratum.id, erratum.editNo, groups]))
      .digest('hex'),
    sentence: sentenceOf({ owners, byRoute, groups }),
    owners,
    groups,
    byRoute,
    mails: byRoute.mail === 0 ? [] : examplesOf(erratum, name),
    handSteps: [...byHandAt].flatMap(id => {
      const place = places.get(id)
      const says = place === undefined ? null : sayByHand(place)
      return says === null ? [] : [{ shop: place!.label, says }]
    }),
    canPress: missing === null,
    why: missing ?? (await whatWaits(tx, byRoute.mail, world)),
  }
}

async function sort(tx: Tx, erratum: Erratum, places: ReadonlyMap<string, ErratumPlace>, now: Date) {
  const sorted = new Map<string, WayGroup>()
  const byRoute: Record<Route, number> = { mail: 0, hand: 0, there: 0, notice: 0 }
  const byHandAt = new Set<string>()
  for (const facts of await countOwners(tx, erratum, now)) {
    const routing = routeFor(toOwner(facts, places), erratum)
    if (routing.byHandAt !== null && routing.routes.includes('hand')) byHandAt.add(routing.byHandAt)
    for (const route of routing.routes) byRoute[route] += facts.owners
    const at = [...new Set(facts.places.map(([id]) => id))].flatMap(id => places.get(id) ?? [])
    const shops = [...new Set(at.map(({ label }) => label))].sort()
    const key = JSON.stringify([routing.state, routing.why, shops])
    const owners = (sorted.get(key)?.owners ?? 0) + facts.owners
    const whySays = whyWords(routing.why, ruleOf(at))
    sorted.set(key, { way: routing.state, says: wayWords[routing.state], why: routing.why, whySays, shops, owners })
  }
  const order = ['mail', ...routes, 'none', 'holds']
  const groups = [...sorted.values()].sort((a, b) => order.indexOf(a.way) - order.indexOf(b.way) || b.owners - a.owners)
  return { groups, byRoute, byHandAt }
}

/** The sentence of the storefront that forbids mails. */
export function ruleOf(places: readonly Pick<ErratumPlace, 'rules'>[]): string | null {
  for (const { rules } of places) if (rules !== null && rules.mailsBuyers !== true) return rules.mailsBuyers.cannot
  return null
}

export const sayByHand = ({ rules }: Pick<ErratumPlace, 'rules'>): string | null =>
  rules !== null && 'byHand' in rules.tellsThere ? rules.tellsThere.byHand : null

function sentenceOf({
  owners,
  byRoute,
  groups,
}: {
  owners: number
  byRoute: ErratumPreview['byRoute']
  groups: readonly WayGroup[]
}): string {
  if (owners === 0) return 'Nobody owns this pattern yet. The correction will stand on its public page.'
  const of = (way: DeliveryState) => groups.reduce((sum, group) => sum + (group.way === way ? group.owners : 0), 0)
  const parts = [
    [byRoute.mail, 'gets one mail', 'get one mail'],
    [of('hand'), 'is told at the shop by your hand', 'are told at the shop by your hand'],
    [of('there'), 'has the corrected file there', 'have the corrected file there'],
    [of('notice'), 'finds it in the library alone', 'find it in their library alone'],
    [of('holds'), 'holds the corrected version already', 'hold the corrected version already'],
    [of('none'), 'cannot be reached', 'cannot be reached'],
  ] as const
  const told = parts.filter(([n]) => n > 0).map(([n, one, many]) => count(n, one, many))
  return `Of ${ownersWords(owners)}, ${told.join('; ')}. Nobody gets it twice, and nobody gets news with it.`
}

/** @returns why it cannot be pressed, or null. */
export function whyNot(erratum: Erratum): string | null {
  const state = stateOf(erratum)
  if (state === 'out') return 'This correction went out.'
  if (state === 'waiting') return 'This correction waits to go out.'
  if (Object.keys(erratum.notes).length === 0) return 'Write what is wrong and what to do, in at least one language.'
  if (erratum.severity === 'some-sizes' && erratum.sizes.length === 0) return 'Say which sizes it is about.'
  return null
}

async function whatWaits(tx: Tx, mails: number, { canMail }: PreviewWorld): Promise<string | null> {
  if (await isHeld(tx)) return 'Everything is held: it goes out once you let go.'
  if (mails === 0 || canMail.why === null) return null
  return `Mails cannot leave yet: ${canMail.why} They wait until they can.`
}

function examplesOf(erratum: Erratum, shop: string) {
  const country: Readonly<Record<NoteLanguage, string | null>> = { en: null, de: 'DE', fr: 'FR', es: 'ES', nl: 'NL' }
  return languagesFor(null, erratum.notes).map(language => {
    const { subject, text, html } = correctionMail({ shop, buyer: 'Ana', country: country[language], order: '1234', erratum })
    const link = '(the buyer’s own link)'
    return { language, subject, text: text.replaceAll(linkMark, link), html: html.replaceAll(linkMark, '#') }
  })
}
