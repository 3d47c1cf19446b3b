/** Keys that run out, kept fresh: renewed ahead of time, by one caller alone, and stored before anybody uses them. */
import { remedyOf, SpokeError } from './error.ts'
import type { ShopSpoke, SpokeContext } from './shop.ts'

/** Renewed when they would stop working within this. */
const aheadMs = 5 * 60_000

/** Where a connection's settings are kept; shared by all who use them. */
export interface KeyStore<Settings> {
  /**
   * One caller over all processes runs `renew`; what it returns is kept before anybody gets it.
   * @param stale the settings that the caller has; when others are kept by now, those are given and nothing is renewed.
   */
  readonly renewOnce: (stale: Settings, renew: (kept: Settings) => Promise<Settings>) => Promise<Settings>
}

type Keys<Settings> = Pick<SpokeContext<Settings>, 'keys' | 'keysAfter' | 'keepSetting'>
/** Others may renew the keys meanwhile; then it is changed anew, so many times. */
const mostChanges = 5

/** @param contextWith the context in which `renew` runs, with the settings as they are kept. */
export function keepKeys<Settings>({
  spoke: { tokens },
  settings,
  store,
  now,
  contextWith,
}: {
  spoke: Pick<ShopSpoke<Settings>, 'tokens'>
  settings: Settings
  store: KeyStore<Settings>
  now: () => Date
  contextWith: (settings: Settings) => SpokeContext<Settings>
}): Keys<Settings> {
  let current = settings
  const keepSetting: Keys<Settings>['keepSetting'] = async change => {
    for (let time = 0; time < mostChanges; time++) {
      const made: Settings[] = []
      current = await store.renewOnce(current, async kept => {
        made.push(change(kept))
        return made.at(-1)!
      })
      if (made.includes(current)) return current
    }
    throw new SpokeError('retry', 'keep what the platform made: its keys were renewed meanwhile, again and again')
  }
  if (tokens === null) return { keys: async () => current, keysAfter: async () => current, keepSetting }
  const renew = async () => {
    current = await store.renewOnce(current, kept => tokens.renew(contextWith(kept)))
    return current
  }
  const leftMs = () => (tokens.expireAt(current)?.getTime() ?? Number.POSITIVE_INFINITY) - now().getTime()
  return {
    keys: async () => {
      if (leftMs() > aheadMs) return current
      try {
        return await renew()
      } catch (error) {
        // They work for some minutes yet; the next request tries again.
        if (leftMs() > 0 && (remedyOf(error) === 'retry' || remedyOf(error) === 'wait')) return current
        throw error
      }
    },
    keysAfter: async refused => (refused === current ? renew() : current),
    keepSetting,
  }
}

/** For a context that belongs to one process: tests, and keys that are only tried. @param onKept hears what is kept, before it is used. */
export function memoryKeyStore<Settings>(settings: Settings, onKept: (settings: Settings) => void = () => {}): KeyStore<Settings> {
  let kept = settings
  let renewing: Promise<Settings> | null = null
  return {
    renewOnce: async (stale, renew) => {
      if (renewing !== null) return renewing
      if (stale !== kept) return kept
      renewing = renew(kept)
        .then(next => {
          kept = next
          onKept(next)
          return next
        })
        .finally(() => {
          renewing = null
        })
      return renewing
    },
  }
}

/** What a context without a hub behind it has: keys as they are given, notes for as long as it lives, limits learned by nobody. */
export function unkept<Settings>(
  settings: Settings,
): Pick<SpokeContext<Settings>, 'keys' | 'keysAfter' | 'keepSetting' | 'learn' | 'notes' | 'note'> {
  const keys = async () => settings
  return { keys, keysAfter: keys, keepSetting: async change => change(settings), learn: async () => {}, ...memoryNotes() }
}

export function memoryNotes(): Pick<SpokeContext<unknown>, 'notes' | 'note'> {
  const notes = new Map<string, Parameters<SpokeContext<unknown>['note']>[1]>()
  return {
    notes: async ids => new Map(ids.flatMap(id => (notes.has(id) ? [[id, notes.get(id)!] as const] : []))),
    note: async (id, note) => void notes.set(id, note),
  }
}
