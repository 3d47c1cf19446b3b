/** Where storefronts fetch files and pictures from us, by addresses that only we can make. */
import { Hono } from 'hono'
import { z } from 'zod'
import { directory, type ShopId } from '#database'
import { giveBytes } from '#hub/given/give-bytes.ts'
import { isFileMac, isPictureMac, markInName } from '#hub/listing/file-address.ts'
import { fileSecretNo, readListedFile, readListedPicture } from '#hub/listing/read-listed-file.ts'
import { sendBytes } from './bytes.ts'
import type { WebDeps } from './deps.ts'
import type { WebContext, WebEnv } from './request.ts'

const isId = (text: string) => z.uuid().safeParse(text).success

export function storeFiles({ database, secretKey, blobs, now }: Pick<WebDeps, 'database' | 'secretKey' | 'blobs' | 'now'>): Hono<WebEnv> {
  const notHere = (c: WebContext) => c.text('Not here.', 404)

  async function placeOf(connectionId: string): Promise<{ shop: ShopId; secretNo: number } | null> {
    const shop = isId(connectionId) ? await directory.shopOfConnection(database, connectionId) : null
    const secretNo = shop === null ? null : await database.inShop(shop, tx => fileSecretNo(tx, connectionId))
    return shop === null || secretNo === null ? null : { shop, secretNo }
  }

  return new Hono<WebEnv>()
    .get('/files/:connection/:listing/:fileKey/:mac/:name', async c => {
      const { connection, listing, fileKey, mac } = c.req.param()
      const place = await placeOf(connection)
      if (place === null || !isId(listing)) return notHere(c)
      const { shop, secretNo } = place
      if (!isFileMac(secretKey, { connectionId: connection, fileSecretNo: secretNo, listingId: listing, fileKey }, mac)) return notHere(c)
      const file = await database.inShop(shop, tx => readListedFile(tx, { connectionId: connection, listingId: listing, fileKey }))
      if (file === null) return notHere(c)
      return sendBytes(c, {
        file,
        shop,
        blobs,
        cache: 'private, no-cache',
        onSend: async () => {
          const { versionId, patternId, sha256 } = file
          const to = { kind: 'handed-on', customerId: null, connectionId: connection, orderId: null } as const
          await database.inShop(shop, tx => giveBytes(tx, [{ ...to, patternId, versionId, fileKey, sha256, at: now() }]))
        },
      })
    })
    .get('/pictures/:connection/:mac/:name', async c => {
      const { connection, mac, name } = c.req.param()
      const mark = markInName(name)
      const place = mark === null ? null : await placeOf(connection)
      if (mark === null || place === null) return notHere(c)
      const { shop, secretNo } = place
      if (!isPictureMac(secretKey, { connectionId: connection, fileSecretNo: secretNo }, mark, mac)) return notHere(c)
      const picture = await database.inShop(shop, tx => readListedPicture(tx, { connectionId: connection, mark }))
      if (picture === null) return notHere(c)
      // A storefront shows its own copy; were it to show ours, its pages may.
      c.header('cross-origin-resource-policy', 'cross-origin')
      return sendBytes(c, {
        file: { ...picture, fileName: name },
        shop,
        blobs,
        isInline: true,
        cache: 'public, max-age=31536000, immutable',
      })
    })
}
