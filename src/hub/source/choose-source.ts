/** Choosing where patterns are edited. There is one place at a time; another is chosen in its stead, not beside it. */
import { shopOf, type Tx } from '#database'
import { notFound, Refused } from '../refused.ts'
import { readSource, type Source } from './read-source.ts'

export type SourceWish =
  | { readonly kind: 'hub' }
  | { readonly kind: 'storefront'; readonly connectionId: string }
  | { readonly kind: 'outside'; readonly system: string; readonly publishes: boolean }

/**
 * Nothing is changed anywhere: it holds for what is edited from now on.
 *
 * @param canBeSource whether a storefront of this kind can be one: it is hers alone, and all of it can be read.
 * @throws {Refused} 409 when another place is chosen already: two would overwrite each other, so the first is given up first.
 */
export async function chooseSource(tx: Tx, wish: SourceWish, canBeSource: (spoke: string) => true | string): Promise<Source> {
  await tx.selectFrom('shop').select('shop_id').where('shop_id', '=', shopOf(tx)).forNoKeyUpdate().execute()
  const now = await readSource(tx)
  if (isSame(now, wish)) return now
  if (now.kind !== 'hub' && wish.kind !== 'hub' && !(now.kind === 'outside' && wish.kind === 'outside' && now.system === wish.system))
    throw new Refused(
      'two-sources',
      `Patterns are edited ${placeOf(now)} now. Two places would overwrite each other: choose Selvage first, then the other.`,
      {
        status: 409,
        field: 'kind',
      },
    )
  if (wish.kind === 'storefront') await mustBeFit(tx, wish.connectionId, canBeSource)
  if (wish.kind === 'outside' && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(wish.system))
    throw new Refused('source-system', 'Name the program in small letters, digits and hyphens, for example “erpnext”.', { field: 'system' })
  await tx
    .updateTable('shop')
    .set({
      source_kind: wish.kind,
      source_connection: wish.kind === 'storefront' ? wish.connectionId : null,
      source_system: wish.kind === 'outside' ? wish.system : null,
      source_publishes: wish.kind === 'outside' && wish.publishes,
    })
    .where('shop_id', '=', shopOf(tx))
    .execute()
  return readSource(tx)
}

function isSame(now: Source, wish: SourceWish): boolean {
  if (now.kind === 'storefront') return wish.kind === 'storefront' && wish.connectionId === now.connectionId
  if (now.kind === 'outside') return wish.kind === 'outside' && wish.system === now.system && wish.publishes === now.publishes
  return wish.kind === 'hub'
}

export const placeOf = (source: Source): string =>
  source.kind === 'storefront' ? `at ${source.label}` : source.kind === 'outside' ? `in ${source.system}` : 'here'

async function mustBeFit(tx: Tx, connectionId: string, canBeSource: (spoke: string) => true | string): Promise<void> {
  const connection = await tx
    .selectFrom('connection')
    .select(['spoke', 'label', 'state'])
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (connection === undefined) throw notFound('This shop')
  const can = canBeSource(connection.spoke)
  if (can !== true) throw new Refused('no-source', `${connection.label}: ${can}`, { field: 'connectionId', status: 409 })
  if (connection.state === 'rehearsal')
    throw new Refused('source-in-rehearsal', `${connection.label} is in rehearsal. Go live there first.`, {
      field: 'connectionId',
      status: 409,
    })
}
