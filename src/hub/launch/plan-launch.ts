/** One moment for all: what is chosen is made ready at each storefront, hidden, and goes on sale everywhere when the moment comes. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { keyOf, type Planned, type PlanningWorld, planWants, type Want } from '../publication/plan.ts'
import { type Preview, previewOf, sumOf, type Target, wantsOf } from '../publication/preview.ts'
import { type Press, pressOn } from '../publication/publish.ts'
import { notFound, Refused } from '../refused.ts'
import { count } from '../words.ts'
import { waitingForLaunch } from './waiting.ts'

export interface LaunchWish extends Target {
  readonly name: string
  readonly at: Date
}

/** A month and a bit over a year ahead is as far as anybody plans. */
const furthestMs = 400 * 86_400_000
const mostNameLength = 100

/**
 * What the launch will put on sale, where, and what that costs. Nothing is written.
 *
 * @throws {Refused} when the moment is not ahead, or a pattern or shop is not here.
 */
export async function launchPreview(tx: Tx, wish: LaunchWish, world: PlanningWorld): Promise<Preview> {
  const { shown, name } = await plan(tx, wish, world)
  const preview = await previewOf(tx, name, shown, world)
  return { ...preview, sentence: sentenceOf(shown, preview.sentence) }
}

/**
 * Makes everything ready, hidden, and notes the moment.
 *
 * @returns the launch; the same one when the same press comes again.
 * @throws {Refused} 409 when what would be sent has changed since the preview.
 */
export async function planLaunch(tx: Tx, wish: LaunchWish, press: Press, world: PlanningWorld): Promise<string> {
  const earlier = await launchOf(tx, press.key)
  if (earlier !== null) return earlier
  const { shown, name } = await plan(tx, wish, world)
  if (keyOf(name, shown) !== press.key)
    throw new Refused('changed-since', 'What would be sent has changed since you looked. Look again, then press.', { status: 409 })
  const sent = shown.filter(({ verdict }) => verdict === 'send')
  if (sent.length === 0) {
    const refused = shown.find(one => one.refused !== null)
    throw new Refused('nothing-to-launch', refused?.refused ?? 'All of it is on sale already.', { status: 409 })
  }
  const madeReady = await pressOn(tx, {
    cause: 'make-ready',
    wants: async () => hidden(sent),
    press,
    world,
    isUnseen: true,
    isEvenRight: true,
  })
  const { rows } = await sql<{ launch_id: string }>`
    insert into launch (shop_id, name, at, made_ready, pressed_by, next_try_at)
    values (${shopOf(tx)}::uuid, ${wish.name.trim()}, ${wish.at}, ${madeReady}::uuid, ${press.pressedBy}, ${wish.at})
    returning launch_id`.execute(tx)
  const launch = rows[0]!.launch_id
  const listings = sent.map(({ listingId, plan: { steps } }) => {
    const [cost] = sumOf(steps.flatMap(step => (step.cost === null ? [] : [step.cost])))
    return { listing_id: listingId, approved: (cost?.minor ?? 0n).toString(), currency: cost?.currency ?? null }
  })
  await sql`
    insert into launch_listing (shop_id, launch_id, listing_id, approved_cost_minor, cost_currency)
    select ${shopOf(tx)}::uuid, ${launch}::uuid, x.listing_id, x.approved::bigint, x.currency
    from jsonb_to_recordset(${JSON.stringify(listings)}::jsonb) as x (listing_id uuid, approved text, currency text)`.execute(tx)
  return launch
}

/** The same press again finds the launch that the first one made. */
async function launchOf(tx: Tx, key: string): Promise<string | null> {
  const { rows } = await sql<{ launch_id: string }>`
    select l.launch_id from launch l
    join publication p on p.shop_id = l.shop_id and p.publication_id = l.made_ready
    where l.shop_id = ${shopOf(tx)}::uuid and p.key = ${key}`.execute(tx)
  return rows[0]?.launch_id ?? null
}

async function plan(tx: Tx, wish: LaunchWish, world: PlanningWorld): Promise<{ shown: Planned[]; name: string }> {
  check(wish, world.now)
  const wants = await wantsOf(tx, wish, world)
  const waiting = await waitingForLaunch(
    tx,
    wants.map(({ listingId }) => listingId),
  )
  const shown = await planWants(
    tx,
    wants.map(want => onSaleThen(want, waiting)),
    world,
  )
  const told = createHash('sha256').update(`${wish.name.trim()}\n${wish.at.toISOString()}`).digest('hex')
  return { shown, name: `launch ${told}` }
}

function check({ name, at }: LaunchWish, now: Date): void {
  const title = name.trim()
  if (title === '' || title.length > mostNameLength)
    throw new Refused('launch-name', `Give the launch a name of 1 to ${mostNameLength} characters.`, { field: 'name' })
  if (at <= now) throw new Refused('launch-past', 'This moment has passed. Choose one that is still to come.', { field: 'at' })
  if (at.getTime() - now.getTime() > furthestMs)
    throw new Refused('launch-far', 'This moment is more than a year ahead. Choose one within 400 days.', { field: 'at' })
}

/** What waits for the moment is on sale once it has come; what is on sale already needs no launch. */
function onSaleThen(want: Want, waiting: ReadonlySet<string>): Want {
  const { content, known, connection, patternTitle } = want
  if (waiting.has(want.listingId))
    return { ...want, content: null, refused: `“${patternTitle}” waits for another launch at ${connection.label}. Cancel that one first.` }
  if (content === null) return want
  const isOnSale = known !== null && known.state !== 'gone' && (known.observed?.content.isPublished ?? known.desired?.isPublished ?? false)
  if (isOnSale)
    return {
      ...want,
      content: null,
      refused: `“${patternTitle}” is on sale at ${connection.label} already. Take it off sale first, or leave it out.`,
    }
  return { ...want, content: { ...content, isPublished: true } }
}

const hidden = (planned: readonly Planned[]): Want[] =>
  planned.map(({ listingId, connection, patternId, patternTitle, known, content }) => ({
    listingId,
    connection,
    patternId,
    patternTitle,
    known,
    content: content === null ? null : { ...content, isPublished: false },
    refused: null,
  }))

function sentenceOf(shown: readonly Planned[], otherwise: string): string {
  const sent = shown.filter(({ verdict }) => verdict === 'send')
  if (sent.length === 0) return otherwise
  const left = shown.length - sent.length
  const shops = new Set(sent.map(({ connection }) => connection.connectionId)).size
  const rest = left === 0 ? '' : ` ${count(left, 'listing')} ${left === 1 ? 'is' : 'are'} left out; the reason stands beside it.`
  return `${count(sent.length, 'listing')} at ${count(shops, 'shop')} will be made ready now, hidden, and go on sale together at that moment.${rest} Nobody is written to.`
}

/** What was made ready stays there, hidden; a press puts it on sale. @throws {Refused} when there is no such launch, or it is over. */
export async function cancelLaunch(tx: Tx, launchId: string): Promise<void> {
  const { rows } = await sql<{ state: string }>`
    select state from launch where shop_id = ${shopOf(tx)}::uuid and launch_id = ${launchId}::uuid for update`.execute(tx)
  const state = rows[0]?.state
  if (state === undefined) throw notFound('This launch')
  if (state === 'launched')
    throw new Refused('launched-before', 'This launch is over. Take what went on sale off sale instead.', { status: 409 })
  await sql`update launch set state = 'cancelled' where shop_id = ${shopOf(tx)}::uuid and launch_id = ${launchId}::uuid`.execute(tx)
}
