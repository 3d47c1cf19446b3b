/** A fake's clock and its dice: time that can be put forward and scaled, chance that comes from the seed alone. */

/** `random`: where the dice stand, so that a restart does not throw the same numbers again. */
export interface ClockState {
  readonly aheadMs: number
}

export class FakeClock {
  #realStart = Date.now()
  #start: number
  #scale = 1
  readonly #watchers = new Set<() => void>()

  constructor(state: ClockState = { aheadMs: 0 }) {
    this.#start = this.#realStart + state.aheadMs
  }

  now(): Date {
    return new Date(this.nowMs())
  }

  nowMs(): number {
    return Math.floor(this.#start + (Date.now() - this.#realStart) * this.#scale)
  }

  get scale(): number {
    return this.#scale
  }

  /** How long so much of the fake's time takes. */
  realMs(ms: number): number {
    return ms / this.#scale
  }

  advance(ms: number): void {
    this.#rebase(ms)
  }

  /** @param scale 60 makes a minute pass in a second. */
  setScale(scale: number): void {
    this.#rebase(0)
    this.#scale = scale
    this.#tell()
  }

  /** Calls once when the fake's time has come to `atMs`, however it gets there. @returns takes it back. */
  at(atMs: number, act: () => void): () => void {
    let timer: NodeJS.Timeout | null = null
    const done = (): void => {
      if (timer) clearTimeout(timer)
      this.#watchers.delete(look)
    }
    const look = (): void => {
      if (timer) clearTimeout(timer)
      const restMs = atMs - this.nowMs()
      if (restMs <= 0) {
        done()
        act()
        return
      }
      timer = setTimeout(look, Math.min(Math.max(1, restMs / this.#scale), 2 ** 30))
      timer.unref()
    }
    this.#watchers.add(look)
    timer = setTimeout(look, 0)
    timer.unref()
    return done
  }

  save(): ClockState {
    return { aheadMs: this.nowMs() - Date.now() }
  }

  #rebase(addMs: number): void {
    this.#start = this.nowMs() + addMs
    this.#realStart = Date.now()
    this.#tell()
  }

  #tell(): void {
    for (const look of [...this.#watchers]) look()
  }
}

/** mulberry32: small, fast, the same on every machine. Never for a secret that matters. */
export class Dice {
  state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** 0 <= n < 1 */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('Nothing to pick from: the list is empty.')
    return item
  }

  text(length: number, alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'): string {
    let text = ''
    for (let index = 0; index < length; index++) text += alphabet[this.below(alphabet.length)]
    return text
  }

  hex(length: number): string {
    return this.text(length, '0123456789abcdef')
  }

  uuid(): string {
    const digits = this.hex(32)
    const variant = '89ab'[this.below(4)]
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
  }

  shuffle<Item>(items: readonly Item[]): Item[] {
    const mixed = [...items]
    for (let index = mixed.length - 1; index > 0; index--) {
      const other = this.below(index + 1)
      const held = mixed[index] as Item
      mixed[index] = mixed[other] as Item
      mixed[other] = held
    }
    return mixed
  }
}
