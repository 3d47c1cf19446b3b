/** What is noted about a product, changed one thing at a time. */
import { asJson, type Context } from './client.ts'
import { type Note, noteFrom } from './mapping.ts'

export async function noteOf(ctx: Context, remoteId: string, change: (note: Note) => Note): Promise<void> {
  const note = noteFrom((await ctx.notes([remoteId])).get(remoteId))
  await ctx.note(remoteId, asJson(change(note)))
}
