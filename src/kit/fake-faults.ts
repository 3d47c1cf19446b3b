/** The fault switches of a fake: which are on, how often yet, and which requests they hit. */
import type { Json } from './shop.ts'

interface Fault {
  readonly name: string
  times: number | null
  readonly on: string | null
  readonly value: Json
}

export class Faults {
  readonly #names: readonly string[]
  #set: Fault[] = []

  constructor(names: readonly string[]) {
    this.#names = names
  }

  /** @param input { name, times, on?, value? }; `times: 0` turns it off. @throws {Error} when there is no such switch. */
  set(input: Json): void {
    const { name, times = null, on = null, value = null } = input as { name?: Json; times?: Json; on?: Json; value?: Json }
    if (typeof name !== 'string' || !this.#names.includes(name)) {
      throw new Error(`There is no fault “${String(name)}”. These exist: ${this.#names.join(', ')}.`)
    }
    const where = typeof on === 'string' ? on : null
    this.#set = this.#set.filter(fault => fault.name !== name || fault.on !== where)
    if (times !== 0) this.#set.push({ name, times: typeof times === 'number' ? times : null, on: where, value })
  }

  clear(): void {
    this.#set = []
  }

  list(): readonly { name: string; times: number | null; on: string | null; value: Json }[] {
    return this.#set.map(fault => ({ ...fault }))
  }

  /** The switches that hit this request; each is counted once for it. */
  take(actual: string, pattern: string): ReadonlyMap<string, Json> {
    const hits = new Map<string, Json>()
    for (const fault of this.#set) {
      if (fault.on !== null && !actual.includes(fault.on) && !pattern.includes(fault.on)) continue
      if (fault.times !== null && fault.times <= 0) continue
      hits.set(fault.name, fault.value)
      if (fault.times !== null) fault.times--
    }
    // A switch on its last time stays until the next request, so that `isOn` is true while this one is answered.
    this.#set = this.#set.filter(fault => fault.times !== 0 || hits.has(fault.name))
    return hits
  }

  /** A lasting switch of the platform ('no-cron'): is it on now? Not counted. */
  isOn(name: string): boolean {
    return this.#set.some(fault => fault.name === name)
  }

  valueOf(name: string): Json {
    return this.#set.find(fault => fault.name === name)?.value ?? null
  }
}
