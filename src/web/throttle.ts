export interface Throttle {
  /** @returns false when `key` has had its share for now. */
  readonly take: (key: string) => boolean
}

const mostKeys = 20_000

/** A share per key and window, kept in this process: enough against one visitor who asks and asks. */
export function createThrottle({ most, windowMs, now }: { most: number; windowMs: number; now: () => Date }): Throttle {
  const used = new Map<string, { count: number; until: number }>()
  return {
    take(key) {
      const at = now().getTime()
      const found = used.get(key)
      if (found !== undefined && found.until > at) return ++found.count <= most
      used.delete(key)
      for (const [old, { until }] of used) {
        if (until > at && used.size < mostKeys) break
        used.delete(old)
      }
      used.set(key, { count: 1, until: at + windowMs })
      return true
    },
  }
}
