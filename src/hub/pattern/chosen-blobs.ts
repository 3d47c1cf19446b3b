/** What she means when she names a file: one that came just now, or one that is here already. */
import { shopOf, type Tx } from '#database'
import { inMegabytes } from '../file/file-refused.ts'
import { Refused } from '../refused.ts'

export interface Chosen {
  readonly uploadId?: string | undefined
  readonly sha256?: string | undefined
}

export interface ChosenBlob {
  readonly sha256: string
  readonly mediaType: string
}

/**
 * @param field of the form, for refusals.
 * @returns one for each in the same order, or null for a hash that is no file of this shop.
 * @throws {Refused} when an upload is not there or not whole yet.
 */
export async function chosenBlobs(tx: Tx, chosen: readonly Chosen[], field: string): Promise<(ChosenBlob | null)[]> {
  const shop = shopOf(tx)
  const uploadIds = chosen.flatMap(({ uploadId }) => uploadId ?? [])
  const uploads =
    uploadIds.length === 0
      ? []
      : await tx
          .selectFrom('upload')
          .select(['upload_id', 'sha256', 'file_name', 'size_bytes', 'received_bytes'])
          .where('shop_id', '=', shop)
          .where('upload_id', 'in', uploadIds)
          .execute()
  const hashes = chosen.map(({ uploadId, sha256 }) => {
    if (uploadId === undefined) {
      if (sha256 === undefined) throw new Refused('file-missing', 'Choose a file to upload, or one that is here already.', { field })
      return sha256
    }
    const upload = uploads.find(({ upload_id }) => upload_id === uploadId.toLowerCase())
    if (upload === undefined) throw new Refused('upload-missing', 'This upload is not here any more. Upload the file again.', { field })
    if (upload.sha256 === null) {
      const [have, whole] = [Number(upload.received_bytes), Number(upload.size_bytes)].map(inMegabytes)
      throw new Refused(
        'upload-not-whole',
        `“${upload.file_name}” is not here whole yet (${have} of ${whole}). Wait until it is, or upload it again.`,
        { field },
      )
    }
    return upload.sha256
  })
  if (hashes.length === 0) return []
  const blobs = await tx
    .selectFrom('blob')
    .select(['sha256', 'media_type'])
    .where('shop_id', '=', shop)
    .where('sha256', 'in', hashes)
    .execute()
  const types = new Map(blobs.map(blob => [blob.sha256, blob.media_type]))
  return hashes.map(sha256 => {
    const mediaType = types.get(sha256)
    return mediaType === undefined ? null : { sha256, mediaType }
  })
}
