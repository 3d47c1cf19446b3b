/** The drills of many storefronts: their story, the ban alone, and the switches that must make each fail. */
import type { Told } from '../main-drill.ts'
import { outerLies } from '../outer-lies.ts'
import { liesOf, openScene, type SceneOptions } from '../scene.ts'
import { ban, everybodyServed, listFromHere, sellEverywhere } from './ban-chapters.ts'
import { tellsOrders } from './claim-means.ts'
import { findAll, importAll, join, standByHand } from './import-chapters.ts'
import { type Chapter, emptyBook, type Twists } from './means.ts'
import { firstPush, launch, pressAll, promotion } from './push-chapters.ts'
import { expiredAccess, handEdits, outage } from './trouble-chapters.ts'

const banChapters: readonly Chapter[] = [
  { says: 'buyers buy everywhere; some look into their library, some leave the mail unopened', tell: sellEverywhere },
  { says: 'one storefront throws her out; every listing is alive at the others, and a correction goes to them', tell: ban },
  {
    says: 'whoever bought anywhere has the newest file, by a claim where no address is told, also once she has disconnected it',
    tell: everybodyServed,
  },
]

export const stories = {
  storefronts: [
    { says: 'what she made by hand stands at every storefront, and is bought', tell: standByHand },
    { says: 'connecting reads all of it, told as it goes, also when it is left in the middle', tell: importAll },
    { says: 'what is one pattern is proposed with reasons; she accepts, puts some right, takes one apart', tell: join },
    { says: 'what differs is found, all of it and no more, and nothing anywhere was touched', tell: findAll },
    { says: 'the first push puts right what she chose, and nothing else', tell: firstPush },
    { says: 'one press for the rest: every design is at every storefront', tell: pressAll },
    { says: 'new designs go on sale everywhere at one moment, and none before it', tell: launch },
    { says: 'a promotion lowers the price everywhere, and its end puts it back', tell: promotion },
    { says: 'changes by hand at every storefront are found in one sweep, with no false alarm, and adopted or put right', tell: handEdits },
    { says: 'a storefront is out: it alone waits, and catches up by itself', tell: outage },
    { says: 'a storefront no longer takes its keys: she is asked once', tell: expiredAccess },
    ...banChapters,
  ],
  ban: [{ says: 'what she sells is listed everywhere from here', tell: listFromHere }, ...banChapters],
} as const satisfies Readonly<Record<string, readonly Chapter[]>>

export type StoryName = keyof typeof stories

/** What the drill itself does wrong; `ban`: of that story as well. */
const twists: Readonly<Record<string, { readonly says: string; readonly twist: Twists; readonly isOfBan?: true }>> = {
  'accepts-everything': { says: 'every proposal is accepted unseen, the doubtful ones too', twist: { acceptsEverything: true } },
  'touches-early': { says: 'something there is changed while it is only read', twist: { touchesEarly: true } },
  'edits-untold': { says: 'one more listing is changed by hand than is said', twist: { editsUntold: true } },
  'out-everywhere': { says: 'not one storefront is out but all of them', twist: { isOutEverywhere: true } },
  'out-for-good': { says: 'the storefront that is out never comes back', twist: { isOutForGood: true } },
  'stays-away': { says: 'she never gives the new keys', twist: { staysAway: true } },
  'bans-all': { says: 'every storefront throws her out', twist: { bansAll: true }, isOfBan: true },
}

/** Between the world and the hub, beside those that every story notices. */
const worldLies: typeof outerLies = { ...outerLies, 'tells-orders': tellsOrders }

const noWorker = 'no-worker'
/** Of all that a storefront can lie about, what the story of many storefronts must notice. */
const toldLies = ['hides-hand-edits', 'ignores-price']

/** Every `--break` switch with its sentence. */
export async function breaksOf(story: StoryName, spokes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const lies = await Promise.all(
    spokes.map(async spoke =>
      Object.entries(await liesOf(spoke)).flatMap(([name, { says }]) =>
        story === 'storefronts' && toldLies.includes(name) ? [[`${spoke}:${name}`, says] as const] : [],
      ),
    ),
  )
  return new Map([
    ...lies.flat(),
    ...Object.entries(worldLies).map(([name, { says }]) => [name, says] as const),
    ...Object.entries(twists).flatMap(([name, { says, isOfBan }]) => (story === 'storefronts' || isOfBan ? [[name, says] as const] : [])),
    [noWorker, 'no process does the work'],
  ])
}

/**
 * @param banned the storefront that throws her out.
 * @param broken one of `breaksOf`, or null for the true story.
 * @returns whether every chapter was true and the hub stopped cleanly.
 */
export async function tellStorefronts({
  story,
  spokes,
  banned,
  broken,
  onTold,
}: {
  story: StoryName
  spokes: readonly string[]
  banned: string
  broken: string | null
  onTold: (told: Told) => void
}): Promise<boolean> {
  const [spoke = '', name = ''] = broken?.split(':') ?? []
  const lie = name === '' ? undefined : (await liesOf(spoke))[name]
  const outer = broken === null ? undefined : worldLies[broken]
  const roles: SceneOptions['roles'] = broken === noWorker ? ['web'] : ['all']
  const scene = await openScene({ spokes, roles, ...(lie && { lie: { spoke, lie } }), ...(outer && { outerLie: outer.meddling }) })
  const book = emptyBook(banned, (broken !== null && twists[broken]?.twist) || {})
  let isTrue = true
  for (const chapter of stories[story]) {
    const started = Date.now()
    const told = await chapter.tell(scene, book).then(
      proof => ({ isTrue: true, why: proof }),
      (fault: unknown) => ({ isTrue: false, why: fault instanceof Error ? fault.message : String(fault) }),
    )
    onTold({ chapter: chapter.says, ms: Date.now() - started, ...told })
    isTrue = told.isTrue
    if (!isTrue) break
  }
  const started = Date.now()
  for (const close of book.closers) await close()
  const { exits } = await scene.close()
  if (!isTrue) return false
  const isClean = exits.every(code => code === 0)
  onTold({
    chapter: 'asked to stop, every process ends with 0',
    isTrue: isClean,
    ms: Date.now() - started,
    why: isClean ? null : `exits ${exits.join(', ')}`,
  })
  return isClean
}
