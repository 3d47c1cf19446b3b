/** The bytes that a fake platform was given, by hash: on disk beside its state, or in memory. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export class FakeBytes {
  readonly #folder: string | null
  readonly #held = new Map<string, Uint8Array>()

  /** @param folder below the state's. */
  constructor(stateDir: string | null, folder = 'bytes') {
    this.#folder = stateDir === null ? null : join(stateDir, folder)
  }

  /** @returns their SHA-256. */
  async keep(bytes: Uint8Array): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (this.#folder === null) this.#held.set(sha256, bytes)
    else {
      await mkdir(this.#folder, { recursive: true })
      const path = join(this.#folder, sha256)
      await writeFile(`${path}.new`, bytes)
      await rename(`${path}.new`, path)
    }
    return sha256
  }

  async read(sha256: string): Promise<Uint8Array | null> {
    if (this.#folder === null) return this.#held.get(sha256) ?? null
    return readFile(join(this.#folder, sha256)).catch(() => null)
  }
}
