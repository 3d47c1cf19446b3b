/** The messages of a fake platform: queued in its state, sent when they are due, and tried again by the platform's own rules. */
import type { Dice, FakeClock } from './fake-clock.ts'

export interface FakeMessage {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What is to be told, as it waits: for its first try at 0, for a later one above. */
export type Waiting<Told> = Told & { readonly attempt: number; readonly dueMs: number }

export interface Manners<Told> {
  /** After each failure in turn; then it is given up. */
  readonly retryMs: readonly number[]
  readonly timeoutMs: number
  /** Whether that was all, by the status of the answer; null: none came. */
  readonly isOver: (status: number | null) => boolean
  /** Until the first try. */
  readonly delayMs: number
  /** The message, as it is signed at the moment of sending. @returns null when nobody wants it any more. */
  readonly compose: (told: Waiting<Told>) => FakeMessage | null
}

export const isWithin200s = (status: number | null): boolean => status !== null && status >= 200 && status < 300

interface Place<Told> {
  readonly state: { messages: Waiting<Told>[] }
  readonly clock: FakeClock
  readonly dice: Dice
  /** While it is, nothing is sent and nothing waits. */
  readonly isSilent: () => boolean
}

export class FakeMessages<Told> {
  readonly #place: Place<Told>
  readonly #manners: Manners<Told>
  #cancel: (() => void) | null = null
  #isStopped = false

  constructor(place: Place<Told>, manners: Manners<Told>) {
    this.#place = place
    this.#manners = manners
  }

  start(): void {
    this.#plan()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancel?.()
  }

  queue(told: Told): void {
    const { state, clock } = this.#place
    state.messages.push({ ...told, attempt: 0, dueMs: clock.nowMs() + this.#manners.delayMs })
    this.#plan()
  }

  /** What was told long ago. */
  forget(): void {
    this.#place.state.messages = []
  }

  /** Sends all that waits, now. @returns how many messages were sent. */
  async deliver({ shuffle = false, twice = false, lose = false }: { shuffle?: boolean; twice?: boolean; lose?: boolean } = {}) {
    const { state, dice, isSilent } = this.#place
    const waiting = state.messages
    state.messages = []
    if (lose || isSilent()) return { sent: 0 }
    let sent = 0
    for (const message of shuffle ? dice.shuffle(waiting) : waiting) {
      if (twice && (await this.#post(message)) !== 'unwanted') sent++
      if (await this.#send(message)) sent++
    }
    this.#plan()
    return { sent }
  }

  #plan(): void {
    this.#cancel?.()
    this.#cancel = null
    const first = Math.min(...this.#place.state.messages.map(({ dueMs }) => dueMs))
    if (this.#isStopped || !Number.isFinite(first)) return
    this.#cancel = this.#place.clock.at(first, () => void this.#sendDue())
  }

  async #sendDue(): Promise<void> {
    const { state, clock, isSilent } = this.#place
    const now = clock.nowMs()
    const due = state.messages.filter(({ dueMs }) => dueMs <= now)
    state.messages = state.messages.filter(({ dueMs }) => dueMs > now)
    if (!isSilent()) for (const message of due) await this.#send(message)
    this.#plan()
  }

  /** @returns whether it went out. */
  async #send(message: Waiting<Told>): Promise<boolean> {
    const { isOver, retryMs } = this.#manners
    const answer = await this.#post(message)
    if (answer === 'unwanted') return false
    const waitMs = retryMs[message.attempt]
    if (isOver(answer) || waitMs === undefined || this.#isStopped) return true
    const { state, clock } = this.#place
    state.messages.push({ ...message, attempt: message.attempt + 1, dueMs: clock.nowMs() + waitMs })
    return true
  }

  async #post(message: Waiting<Told>): Promise<number | null | 'unwanted'> {
    const composed = this.#manners.compose(message)
    if (composed === null) return 'unwanted'
    const { url, headers, body } = composed
    const signal = AbortSignal.timeout(this.#manners.timeoutMs)
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }).catch(() => null)
    await answer?.body?.cancel()
    return answer?.status ?? null
  }
}
