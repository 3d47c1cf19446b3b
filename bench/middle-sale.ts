/** A sale at each storefront while all their listings are being changed: how long until it is taken. */
import { pause } from '../src/drill/hub-process.ts'
import type { BenchStore, HubStage } from './hub-stage.ts'

/** @returns seconds until the order stands in the hub, by storefront. @throws {Error} when one is not taken in time. */
export async function sellInTheMiddle(stage: HubStage, { limitMs }: { limitMs: number }): Promise<ReadonlyMap<BenchStore, number>> {
  const soldAt = new Map<BenchStore, number>()
  for (const store of stage.stores) {
    const [listing] = (await store.far.listings()).filter(({ isPublished }) => isPublished)
    if (listing === undefined) throw new Error(`${store.label} has nothing for sale`)
    await store.far.sell({ lines: [{ remoteId: listing.remoteId }], email: 'buyer@example.com', name: 'A Buyer' })
    soldAt.set(store, performance.now())
  }
  const seconds = new Map<BenchStore, number>()
  while (seconds.size < soldAt.size) {
    const { rows } = await stage.owner.query<{ connection: string }>('select distinct connection_id as connection from "order"')
    for (const [store, at] of soldAt) {
      const isTaken = rows.some(({ connection }) => connection === store.connection)
      if (isTaken && !seconds.has(store)) seconds.set(store, (performance.now() - at) / 1000)
      if (!isTaken && performance.now() - at > limitMs) throw new Error(`a sale at ${store.label} was not taken in ${limitMs / 1000} s`)
    }
    await pause(lookEveryMs)
  }
  return seconds
}

const lookEveryMs = 250
