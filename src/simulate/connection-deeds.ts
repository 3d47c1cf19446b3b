/** What she does to a connection: live or not, paused or not, keys renewed, a listing that was there before taken over. */
import { sql } from '#database'
import { renew } from '#hub/connection/connect.ts'
import { moveTo } from '#hub/connection/move-state.ts'
import { adopt } from '#hub/listing/adopt.ts'
import { Refused } from '#hub/refused.ts'
import { names } from './catalogue.ts'
import { type Pattern, secretKey, type World } from './world.ts'

export async function move(world: World, isLive: boolean): Promise<void> {
  const now = world.now()
  const isNewlyLive = isLive && world.liveSince === null
  const says = isLive ? 'she goes live' : 'she takes going live back'
  if (!(await pressed(world, says, () => world.inShop(tx => moveTo(tx, world.connectionId, isLive ? 'live' : 'rehearsal', now))))) return
  if (isNewlyLive) world.liveSince = now
  if (!isLive) world.liveSince = null
  world.firstLiveAt ??= world.liveSince
}

/** One that was live goes on as live, without a gap. */
export async function pause(world: World, isPaused: boolean): Promise<void> {
  if (!isPaused) return move(world, world.liveSince !== null)
  await pressed(world, 'she pauses the shop', () => world.inShop(tx => moveTo(tx, world.connectionId, 'paused', world.now())))
}

export async function changeKeys(world: World, what: 'refused' | 'unreadable' | 'renewed'): Promise<void> {
  world.tell(
    {
      refused: 'the shop no longer takes the keys',
      unreadable: 'the keys that are kept can no longer be opened',
      renewed: 'she renews the keys',
    }[what],
  )
  if (what === 'unreadable') world.areKeysReadable = false
  if (what === 'refused') world.far.areKeysTaken = false
  if (what !== 'renewed') return
  world.areKeysReadable = true
  world.far.areKeysTaken = true
  await world.inShop(tx => renew(tx, world.connectionId, { settings: world.newSettings(), secretKey, now: world.now() }))
}

/** Looks through the shop, and says that what was there before is this pattern. */
export async function takeOver(world: World, pattern: Pattern): Promise<void> {
  const { remoteId } = pattern
  if (remoteId === null || world.far.adopted.has(remoteId)) return
  await world.work('sweep')
  const listingId = await findListing(world, remoteId)
  if (listingId === null) return
  const says = `she says that the listing that was there before is “${names[pattern.index]}”`
  const isDone = await pressed(world, says, () =>
    world.inShop(tx => adopt(tx, world.connectionId, [{ listingId, patternId: pattern.id }], world.now())),
  )
  if (!isDone) return
  pattern.listingId = listingId
  world.far.adopted.add(remoteId)
}

async function findListing(world: World, remoteId: string): Promise<string | null> {
  const { rows } = await world.inShop(tx =>
    sql<{ id: string }>`
      select listing_id as id from listing
      where shop_id = ${world.shop}::uuid and connection_id = ${world.connectionId}::uuid and remote_id = ${remoteId} and pattern_id is null`.execute(
      tx,
    ),
  )
  return rows[0]?.id ?? null
}

/** @returns false when it was refused. */
export async function pressed(world: World, says: string, press: () => Promise<unknown>): Promise<boolean> {
  try {
    await press()
    world.tell(says)
    return true
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    world.tell(`${says}, which is refused (${error.code})`)
    return false
  }
}
