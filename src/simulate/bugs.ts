/** Known bugs, switched on to see them found. Each stands at a seam, so that no line of the product knows of it. */
import type { Database, ShopId } from '#database'
import { sql } from '#database'
import type { AnyShop } from '#kit/registry.ts'
import type { Json, Page, PlanInput, SaleItem, Step } from '#kit/shop.ts'

export const bugs = {
  'skip-dedupe': 'a sale that is read again is taken as another one',
  'old-file-first': 'the old file is deleted before the new one is up',
  'cursor-before-commit': 'the poll saves its place before the page it has read',
  'act-without-looking': 'a listing that may be there already is made without looking for it',
  'no-fence': 'a worker writes on although another has taken over',
  'never-asks': 'what was changed by hand is put right although she wanted to be asked',
} as const
export type Bug = keyof typeof bugs
export const isBug = (name: string): name is Bug => Object.hasOwn(bugs, name)

interface Scene {
  readonly database: Database
  readonly shop: ShopId
  readonly connectionId: string
}

export function bend(spoke: AnyShop, bug: Bug | null, scene: Scene): AnyShop {
  if (bug === 'old-file-first') return { ...spoke, plan: input => withDeletionFirst(spoke.plan(input), input) }
  if (bug === 'act-without-looking') return { ...spoke, findOwn: async () => new Map() }
  if (bug === 'skip-dedupe') {
    let readings = 0
    return { ...spoke, readSales: async (ctx, cursor) => salted(await readSalesOf(spoke)(ctx, cursor), ++readings) }
  }
  if (bug === 'cursor-before-commit')
    return {
      ...spoke,
      readSales: async (ctx, cursor) => {
        const page = await readSalesOf(spoke)(ctx, cursor)
        await saveEarly(scene, cursor, page.cursor)
        return page
      },
    }
  return spoke
}

type ReadSales = Extract<AnyShop['readSales'], (...args: never[]) => unknown>
const readSalesOf = (spoke: AnyShop) => spoke.readSales as ReadSales

function withDeletionFirst(steps: readonly Step[], { observed }: PlanInput): Step[] {
  return steps.flatMap(step => {
    const isReplacing = step.kind === 'update' && step.fields.includes('files') && (observed?.content.files.length ?? 0) > 0
    return isReplacing ? [{ ...step, key: `delete:${step.key}`, body: { set: {}, files: [] }, fields: [] }, step] : [step]
  })
}

const salted = (page: Page<SaleItem>, reading: number): Page<SaleItem> => ({
  ...page,
  items: page.items.map(item => (item.isRead ? { ...item, sale: { ...item.sale, remoteId: `${item.sale.remoteId}~${reading}` } } : item)),
})

async function saveEarly({ database, shop, connectionId }: Scene, from: Json, to: Json): Promise<void> {
  await database.inShop(shop, tx =>
    sql`
      update connection set sales_cursor = jsonb_set(sales_cursor, '{live}', ${JSON.stringify(to)}::jsonb)
      where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and sales_cursor -> 'live' = ${JSON.stringify(from)}::jsonb`.execute(
      tx,
    ),
  )
}

/**
 * Makes the numbers of leases stand still where a transaction asks for it, and a lease that was let go look like one that ran out, so that nobody sees
 * that another has taken over. Test databases only.
 */
export const blindness = `
  create or replace function keep_lease_no() returns trigger language plpgsql as $$
  begin
    if current_setting('simulate.blind', true) = 'on' then
      new.lease_no := old.lease_no;
      new.lease_until := coalesce(new.lease_until, 'epoch');
    end if;
    return new;
  end $$;
  create or replace trigger blind_listing before update of lease_no, lease_until on listing for each row execute function keep_lease_no();
  create or replace trigger blind_connection before update of lease_no, lease_until on connection for each row execute function keep_lease_no()`
