/** Many patterns written at once, in a few questions however many they are. */
import { shopOf, sql, type Tx } from '#database'
import type { GridPattern } from './cells.ts'

export interface Pair {
  readonly before: GridPattern
  readonly after: GridPattern
}

export async function writePatterns(tx: Tx, pairs: readonly Pair[], now: Date): Promise<void> {
  if (pairs.length === 0) return
  const shop = shopOf(tx)
  const facts = pairs.map(({ after: { patternId, title, sku, tags, categories } }) => ({ id: patternId, title, sku, tags, categories }))
  // Two patterns may change their article numbers with each other: first both let go of theirs.
  const moving = pairs.filter(({ before, after }) => before.sku !== after.sku).map(({ after }) => after.patternId)
  if (moving.length > 0)
    await sql`
      update pattern set sku = '~' || pattern_id where shop_id = ${shop}::uuid and pattern_id = any(${moving}::uuid[])`.execute(tx)
  await sql`
    update pattern p set title = f.title, sku = f.sku, tags = f.tags, categories = f.categories, edit_no = p.edit_no + 1, updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb) as f (id uuid, title text, sku text, tags text[], categories text[])
    where p.shop_id = ${shop}::uuid and p.pattern_id = f.id`.execute(tx)
  const gone = pairs.flatMap(({ before, after }) =>
    [...before.prices.keys()].filter(currency => !after.prices.has(currency)).map(currency => ({ id: after.patternId, currency })),
  )
  if (gone.length > 0)
    await sql`
      delete from price r using jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as g (id uuid, currency text)
      where r.shop_id = ${shop}::uuid and r.pattern_id = g.id and r.currency = g.currency`.execute(tx)
  const prices = pairs.flatMap(({ before, after }) =>
    [...after.prices].flatMap(([currency, price]) => {
      const known = before.prices.get(currency)
      return known === price
        ? []
        : [
            {
              id: after.patternId,
              currency,
              amount: price.amountMinor.toString(),
              sale: price.saleMinor?.toString() ?? null,
              from: price.saleFrom,
              to: price.saleTo,
            },
          ]
    }),
  )
  if (prices.length > 0)
    await sql`
      insert into price (shop_id, pattern_id, currency, amount_minor, sale_minor, sale_from, sale_to)
      select ${shop}::uuid, id, currency, amount::bigint, sale::bigint, "from", "to"
      from jsonb_to_recordset(${JSON.stringify(prices)}::jsonb) as p (id uuid, currency text, amount text, sale text, "from" timestamptz, "to" timestamptz)
      on conflict (shop_id, pattern_id, currency) do update
      set amount_minor = excluded.amount_minor, sale_minor = excluded.sale_minor, sale_from = excluded.sale_from, sale_to = excluded.sale_to`.execute(
      tx,
    )
  const offers = pairs.flatMap(({ before, after }) => {
    const moved = before.notOffered.symmetricDifference(after.notOffered)
    return [...moved].map(connection => ({ connection, pattern: after.patternId, offered: !after.notOffered.has(connection) }))
  })
  if (offers.length > 0)
    await sql`
      insert into wording (shop_id, connection_id, pattern_id, is_offered, updated_at)
      select ${shop}::uuid, connection, pattern, offered, ${now}
      from jsonb_to_recordset(${JSON.stringify(offers)}::jsonb) as o (connection uuid, pattern uuid, offered boolean)
      on conflict (shop_id, connection_id, pattern_id) do update set is_offered = excluded.is_offered, updated_at = excluded.updated_at`.execute(
      tx,
    )
}
