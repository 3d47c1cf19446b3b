/** The press, with a hold in which it can be taken back. */
import { shopOf, type Tx } from '#database'
import { Refused } from '../refused.ts'
import { readErratum, stateOf } from './erratum.ts'
import { type PreviewWorld, previewErratum } from './preview-erratum.ts'

export const mostHoldMinutes = 1_440

export interface ErratumPress {
  /** Of the preview that she saw. */
  readonly key: string
  readonly pressedBy: string
  /** How long it can be taken back; 0: not at all. */
  readonly holdMinutes: number
}

/**
 * @returns when it goes out; the same when the same press comes again.
 * @throws {Refused} 409 when who would be told has changed since the preview, or it is out already.
 */
export async function pressErratum(
  tx: Tx,
  erratumId: string,
  { key, pressedBy, holdMinutes }: ErratumPress,
  world: PreviewWorld,
): Promise<Date> {
  const known = await readErratum(tx, erratumId, 'yes')
  if (known.leavesAt !== null) return known.leavesAt
  const preview = await previewErratum(tx, erratumId, world)
  if (!preview.canPress) throw new Refused('cannot-press', preview.why ?? 'It cannot go out as it is.', { status: 409 })
  if (preview.key !== key)
    throw new Refused('changed-since', 'Who would be told has changed since you looked. Look again, then press.', { status: 409 })
  const leavesAt = new Date(world.now.getTime() + holdMinutes * 60_000)
  await tx
    .updateTable('erratum')
    .set({ leaves_at: leavesAt, looks_at: leavesAt, pressed_by: pressedBy })
    .where('shop_id', '=', shopOf(tx))
    .where('erratum_id', '=', erratumId)
    .execute()
  return leavesAt
}

/** Within the hold, and as long as nothing has left: it is a draft again, and nobody was told. @throws {Refused} 409 afterwards. */
export async function takeErratumBack(tx: Tx, erratumId: string): Promise<void> {
  const known = await readErratum(tx, erratumId, 'yes')
  const state = stateOf(known)
  if (state === 'draft') return
  if (state === 'out')
    throw new Refused('is-out', 'It went out and cannot be taken back. Write another correction for what is to be said now.', {
      status: 409,
    })
  await tx
    .updateTable('erratum')
    .set({ leaves_at: null, looks_at: null, pressed_by: null, edit_no: known.editNo + 1 })
    .where('shop_id', '=', shopOf(tx))
    .where('erratum_id', '=', erratumId)
    .execute()
}
