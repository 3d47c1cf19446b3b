/** Which store of the account this connection is about. Asked for once an hour and process: drafts and products need its number and its business. */
import { SpokeError, sha256Hex } from '#kit'
import { basicOf, type Context, call } from './client.ts'
import { type Store, Stores } from './wire.ts'

export interface OwnStore {
  readonly id: number
  readonly name: string
  readonly permalink: string | null
  readonly businessId: number | null
}

const keptMs = 3_600_000
const mostKept = 200
const kept = new Map<string, { readonly at: number; readonly store: OwnStore }>()

export async function storeOf(ctx: Context): Promise<OwnStore> {
  const key = sha256Hex(`${ctx.baseUrl} ${basicOf(ctx.settings)} ${ctx.settings.storeId ?? ''}`)
  const earlier = kept.get(key)
  const now = ctx.now().getTime()
  if (earlier !== undefined && Math.abs(now - earlier.at) < keptMs) return earlier.store
  const store = await readStore(ctx)
  if (kept.size >= mostKept) kept.clear()
  kept.set(key, { at: now, store })
  return store
}

/** @throws {SpokeError} 'seller' when it cannot be told which one is meant. */
export async function readStore(ctx: Context): Promise<OwnStore> {
  const { body } = await call(ctx, { what: 'look at the stores', path: '/stores/list' })
  const { stores } = Stores.parse(body)
  const { storeId } = ctx.settings
  if (stores.length === 0)
    throw new SpokeError(
      'seller',
      'This Ravelry account has no pattern store. Open one there (Ravelry Pro, “pattern stores”), then connect it here.',
    )
  const found = storeId === undefined ? (stores.length === 1 ? stores[0] : undefined) : stores.find(({ id }) => id === storeId)
  if (found !== undefined) return toOwn(found)
  const names = stores.map(({ id, name }) => `${name ?? 'a store'} has the number ${id}`).join(', ')
  throw new SpokeError(
    'seller',
    storeId === undefined
      ? `This Ravelry account has several pattern stores: ${names}. Write the number of the one that is meant under “Number of the store”.`
      : `This Ravelry account has no store with the number ${storeId}: ${names}.`,
  )
}

const toOwn = ({ id, name, permalink, business }: Store): OwnStore => ({
  id,
  name: name ?? `Store ${id}`,
  permalink: permalink ?? null,
  businessId: business?.id ?? null,
})
