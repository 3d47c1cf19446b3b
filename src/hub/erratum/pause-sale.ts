/** Off sale until it is mended: at every storefront that takes it, in the own store, and as a thing to do by hand where no program can. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { keepLeft } from '../hand-step/keep-left.ts'
import { keyOf, type PlanningWorld, readConnections } from '../publication/plan.ts'
import { type Preview, placesOf, planTarget, previewOf, type Target, wantsOf } from '../publication/preview.ts'
import { type Press, pressOn } from '../publication/publish.ts'
import { Refused } from '../refused.ts'
import { changePatterns, previewChange, undoChange } from '../store/change-patterns.ts'
import { readStore } from '../store/read-store.ts'
import { type Erratum, readErratum } from './erratum.ts'

export interface PausePreview {
  readonly key: string
  readonly sentence: string
  /** What is sent to storefronts. */
  readonly plan: Preview
  /** It is in the own store, which is open. */
  readonly isInStore: boolean
  /** Where only she can do it. */
  readonly byHand: readonly { readonly shop: string; readonly says: string }[]
}

const targetOf = ({ patternId }: Pick<Erratum, 'patternId'>): Target => ({ patternIds: [patternId], isOffSale: true })

/** @throws {Refused} when there is no such correction. */
export async function pausePreview(tx: Tx, erratumId: string, world: PlanningWorld): Promise<PausePreview> {
  return (await look(tx, await readErratum(tx, erratumId), world)).preview
}

async function look(tx: Tx, erratum: Erratum, world: PlanningWorld) {
  const planned = await planTarget(tx, targetOf(erratum), world)
  const publishKey = keyOf('pause', planned)
  const sent = planned.filter(({ verdict }) => verdict === 'send').length
  const plan = await previewOf(tx, 'pause', planned, world)
  const isOpen = (await readStore(tx)).isOpen
  const change = { patternIds: [erratum.patternId], choice: 'out' } as const
  const inStore = isOpen ? await previewChange(tx, change, world.now) : null
  const isInStore = inStore !== null && inStore.changes.length > 0
  const hands = await byHand(tx, erratum, world)
  const key = createHash('sha256')
    .update(JSON.stringify([erratum.id, publishKey, isInStore ? inStore.key : null, hands.map(({ listingId }) => listingId)]))
    .digest('hex')
  const says = [
    sent > 0 ? `${sent === 1 ? 'One shop takes' : `${sent} shops take`} it off sale` : '',
    isInStore ? 'it leaves your own store' : '',
    hands.length > 0 ? `${hands.length === 1 ? 'one shop waits' : `${hands.length} shops wait`} for your hands` : '',
  ].filter(part => part !== '')
  const sentence =
    says.length === 0
      ? 'It is on sale nowhere that Selvage knows of.'
      : `${says.join(', ')}. Owners keep what they have, and it can be taken back.`
  const preview: PausePreview = {
    key,
    sentence: sentence.charAt(0).toUpperCase() + sentence.slice(1),
    plan,
    isInStore,
    byHand: hands.map(({ label, says: why }) => ({ shop: label, says: why })),
  }
  return { preview, publishKey, sent, change, storeKey: isInStore ? inStore.key : null, hands }
}

/** Listings at storefronts where none is changed from here. */
async function byHand(tx: Tx, { patternId }: Erratum, { rulesOf }: PlanningWorld) {
  const connections = new Map((await readConnections(tx, null)).map(one => [one.connectionId, one]))
  const { rows } = await sql<{ listing_id: string; connection_id: string; desired_no: number; url: string | null }>`
    select listing_id, connection_id, desired_no, url from listing
    where shop_id = ${shopOf(tx)}::uuid and pattern_id = ${patternId}::uuid and remote_id is not null and state <> 'gone'
    order by listing_id`.execute(tx)
  return rows.flatMap(row => {
    const connection = connections.get(row.connection_id)
    const publishes = connection === undefined ? null : rulesOf(connection.spoke)?.publishes
    if (
      connection === undefined ||
      connection.state === 'rehearsal' ||
      typeof publishes !== 'object' ||
      publishes === null ||
      !('cannot' in publishes)
    )
      return []
    const { listing_id: listingId, desired_no: desiredNo, url } = row
    return [{ listingId, desiredNo, url, label: connection.label, says: publishes.cannot }]
  })
}

/** @returns the press by which storefronts took it off sale, if any did. @throws {Refused} 409 when something changed since the preview, or nothing is on sale. */
export async function pauseSale(
  tx: Tx,
  erratumId: string,
  { key, pressedBy }: Press,
  world: PlanningWorld,
): Promise<{ publicationId: string | null }> {
  const shop = shopOf(tx)
  const erratum = await readErratum(tx, erratumId, 'yes')
  const found = await look(tx, erratum, world)
  if (found.preview.key !== key)
    throw new Refused('changed-since', 'What would be taken off sale has changed since you looked. Look again, then press.', {
      status: 409,
    })
  if (found.sent === 0 && found.storeKey === null && found.hands.length === 0)
    throw new Refused('nothing-to-send', 'It is on sale nowhere that Selvage knows of.', { status: 409 })
  const target = targetOf(erratum)
  const press = { key: found.publishKey, pressedBy }
  const publicationId =
    found.sent === 0
      ? null
      : await pressOn(tx, {
          cause: 'unpublish',
          name: 'pause',
          places: () => placesOf(tx, target, world),
          wants: () => wantsOf(tx, target, world),
          press,
          world,
        })
  const changed =
    found.storeKey === null ? null : await changePatterns(tx, found.change, { key: found.storeKey, pressedBy, now: world.now })
  await keepLeft(
    tx,
    found.hands.map(({ listingId, desiredNo, url, label }) => ({
      listingId,
      desiredNo,
      steps: [
        {
          key: `pause-${erratum.id}`,
          says: `Take “${erratum.patternTitle}” off sale at ${label} until it is corrected: no program can there.`,
          url,
          text: null,
        },
      ],
    })),
    world.now,
  )
  await tx
    .updateTable('erratum')
    .set({
      ...(publicationId === null ? {} : { pause_id: publicationId }),
      ...(changed === null ? {} : { store_change_id: changed.changeId }),
    })
    .where('shop_id', '=', shop)
    .where('erratum_id', '=', erratumId)
    .where(eb => eb.val(publicationId !== null || changed !== null))
    .execute()
  return { publicationId }
}

/** Back into the own store. What stands at storefronts goes back by the undo of their press, which is seen first. */
export async function backIntoStore(tx: Tx, erratumId: string, now: Date): Promise<void> {
  const { storeChangeId } = await readErratum(tx, erratumId, 'yes')
  if (storeChangeId === null) return
  await undoChange(tx, storeChangeId, now)
  await tx
    .updateTable('erratum')
    .set({ store_change_id: null })
    .where('shop_id', '=', shopOf(tx))
    .where('erratum_id', '=', erratumId)
    .execute()
}
