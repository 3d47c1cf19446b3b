/** The demo's PDFs are drawn in a thread of their own, so that the pages answer meanwhile. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { MadePattern } from './patterns/index.ts'

export type DrawingMessage =
  | { readonly kind: 'pattern'; readonly slug: string; readonly made: MadePattern }
  | { readonly kind: 'corrected' }

export interface Drawing {
  /** Resolves when the files of a pattern are there; rejects when they could not be drawn. */
  readonly of: (slug: string) => Promise<MadePattern>
  /** Resolves when the corrected files lie ready for her. */
  readonly corrected: Promise<void>
  readonly stop: () => Promise<void>
}

/** @param slugs in the order in which they are wanted. @param folder gets `patterns`, and `try` with the corrected ones. */
export function startDrawing({ slugs, correctedSlugs, folder }: { slugs: string[]; correctedSlugs: string[]; folder: string }): Drawing {
  const worker = new Worker(join(import.meta.dirname, 'drawing-worker.ts'), { workerData: { slugs, correctedSlugs, folder } })
  const waiting = new Map(slugs.map(slug => [slug, Promise.withResolvers<MadePattern>()]))
  const corrected = Promise.withResolvers<void>()
  const all = [...waiting.values(), corrected]
  // Whoever waits hears of it; a build that has ended for another reason does not.
  for (const { promise } of all) promise.catch(() => null)
  worker.on('message', (message: DrawingMessage) => {
    if (message.kind === 'corrected') corrected.resolve()
    else waiting.get(message.slug)?.resolve(message.made)
  })
  const fail = (fault: Error) => {
    for (const { reject } of all) reject(fault)
  }
  worker.once('error', fail)
  worker.once('exit', () => fail(new Error('the drawing of the demo’s patterns was cut off')))
  return {
    of: slug => waiting.get(slug)?.promise ?? Promise.reject(new Error(`“${slug}” was not to be drawn`)),
    corrected: corrected.promise,
    stop: async () => void (await worker.terminate()),
  }
}
