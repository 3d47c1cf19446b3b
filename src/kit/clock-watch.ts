/** What a storefront's answers tell of its clock. */
import { type ClockGap, narrow } from '#hub/connection/clock-gap.ts'

const dayMs = 86_400_000
/** An answer that took longer says too little. */
const longestMs = 20_000

/**
 * The `Date` of an answer is a whole second, cut off, of some moment between asking and the answer.
 *
 * @returns null when it tells no time: no such header, an answer out of a cache, a slow one, or a clock that is more than a day off.
 */
export function gapOf(headers: Headers, { askedAt, answeredAt }: { askedAt: Date; answeredAt: Date }): ClockGap | null {
  const date = Date.parse(headers.get('date') ?? '')
  const tookMs = answeredAt.getTime() - askedAt.getTime()
  if (!Number.isFinite(date) || Number(headers.get('age') ?? 0) > 0 || tookMs < 0 || tookMs > longestMs) return null
  const gap = { lowMs: date - answeredAt.getTime(), highMs: date + 999 - askedAt.getTime() }
  return gap.lowMs < -dayMs || gap.highMs > dayMs ? null : gap
}

/** Gathers over the answers of one context; an address elsewhere (a file's, a redirect's) has a clock of its own and is not heard. */
export class ClockWatch {
  /** null while no answer has told the time. */
  gap: ClockGap | null = null
  readonly #host: string | null

  constructor(baseUrl: string) {
    this.#host = URL.canParse(baseUrl) ? new URL(baseUrl).host : null
  }

  hear(host: string, gap: ClockGap | null): void {
    if (gap !== null && host === this.#host) this.gap = narrow(this.gap, gap)
  }
}
