/**
 * A ZIP written as it is read: entries are stored as they are (PDFs and pictures do not get smaller), one after the other, and no more is in memory than
 * the reader has asked for. Limits: 4 GB and 65,535 entries, which is what every program that opens a ZIP understands.
 */
import { Zip, ZipPassThrough } from 'fflate'
import { Refused } from '../refused.ts'
import { inMegabytes } from './file-refused.ts'

export interface ZipEntry {
  /** With '/' between folders. */
  readonly path: string
  readonly sizeBytes: number
  readonly open: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>
}

export const zipLimits = { bytes: 4 * 1024 ** 3 - 1024 ** 2, entries: 65_000 } as const
/** An entry's two headers, without its path. */
const headerBytes = 200

/** @returns the bytes that the ZIP will have at most. */
export const zipSize = (entries: readonly ZipEntry[]): number =>
  entries.reduce((sum, { path, sizeBytes }) => sum + sizeBytes + headerBytes + 2 * Buffer.byteLength(path), 0)

/**
 * @param at written as the time of each entry, so that the same entries are the same bytes.
 * @throws {Refused} when it would be over the limits.
 */
export function zipStream(entries: readonly ZipEntry[], at: Date): ReadableStream<Uint8Array> {
  if (zipSize(entries) > zipLimits.bytes || entries.length > zipLimits.entries)
    throw new Refused(
      'zip-too-large',
      `This would be a ZIP of ${inMegabytes(zipSize(entries))}; more than ${inMegabytes(zipLimits.bytes)} cannot be packed.`,
    )
  const chunks = zipped(entries, at)
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await chunks.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
}

/** A ZIP as an entry of another; it is packed while it is read. */
export const zippedEntry = (path: string, entries: readonly ZipEntry[], at: Date): ZipEntry => ({
  path,
  sizeBytes: zipSize(entries),
  open: () => zipped(entries, at),
})

async function* zipped(entries: readonly ZipEntry[], at: Date): AsyncGenerator<Uint8Array, void> {
  let ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    // Handed on by whoever reads: what is written here is the library's to write again.
    if (chunk.length > 0) ready.push(chunk)
  })
  const taken = () => {
    const now = ready
    ready = []
    return now
  }
  for (const { path, open } of entries) {
    const entry = new ZipPassThrough(path)
    entry.mtime = localTime(at)
    zip.add(entry)
    yield* taken()
    for await (const part of await open()) {
      entry.push(part)
      yield* taken()
    }
    entry.push(new Uint8Array(), true)
    yield* taken()
  }
  zip.end()
  yield* taken()
}

/** A ZIP knows no time zone, and the library writes local hours: those of UTC are the same everywhere. */
const localTime = (at: Date): Date =>
  new Date(Math.max(1980, at.getUTCFullYear()), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds())
