/** The store's two clocks: GMT, and the site's own zone, which REST shows first. Whole seconds only. */

/** A store set to UTC-5 by hand, so that local and GMT dates differ and a mix-up shows. */
export const offsetHours = -5
const offsetMs = offsetHours * 3_600_000

const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19)
export const gmt = (seconds: number | null): string | null => (seconds === null ? null : stamp(seconds * 1000))
export const local = (seconds: number | null): string | null => (seconds === null ? null : stamp(seconds * 1000 + offsetMs))
/** An image's local date is shifted twice. */
export const twiceShifted = (seconds: number): string => stamp(seconds * 1000 + 2 * offsetMs)

/** @returns seconds, or null when there is no date in it. */
export function parseLocal(text: unknown): number | null {
  if (typeof text !== 'string' || text.trim() === '') return null
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text.trim())
  const ms = Date.parse(hasZone ? text.trim() : `${text.trim().replace(' ', 'T')}${/T|:/.test(text) ? '' : 'T00:00:00'}Z`)
  return Number.isNaN(ms) ? null : Math.floor((hasZone ? ms : ms - offsetMs) / 1000)
}

export function parseGmt(text: unknown): number | null {
  if (typeof text !== 'string' || text.trim() === '') return null
  const ms = Date.parse(
    /(Z|[+-]\d\d:?\d\d)$/i.test(text.trim()) ? text.trim() : `${text.trim().replace(' ', 'T')}${/T|:/.test(text) ? '' : 'T00:00:00'}Z`,
  )
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000)
}

/**
 * What a bound (`modified_after`, `before`, …) means to the store, with its mistakes.
 *
 * @returns seconds; 'nothing' when the store then finds nothing at all.
 */
export function boundOf(text: string, { isGmt, kind }: { isGmt: boolean; kind: 'order' | 'product' }): number | 'nothing' {
  const zone = /(Z|[+-]\d\d:?\d\d)$/i.exec(text)?.[0]
  const hasFraction = /\.\d+/.test(text)
  if (zone === undefined) {
    const ms = Date.parse(`${text}Z`)
    return Math.floor((isGmt ? ms : ms - offsetMs) / 1000)
  }
  const ms = Date.parse(text)
  // A zone and the flag: turned into local time, then read as GMT.
  if (isGmt) return Math.floor((ms + offsetMs) / 1000)
  // For orders a fraction with a zone (what Date#toISOString gives) finds nothing.
  if (kind === 'order' && hasFraction) return 'nothing'
  return Math.floor(ms / 1000)
}
