/** Where files lie: by their hash, within a shop. A port that a folder fills here and an object store can fill later. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ShopId } from '#database'
import { Refused } from '../refused.ts'
import { FileRefused, inMegabytes } from './file-refused.ts'
import { fileStream } from './file-stream.ts'

export interface BlobRange {
  readonly start: number
  /** Inclusive, as in HTTP. */
  readonly end: number
}

export interface BlobStore {
  /**
   * Streams bytes in; nothing is kept of a stream that fails.
   * @throws {FileRefused} 'too-large' beyond the limit, 'empty' when nothing came.
   */
  readonly put: (shop: ShopId, stream: AsyncIterable<Uint8Array>, limitBytes: number) => Promise<{ sha256: string; sizeBytes: number }>
  /**
   * @returns `sizeBytes` of the whole file, also for a range.
   * @throws {Refused} 'file-missing' when it is not there.
   */
  readonly open: (
    shop: ShopId,
    sha256: string,
    range?: BlobRange,
  ) => Promise<{ readonly stream: ReadableStream<Uint8Array>; readonly sizeBytes: number }>
  readonly has: (shop: ShopId, sha256: string) => Promise<boolean>
  readonly remove: (shop: ShopId, sha256: string) => Promise<void>
  /** Every file of a shop that is no more. */
  readonly removeShop: (shop: ShopId) => Promise<void>
}

/** @param folder `data/files`; each shop has its own folder in it, made when the first file comes. */
export function folderStore(folder: string): BlobStore {
  const pathOf = (shop: ShopId, sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('a file is named by its sha256')
    return join(folder, shop, sha256.slice(0, 2), sha256)
  }
  const sizeOf = async (path: string) =>
    stat(path).then(
      ({ size }) => size,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      },
    )
  return {
    put: async (shop, stream, limitBytes) => {
      const incoming = join(folder, shop, 'incoming')
      await mkdir(incoming, { recursive: true })
      const temporary = join(incoming, randomUUID())
      try {
        const written = await writeStream(temporary, stream, limitBytes)
        const path = pathOf(shop, written.sha256)
        await mkdir(dirname(path), { recursive: true })
        await rename(temporary, path)
        await syncFolder(dirname(path))
        return written
      } finally {
        await rm(temporary, { force: true })
      }
    },
    open: async (shop, sha256, range) => {
      const path = pathOf(shop, sha256)
      const sizeBytes = await sizeOf(path)
      if (sizeBytes === null)
        throw new Refused(
          'file-missing',
          'A file of this shop is not in the folder “files” of the data folder. Put that folder back from your backup, or upload the file as a new version.',
          { status: 404 },
        )
      return { stream: fileStream(path, range), sizeBytes }
    },
    has: async (shop, sha256) => (await sizeOf(pathOf(shop, sha256))) !== null,
    remove: (shop, sha256) => rm(pathOf(shop, sha256), { force: true }),
    removeShop: async shop => {
      // Nothing but a shop's id may become a folder that is taken away whole.
      if (!/^[0-9a-f-]{36}$/.test(shop)) throw new TypeError('a shop is named by its id')
      await rm(join(folder, shop), { recursive: true, force: true })
    },
  }
}

async function writeStream(path: string, stream: AsyncIterable<Uint8Array>, limitBytes: number) {
  const hash = createHash('sha256')
  let sizeBytes = 0
  const file = await open(path, 'wx')
  try {
    for await (const chunk of stream) {
      sizeBytes += chunk.length
      if (sizeBytes > limitBytes)
        throw new FileRefused('too-large', `The file has more than ${inMegabytes(limitBytes)}, which is the most a file may have.`)
      hash.update(chunk)
      await file.appendFile(chunk)
    }
    if (sizeBytes === 0) throw new FileRefused('empty', 'The file is empty (0 bytes). Export it again and upload the new file.')
    await file.sync()
  } finally {
    await file.close()
  }
  return { sha256: hash.digest('hex'), sizeBytes }
}

/** After a power cut the name must be there as well as the bytes. Windows cannot sync a folder and does not need it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path)
  await folder.sync().finally(() => folder.close())
}
