/** Tells open screens that something of their shop changed: one listener a process, however many screens. */
import { createListener, type Database, type ShopId } from '#database'

export interface Changes {
  /** @param fn is told the kinds that changed since it was last told; [] when something may have been missed. */
  readonly watch: (shop: ShopId, fn: (kinds: readonly string[]) => void) => Promise<() => void>
  readonly close: () => Promise<void>
}

const channel = 'selvage_changed'
const gatherMs = 250

interface Watched {
  readonly watchers: Set<(kinds: readonly string[]) => void>
  readonly kinds: Set<string>
  timer: NodeJS.Timeout | undefined
  lastAt: number
}

export function watchChanges(database: Database): Changes {
  const shops = new Map<string, Watched>()
  const listener = createListener(database)
  let listening: Promise<unknown> | undefined

  /** At once after a rest, at most four times a second in a rush. */
  function tellSoon(watched: Watched): void {
    watched.timer ??= setTimeout(
      () => {
        const kinds = [...watched.kinds]
        watched.kinds.clear()
        watched.timer = undefined
        watched.lastAt = Date.now()
        for (const fn of watched.watchers) fn(kinds)
      },
      Math.max(5, watched.lastAt + gatherMs - Date.now()),
    ).unref()
  }

  function hear(payload: string): void {
    const [shop = '', kind] = payload.split(' ')
    for (const watched of payload === '' ? shops.values() : [shops.get(shop)]) {
      if (watched === undefined) continue
      if (kind !== undefined) watched.kinds.add(kind)
      tellSoon(watched)
    }
  }

  return {
    async watch(shop, fn) {
      listening ??= listener.on(channel, hear)
      await listening
      const watched: Watched = shops.get(shop) ?? { watchers: new Set(), kinds: new Set(), timer: undefined, lastAt: 0 }
      shops.set(shop, watched)
      watched.watchers.add(fn)
      return () => {
        watched.watchers.delete(fn)
        if (watched.watchers.size > 0) return
        clearTimeout(watched.timer)
        shops.delete(shop)
      }
    },
    close: () => listener.close(),
  }
}
