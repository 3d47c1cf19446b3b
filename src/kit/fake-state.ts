/** A fake's state on disk: written seldom, whole, by rename, so that a kill leaves the last whole state and never half of one. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const restMs = 2000

export class StateFile {
  readonly #path: string | null
  readonly #snapshot: () => string
  #timer: NodeJS.Timeout | null = null
  #isDirty = false
  #writing: Promise<void> = Promise.resolve()

  /** @param dir null keeps everything in memory. */
  constructor(dir: string | null, snapshot: () => string) {
    this.#path = dir === null ? null : join(dir, 'state.json')
    this.#snapshot = snapshot
  }

  /** @returns null when there is nothing yet. @throws {Error} when the file is there and is not a state. */
  static async read(dir: string | null): Promise<unknown> {
    if (dir === null) return null
    await mkdir(dir, { recursive: true })
    const path = join(dir, 'state.json')
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (text === null) return null
    try {
      return JSON.parse(text) as unknown
    } catch (cause) {
      throw new Error(`${path} is not a state of this fake. Delete the file to start it empty.`, { cause })
    }
  }

  changed(): void {
    this.#isDirty = true
    if (this.#path === null || this.#timer) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.flush()
    }, restMs)
    this.#timer.unref()
  }

  async flush(): Promise<void> {
    const path = this.#path
    if (path === null || !this.#isDirty) return this.#writing
    this.#isDirty = false
    const text = this.#snapshot()
    this.#writing = this.#writing.then(async () => {
      await writeFile(`${path}.new`, text)
      await rename(`${path}.new`, path)
    })
    return this.#writing
  }

  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    await this.flush()
  }
}
