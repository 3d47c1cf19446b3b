/** The messages of a fake platform: queued, sent when they are due, and tried again by the platform's own rules. */
import type { Dice, FakeClock } from './fake-clock.ts'

export interface FakeMessage {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly attempt: number
  readonly dueMs: number
}

export interface Manners {
  /** After each failure in turn; then it is given up. */
  readonly retryMs: readonly number[]
  readonly timeoutMs: number
  readonly isTaken: (status: number) => boolean
  /** Until the first try. */
  readonly delayMs: number
}

export class FakeMessages {
  readonly #place: { readonly clock: FakeClock; readonly dice: Dice; readonly isSilent: () => boolean }
  readonly #manners: Manners
  #waiting: FakeMessage[]
  #cancel: (() => void) | null = null
  #isStopped = false

  /** @param waiting as it was saved. @param place.isSilent while it is, nothing is sent and nothing waits. */
  constructor(
    place: { readonly clock: FakeClock; readonly dice: Dice; readonly isSilent: () => boolean },
    manners: Manners,
    waiting: readonly FakeMessage[],
  ) {
    this.#place = place
    this.#manners = manners
    this.#waiting = [...waiting]
  }

  start(): void {
    this.#plan()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancel?.()
  }

  /** Those that wait, to be saved. */
  save(): FakeMessage[] {
    return [...this.#waiting]
  }

  queue(message: Pick<FakeMessage, 'url' | 'headers' | 'body'>): void {
    this.#waiting.push({ ...message, attempt: 0, dueMs: this.#place.clock.nowMs() + this.#manners.delayMs })
    this.#plan()
  }

  /** What was told long ago. */
  forget(): void {
    this.#waiting = []
  }

  /** Sends all that waits, now. @returns how many messages were sent. */
  async deliver({ shuffle = false, twice = false, lose = false }: { shuffle?: boolean; twice?: boolean; lose?: boolean } = {}) {
    const waiting = this.#waiting
    this.#waiting = []
    if (lose || this.#place.isSilent()) return { sent: 0 }
    const ordered = shuffle ? this.#place.dice.shuffle(waiting) : waiting
    const all = twice ? ordered.flatMap(one => [one, one]) : ordered
    for (const message of all) await this.#send(message)
    this.#plan()
    return { sent: all.length }
  }

  #plan(): void {
    this.#cancel?.()
    this.#cancel = null
    const first = Math.min(...this.#waiting.map(({ dueMs }) => dueMs))
    if (this.#isStopped || !Number.isFinite(first)) return
    this.#cancel = this.#place.clock.at(first, () => void this.#sendDue())
  }

  async #sendDue(): Promise<void> {
    const now = this.#place.clock.nowMs()
    const due = this.#waiting.filter(({ dueMs }) => dueMs <= now)
    this.#waiting = this.#waiting.filter(({ dueMs }) => dueMs > now)
    if (!this.#place.isSilent()) for (const message of due) await this.#send(message)
    this.#plan()
  }

  async #send(message: FakeMessage): Promise<void> {
    const { url, headers, body, attempt } = message
    const { isTaken, retryMs, timeoutMs } = this.#manners
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }).catch(() => null)
    await answer?.body?.cancel()
    const waitMs = retryMs[attempt]
    if (answer !== null && isTaken(answer.status)) return
    if (waitMs !== undefined && !this.#waiting.includes(message))
      this.#waiting.push({ ...message, attempt: attempt + 1, dueMs: this.#place.clock.nowMs() + waitMs })
  }
}
