/** The one way in which a listing is changed, apart from its price. */
import { type Answer, type Context, call, type Fields } from './client.ts'

/** The most that Etsy holds of one thing; a download does not run out. */
export const quantity = 999

/** `type` always: without it Etsy answers 500 or makes a physical listing of it (issues 221, 462). */
export function patchListing(ctx: Context, remoteId: string, { what, form }: { what: string; form: Fields }): Promise<Answer> {
  const path = `/shops/${ctx.settings.shopId}/listings/${remoteId}`
  return call(ctx, { what, method: 'PATCH', path, form: { ...form, type: 'download' } })
}
