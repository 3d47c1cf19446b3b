/** How far the clock of a storefront and ours stand apart, and what follows for a time that it tells. */
/** Its clock minus ours lies between the two, in milliseconds: positive is ahead, negative behind. */
export interface ClockGap {
  readonly lowMs: number
  readonly highMs: number
}

/** Less is not told apart from a second cut off and a slow line, so the two clocks count as one. */
export const sameMs = 2_000
const toldMs = 3 * 60_000
const [secondMs, minuteMs, hourMs] = [1_000, 60_000, 3_600_000]

/**
 * Pure. What is known after one more answer: where both agree, which is narrower than either.
 * Where they contradict each other the clock was set meanwhile, or drifted, and the newer one is believed.
 */
export function narrow(kept: ClockGap | null, read: ClockGap): ClockGap {
  if (kept === null) return read
  const both = { lowMs: Math.max(kept.lowMs, read.lowMs), highMs: Math.min(kept.highMs, read.highMs) }
  return both.lowMs <= both.highMs ? both : read
}

/** @returns null when the clocks are one as far as can be told. */
function different(gap: ClockGap | null): ClockGap | null {
  return gap === null || (gap.lowMs <= sameMs && gap.highMs >= -sameMs) ? null : gap
}

/** Pure. @returns our time as that clock shows it. */
export function byItsClock(at: Date, gap: ClockGap | null): Date {
  const apart = different(gap)
  return apart === null ? at : new Date(at.getTime() + Math.round((apart.lowMs + apart.highMs) / 2))
}

/**
 * Pure. @returns by our clock, the latest moment at which something can have happened that it dates `at`, a second it has cut to the whole.
 * The latest, because a buyer who bought in the very second of going live gets her mail.
 */
export function latestByOurs(at: Date, gap: ClockGap | null): Date {
  const apart = different(gap)
  return apart === null ? at : new Date(at.getTime() + secondMs - 1 - apart.lowMs)
}

/** Pure. @returns what she should know, from three minutes on; null when there is nothing to say. */
export function clockSentence(gap: ClockGap | null): string | null {
  if (gap === null) return null
  const middleMs = (gap.lowMs + gap.highMs) / 2
  if (Math.abs(middleMs) < toldMs) return null
  return `The clock of your shop is ${spanWords(Math.abs(middleMs))} ${middleMs < 0 ? 'behind' : 'ahead of'} the one here. Sales around “Go live” are sorted rightly all the same; whoever looks after the shop, or this computer, should set right the one that is wrong.`
}

function spanWords(ms: number): string {
  const [count, unit] = ms < 2 * hourMs ? [Math.round(ms / minuteMs), 'minutes'] : [Math.round(ms / hourMs), 'hours']
  return `${count} ${unit}`
}

/** As its columns have it. */
export interface ClockRow {
  readonly clock_low_ms: number | null
  readonly clock_high_ms: number | null
}

export const toGap = ({ clock_low_ms: lowMs, clock_high_ms: highMs }: ClockRow): ClockGap | null =>
  lowMs === null || highMs === null ? null : { lowMs, highMs }
