/** Which patterns go to which shops: kept in the address while it is short, else in this window, so that a reload finds it again. */
const longest = 60

export interface Target {
  readonly patternIds: string[]
  readonly connectionIds?: string[]
}

export interface TargetSearch {
  patterns?: string
  connections?: string
  kept?: string
}

export function searchOf({ patternIds, connectionIds }: Target): TargetSearch {
  const connections = connectionIds === undefined ? {} : { connections: connectionIds.join(',') }
  if (patternIds.length <= longest) return { patterns: patternIds.join(','), ...connections }
  const kept = crypto.randomUUID()
  sessionStorage.setItem(`selvage.target.${kept}`, JSON.stringify(patternIds))
  return { kept, ...connections }
}

/** @returns null when the address names no pattern, or names a list that this window no longer has. */
export function targetOf({ patterns, connections, kept }: TargetSearch): Target | null {
  const stored = kept === undefined ? null : sessionStorage.getItem(`selvage.target.${kept}`)
  const patternIds = patterns?.split(',').filter(Boolean) ?? (stored === null ? [] : (JSON.parse(stored) as string[]))
  if (patternIds.length === 0) return null
  const connectionIds = connections?.split(',').filter(Boolean)
  return { patternIds, ...(connectionIds?.length ? { connectionIds } : {}) }
}
