/** From a draft to a pattern page: asked for in preview first, so that what is missing is told before anybody sees it. */
import { SpokeError } from '#kit'
import { asJson, type Context, call, plainWords } from './client.ts'
import { markIn, noteFrom, withMark, withoutMark } from './mapping.ts'
import { writeDraft } from './records.ts'
import { OneDraft, Published, wordsIn } from './wire.ts'

/** May be done twice: what is published already stays as it is. @throws {SpokeError} 'seller' with what Ravelry misses. */
export async function publish(ctx: Context, productId: number, draftId: number): Promise<void> {
  const path = `/drafts/patterns/${draftId}`
  const draft = OneDraft.parse((await call(ctx, { what: 'read a draft', path })).body).draft_pattern
  if (draft.published_pattern_id) return
  const preview = await call(ctx, {
    what: 'ask whether it can be published',
    method: 'POST',
    path: `${path}/publish`,
    form: { preview: true },
  })
  const { errors, warnings } = Published.parse(preview.body)
  assertNone(errors ?? [])
  await keepWarnings(
    ctx,
    productId,
    (warnings ?? []).flatMap(one => wordsIn(one)),
  )
  const mark = markIn(draft.notes)
  if (mark !== null) await writeDraft(ctx, draftId, { notes: withoutMark(draft.notes ?? '') })
  try {
    const done = Published.parse((await call(ctx, { what: 'publish the pattern', method: 'POST', path: `${path}/publish` })).body)
    assertNone(done.errors ?? [])
    if (done.published !== true) throw new SpokeError('retry', 'publish the pattern: Ravelry says neither that it is published nor why not')
  } catch (error) {
    // Still a draft, so it says again whose it is.
    if (mark !== null && error instanceof SpokeError && error.remedy === 'seller')
      await writeDraft(ctx, draftId, { notes: withMark(withoutMark(draft.notes ?? ''), mark.listingId, mark.productId) })
    throw error
  }
}

function assertNone(errors: readonly unknown[]): void {
  if (errors.length === 0) return
  const words = plainWords(errors.flatMap(one => wordsIn(one)))
  throw new SpokeError(
    'seller',
    words === null
      ? 'Ravelry does not publish the pattern yet and its reason cannot be shown here. Open the draft at Ravelry (Pro, “drafts”): it says what is missing.'
      : `Ravelry does not publish the pattern yet: ${words} Fill it in at the draft there (Pro, “drafts”), then publish again.`,
  )
}

/** Shown to her once it is published, as what is left to be done by hand. */
async function keepWarnings(ctx: Context, productId: number, words: readonly string[]): Promise<void> {
  const id = String(productId)
  const note = noteFrom((await ctx.notes([id])).get(id))
  const warnings = words.flatMap(one => plainWords([one]) ?? []).slice(0, 10)
  if (JSON.stringify(warnings) !== JSON.stringify(note.warnings)) await ctx.note(id, asJson({ ...note, warnings }))
}
