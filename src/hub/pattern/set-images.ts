import { shopOf, type Tx } from '#database'
import { notFound, Refused } from '../refused.ts'
import { type Chosen, chosenBlobs } from './chosen-blobs.ts'
import { line } from './facts.ts'

export interface GivenImage extends Chosen {
  readonly alt: string
}

/**
 * Sets the pictures in order, the first as the cover; nothing is sent.
 *
 * @throws {Refused} when one is not here, is no picture, or is there twice.
 */
export async function setImages(tx: Tx, patternId: string, images: readonly GivenImage[], now: Date): Promise<void> {
  const shop = shopOf(tx)
  const blobs = await chosenBlobs(tx, images, 'images')
  const hashes = blobs.map((blob, at) => {
    if (blob === null) throw refused('image-missing', `Picture ${at + 1} is not here. Upload it again.`)
    if (!blob.mediaType.startsWith('image/')) throw refused('not-image', `File ${at + 1} is no picture. Choose a PNG, JPEG or WebP.`)
    return blob.sha256
  })
  if (new Set(hashes).size < hashes.length) throw refused('image-twice', 'The same picture is there twice. Take one of them out.')
  const found = await tx
    .updateTable('pattern')
    .set(({ eb }) => ({ edit_no: eb('edit_no', '+', 1), updated_at: now }))
    .where('shop_id', '=', shop)
    .where('pattern_id', '=', patternId)
    .returning('pattern_id')
    .executeTakeFirst()
  if (found === undefined) throw notFound('This pattern')
  await tx.deleteFrom('pattern_image').where('shop_id', '=', shop).where('pattern_id', '=', patternId).execute()
  if (hashes.length === 0) return
  await tx
    .insertInto('pattern_image')
    .values(
      hashes.map((sha256, position) => ({ shop_id: shop, pattern_id: patternId, position, sha256, alt: line(images[position]!.alt) })),
    )
    .execute()
}

const refused = (code: string, message: string) => new Refused(code, message, { field: 'images' })
