/** Where the keys of a connection are kept, for all processes: renewed by one of them alone, stored before any of them uses the new ones. */
import { setTimeout as pause } from 'node:timers/promises'
import type { ShopId } from '#database'
import { beginRenewal, dropRenewal, keepRenewed } from '#hub/connection/renew-keys.ts'
import { SpokeError } from '#kit/error.ts'
import type { KeyStore } from '#kit/keys.ts'
import type { WorkDeps } from './deps.ts'

/** Longer than a request may take; a process that died in it keeps the others waiting for so long. */
const leaseMs = 40_000
const [askEveryMs, longestMs] = [250, 60_000]

/** @param parse the spoke's own schema. */
export function connectionKeys<Settings>(
  { database, secretKey, now, sleep = pause }: Pick<WorkDeps, 'database' | 'secretKey' | 'now' | 'sleep'>,
  { shop, connectionId, parse }: { shop: ShopId; connectionId: string; parse: (settings: unknown) => Settings },
): KeyStore<Settings> {
  const place = { connectionId, secretKey }
  return {
    renewOnce: async (stale, renew) => {
      const had = JSON.stringify(stale)
      for (let waitedMs = 0; waitedMs < longestMs; waitedMs += askEveryMs, await sleep(askEveryMs)) {
        const { settings, leaseNo } = await database.inShop(shop, tx => beginRenewal(tx, place, { now: now(), ms: leaseMs }))
        const kept = parse(settings)
        if (JSON.stringify(kept) !== had) {
          if (leaseNo !== null) await database.inShop(shop, tx => dropRenewal(tx, place, leaseNo))
          return kept
        }
        if (leaseNo === null) continue
        try {
          const next = await renew(kept)
          const isKept = await database.inShop(shop, tx => keepRenewed(tx, place, leaseNo, next as Record<string, unknown>))
          if (isKept) return next
        } catch (error) {
          await database.inShop(shop, tx => dropRenewal(tx, place, leaseNo)).catch(() => {}) // the lease runs out by itself
          throw error
        }
      }
      throw new SpokeError('retry', 'renew the keys: another process has been at it for a minute')
    },
  }
}
