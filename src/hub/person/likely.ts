/** Who may be the same person under another address. Only told: nothing is merged before she presses. */
import { kept, shopOf, sql, type Tx } from '#database'

export interface LikelySame {
  /** Of the person. */
  readonly id: string
  readonly name: string | null
  readonly email: string | null
  /** `address`: spelt the same but for dots and what follows a plus. `name`: the same name in the same country. */
  readonly why: 'address' | 'name'
}

const most = 10

/** The surest first. A name of one word is too common to tell anything. */
export async function likelySame(tx: Tx, members: readonly string[]): Promise<LikelySame[]> {
  const shop = shopOf(tx)
  const { rows } = await sql<LikelySame>`${kept}
    select distinct on (coalesce(o.person_id, o.customer_id)) coalesce(o.person_id, o.customer_id) as id, o.name, o.email, w.why
    from customer c
    cross join lateral (
      select 'address' as why, a.customer_id from customer a
      where a.shop_id = c.shop_id and a.address_key = c.address_key
      union all
      (select 'name', n.customer_id from customer n
      where n.shop_id = c.shop_id and n.name_key = c.name_key and n.country = c.country and c.name ~ '\\S\\s+\\S'
      limit ${most * 2})
    ) w
    join customer o on o.shop_id = c.shop_id and o.customer_id = w.customer_id and o.forgotten_at is null
    where c.shop_id = ${shop}::uuid and c.customer_id = any (${[...members]}::uuid[]) and o.customer_id <> all (${[...members]}::uuid[])
    order by coalesce(o.person_id, o.customer_id), w.why
    limit ${most}`.execute(tx)
  return rows.toSorted((a, b) => a.why.localeCompare(b.why))
}
