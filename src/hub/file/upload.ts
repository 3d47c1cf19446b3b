/**
 * Files on their way in. Their bytes lie in data/uploads/<shop>/<upload> in parts named by where they begin; a part counts once the row says so,
 * so a line that is cut, a second sender and a killed process leave nothing that is half of two things.
 */
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, type ShopId, shopOf, sql, type Tx } from '#database'
import { notFound, Refused } from '../refused.ts'
import type { BlobStore } from './blob-store.ts'
import { checkFile, type SuggestedRole, suggestRole } from './check-file.ts'
import { FileRefused, inMegabytes } from './file-refused.ts'
import { type CheckedBlob, keepBlob } from './keep-blob.ts'

/** What a sender should send at once. Larger pieces are taken, and kept in parts of this size. */
export const chunkBytes = 8 * 1024 * 1024

export interface UploadFacts {
  readonly id: string
  readonly fileName: string
  readonly sizeBytes: number
  /** Where to go on. */
  readonly receivedBytes: number
  readonly chunkBytes: number
  /** Once it is whole and checked. */
  readonly file: {
    readonly sha256: string
    readonly mediaType: string
    readonly pages: number | null
    readonly layers: readonly string[]
    readonly suggestedRole: SuggestedRole | null
  } | null
}

export interface UploadWorld {
  readonly database: Database
  readonly blobs: BlobStore
  /** data/uploads. */
  readonly folder: string
  readonly limitBytes: number
}

/** Announces a file. @throws {FileRefused} when it is empty or over the limit, before anything is sent. */
export async function startUpload(
  tx: Tx,
  { fileName, sizeBytes, limitBytes }: { fileName: string; sizeBytes: number; limitBytes: number },
): Promise<UploadFacts> {
  const name = fileName
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .replace(/^.*[/\\]/, '')
    .trim()
  if (name === '') throw new Refused('name-missing', 'A file needs a name. Give it one and upload it again.', { field: 'fileName' })
  if (sizeBytes <= 0) throw new FileRefused('empty', `“${name}” is empty (0 bytes). Export it again and upload the new file.`)
  if (sizeBytes > limitBytes) {
    const advice = 'Embed pictures at 300 dpi or less, or split the file, and upload it again.'
    throw new FileRefused(
      'too-large',
      `“${name}” has ${inMegabytes(sizeBytes)}; a file may have up to ${inMegabytes(limitBytes)}. ${advice}`,
    )
  }
  const { upload_id } = await tx
    .insertInto('upload')
    .values({ shop_id: shopOf(tx), file_name: name, size_bytes: sizeBytes })
    .returning('upload_id')
    .executeTakeFirstOrThrow()
  return { id: upload_id, fileName: name, sizeBytes, receivedBytes: 0, chunkBytes, file: null }
}

/** @throws {Refused} when there is none; a file that was refused is gone. */
export async function readUpload(tx: Tx, uploadId: string): Promise<UploadFacts> {
  const { rows } = await sql<Row>`
    select u.upload_id, u.file_name, u.size_bytes, u.received_bytes, u.sha256, b.media_type, b.facts
    from upload u left join blob b on b.shop_id = u.shop_id and b.sha256 = u.sha256
    where u.shop_id = ${shopOf(tx)}::uuid and u.upload_id = ${uploadId}::uuid`.execute(tx)
  const row = rows[0]
  if (row === undefined) throw notFound('This upload')
  return {
    id: row.upload_id,
    fileName: row.file_name,
    sizeBytes: Number(row.size_bytes),
    receivedBytes: Number(row.received_bytes),
    chunkBytes,
    file:
      row.sha256 === null
        ? null
        : {
            sha256: row.sha256,
            mediaType: row.media_type,
            pages: row.facts.pages ?? null,
            layers: row.facts.layers ?? [],
            suggestedRole: row.media_type.startsWith('image/') ? null : suggestRole(row.file_name),
          },
  }
}

/**
 * Takes bytes from `offset` on, which is as many as are here; with the last of them the file is checked and kept. When the line is cut, what came
 * so far stays. A file that is here whole but was not checked yet (the process was killed) is checked on a call with no bytes.
 *
 * @throws {Refused} 409 with where to go on, when the offset is another.
 * @throws {FileRefused} when the file cannot be sold as it is; the upload is then gone.
 */
export async function appendUpload(
  world: UploadWorld,
  shop: ShopId,
  { uploadId, offset, stream }: { uploadId: string; offset: number; stream: AsyncIterable<Uint8Array> },
): Promise<UploadFacts> {
  const read = () => world.database.inShop(shop, tx => readUpload(tx, uploadId))
  const upload = await read()
  if (upload.file !== null) return upload
  if (upload.receivedBytes !== offset) throw elsewhere(upload)
  const folder = folderOf(world, shop, upload.id)
  await mkdir(folder, { recursive: true })
  try {
    await takeParts({ world, shop, folder, upload }, stream)
    const now = await read()
    return now.file === null && now.receivedBytes === now.sizeBytes ? await finish(world, shop, now) : now
  } catch (error) {
    // Another sender may have finished it meanwhile, and cleared the parts away.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      const now = await read()
      if (now.file !== null) return now
    }
    if (error instanceof FileRefused) await drop(world, shop, upload.id)
    throw error
  }
}

/** Forgets uploads begun before `before`: those that were cut and those whose file is kept by now. @returns how many. */
export async function forgetUploads(world: Pick<UploadWorld, 'database' | 'folder'>, shop: ShopId, before: Date): Promise<number> {
  const { rows } = await world.database.inShop(shop, tx =>
    sql<{ upload_id: string }>`
      delete from upload where shop_id = ${shop}::uuid and created_at < ${before} returning upload_id`.execute(tx),
  )
  for (const { upload_id } of rows) await rm(folderOf(world, shop, upload_id), { recursive: true, force: true })
  return rows.length
}

interface Row {
  upload_id: string
  file_name: string
  size_bytes: bigint
  received_bytes: bigint
  sha256: string | null
  media_type: string
  facts: { pages?: number; layers?: string[] }
}

const folderOf = ({ folder }: Pick<UploadWorld, 'folder'>, shop: ShopId, uploadId: string) => join(folder, shop, uploadId.toLowerCase())
const partOf = (offset: number) => `${offset.toString().padStart(12, '0')}.part`

const elsewhere = ({ fileName, receivedBytes, sizeBytes }: UploadFacts) =>
  new Refused('other-offset', `Of “${fileName}” ${receivedBytes} of ${sizeBytes} bytes are here. Go on at offset ${receivedBytes}.`, {
    status: 409,
  })

interface Taking {
  readonly world: UploadWorld
  readonly shop: ShopId
  readonly folder: string
  readonly upload: UploadFacts
}

async function takeParts({ world, shop, folder, upload }: Taking, stream: AsyncIterable<Uint8Array>): Promise<void> {
  let offset = upload.receivedBytes
  let part = await openPart(folder)
  const keep = async () => {
    if (part.sizeBytes === 0) return
    await part.file.sync()
    await part.file.close()
    const received = offset + part.sizeBytes
    await world.database.inShop(shop, async tx => {
      const { rows } = await sql<{ received_bytes: bigint }>`
        select received_bytes from upload where shop_id = ${shop}::uuid and upload_id = ${upload.id}::uuid for update`.execute(tx)
      if (rows[0] === undefined) throw notFound('This upload')
      if (Number(rows[0].received_bytes) !== offset) throw elsewhere({ ...upload, receivedBytes: Number(rows[0].received_bytes) })
      // Renamed under the lock: a part that a killed process left under this name was never counted.
      await rename(part.path, join(folder, partOf(offset)))
      await sql`
        update upload set received_bytes = ${received} where shop_id = ${shop}::uuid and upload_id = ${upload.id}::uuid`.execute(tx)
    })
    offset = received
    part = await openPart(folder)
  }
  try {
    for await (const chunk of stream) {
      if (offset + part.sizeBytes + chunk.length > upload.sizeBytes) throw tooMany(upload)
      await part.file.appendFile(chunk)
      part.sizeBytes += chunk.length
      if (part.sizeBytes >= chunkBytes) await keep()
    }
    await keep()
  } catch (error) {
    if (!(error instanceof Refused)) await keep().catch(() => {})
    throw error
  } finally {
    await part.file.close().catch(() => {})
    await rm(part.path, { force: true })
  }
}

async function openPart(folder: string) {
  const path = join(folder, `${randomUUID()}.new`)
  return { path, file: await open(path, 'wx'), sizeBytes: 0 }
}

const tooMany = ({ fileName, sizeBytes }: UploadFacts) =>
  new Refused(
    'more-than-announced',
    `“${fileName}” has more than the ${sizeBytes} bytes that were announced: it changed meanwhile. Upload it again.`,
  )

/** Checks the whole file, keeps it, and says so on the upload. Doing it twice at once is doing it once. */
async function finish(world: UploadWorld, shop: ShopId, upload: UploadFacts): Promise<UploadFacts> {
  const folder = folderOf(world, shop, upload.id)
  const whole = join(folder, `${randomUUID()}.whole`)
  const joined = await open(whole, 'wx')
  try {
    for (let offset = 0; offset < upload.sizeBytes; ) {
      for await (const chunk of createReadStream(join(folder, partOf(offset))) as AsyncIterable<Buffer>) {
        await joined.appendFile(chunk)
        offset += chunk.length
      }
    }
  } finally {
    await joined.close()
  }
  const { mediaType, facts } = await checkFile(whole, { name: upload.fileName, limitBytes: world.limitBytes })
  const { sha256, sizeBytes } = await world.blobs.put(shop, createReadStream(whole), world.limitBytes)
  await world.database.inShop(shop, tx => settle(tx, upload.id, { sha256, sizeBytes, mediaType, facts }))
  await rm(folder, { recursive: true, force: true })
  return world.database.inShop(shop, tx => readUpload(tx, upload.id))
}

async function settle(tx: Tx, uploadId: string, file: CheckedBlob) {
  await keepBlob(tx, file)
  await tx.updateTable('upload').set({ sha256: file.sha256 }).where('shop_id', '=', shopOf(tx)).where('upload_id', '=', uploadId).execute()
}

async function drop(world: UploadWorld, shop: ShopId, uploadId: string): Promise<void> {
  await world.database.inShop(shop, tx =>
    tx.deleteFrom('upload').where('shop_id', '=', shop).where('upload_id', '=', uploadId).where('sha256', 'is', null).execute(),
  )
  await rm(folderOf(world, shop, uploadId), { recursive: true, force: true })
}
