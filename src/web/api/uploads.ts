/** `PUT /shops/:shop/uploads/:upload?offset=N`: raw bytes, streamed to where files lie, resumed where they stopped. */
import { join } from 'node:path'
import { Hono } from 'hono'
import { z } from 'zod'
import { appendUpload, type UploadFacts, type UploadWorld } from '#hub/file/upload.ts'
import { notFound } from '#hub/refused.ts'
import type { WebDeps } from '../deps.ts'
import { problem, problemOf } from '../problem.ts'
import type { WebEnv } from '../request.ts'
import type { AnswerOf } from './contract.ts'
import { enterShop } from './enter.ts'

export const uploadWorld = ({ database, blobs, config }: Pick<WebDeps, 'database' | 'blobs' | 'config'>): UploadWorld => ({
  database,
  blobs,
  folder: join(config.home, 'uploads'),
  limitBytes: config.uploadLimitBytes,
})

export function uploads(deps: WebDeps): Hono<WebEnv> {
  const world = uploadWorld(deps)
  return new Hono<WebEnv>().put('/shops/:shop/uploads/:upload', async c => {
    try {
      const call = await enterShop(c, deps, 'patterns')
      if (call instanceof Response) return call
      const uploadId = c.req.param('upload')
      if (!z.uuid().safeParse(uploadId).success) throw notFound('This upload')
      const offset = Number(c.req.query('offset') ?? '0')
      if (!Number.isSafeInteger(offset) || offset < 0) return problem(c, 400, 'bad-input', 'Offset should be a whole number.', 'offset')
      const stream = c.req.raw.body ?? new ReadableStream<Uint8Array>({ start: controller => controller.close() })
      return c.json(uploadShape(await appendUpload(world, call.shop, { uploadId, offset, stream })), 200, { 'cache-control': 'no-store' })
    } catch (error) {
      return problemOf(c, error, deps.log)
    }
  })
}

export const uploadShape = ({ file, ...upload }: UploadFacts): AnswerOf<'GET /shops/{shop}/uploads/{upload}'> => ({
  ...upload,
  file: file === null ? null : { ...file, layers: [...file.layers] },
})
