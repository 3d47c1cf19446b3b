/** `GET /shops/:shop/listings/:listing/kit`: what she needs to put a listing up by hand, packed while it is sent. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { ShopId } from '#database'
import type { KitPart } from '#hub/by-hand/make-kit.ts'
import { readKit } from '#hub/by-hand/read-kit.ts'
import { type ZipEntry, zippedEntry, zipStream } from '#hub/file/zip-stream.ts'
import { notFound } from '#hub/refused.ts'
import { disposition } from '../bytes.ts'
import type { WebDeps } from '../deps.ts'
import { problemOf } from '../problem.ts'
import type { WebEnv } from '../request.ts'
import { enterShop } from './enter.ts'

export function kits(deps: WebDeps): Hono<WebEnv> {
  return new Hono<WebEnv>().get('/shops/:shop/listings/:listing/kit', async c => {
    try {
      const call = await enterShop(c, deps, 'read')
      if (call instanceof Response) return call
      const [listingId, step] = [c.req.param('listing'), c.req.query('step')]
      if (!z.uuid().safeParse(listingId).success || (step !== undefined && !z.uuid().safeParse(step).success))
        throw notFound('This listing')
      const kit = await call.inShop(tx => readKit(tx, { listingId, handStepId: step ?? null }, deps.work.planningWorld()))
      const stream = zipStream(
        kit.parts.map(part => entryOf(deps, call.shop, part, kit)),
        kit.at,
      )
      return new Response(stream, {
        headers: {
          'content-type': 'application/zip',
          'content-disposition': disposition(kit.name, false),
          'cache-control': 'private, no-store',
        },
      })
    } catch (error) {
      return problemOf(c, error, deps.log)
    }
  })
}

function entryOf(deps: WebDeps, shop: ShopId, part: KitPart, kit: { at: Date; sizeOf: (sha256: string) => number }): ZipEntry {
  if ('text' in part) {
    const bytes = new TextEncoder().encode(part.text)
    return {
      path: part.path,
      sizeBytes: bytes.length,
      open: async function* () {
        yield bytes
      },
    }
  }
  if ('parts' in part)
    return zippedEntry(
      part.path,
      part.parts.map(inner => entryOf(deps, shop, inner, kit)),
      kit.at,
    )
  const { path, sha256 } = part
  return { path, sizeBytes: kit.sizeOf(sha256), open: async () => (await deps.blobs.open(shop, sha256)).stream }
}
