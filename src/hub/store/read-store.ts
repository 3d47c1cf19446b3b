import { kept, shopOf, sql, type Tx } from '#database'

export interface StoreFacts {
  readonly name: string
  /** HTML of few tags. */
  readonly about: string
  readonly languages: readonly string[]
  readonly currency: string
  readonly isOpen: boolean
  /** While a buyer's bank asks for the money back, the files wait. */
  readonly restsInDispute: boolean
  /** Part of its address. */
  readonly slug: string
  /** Whether she has ever kept a setting of it. */
  readonly isKept: boolean
}

/** A shop that never touched its store has one all the same: closed, with the shop's own name and currency. */
export async function readStore(tx: Tx): Promise<StoreFacts> {
  const { rows } = await sql<StoreFacts>`${kept}
    select coalesce(t.name, s.name) as name, coalesce(t.about, '') as about, coalesce(t.languages, '{en}') as languages,
      coalesce(t.currency, s.currency) as currency, coalesce(t.is_open, false) as "isOpen",
      coalesce(t.rests_in_dispute, false) as "restsInDispute", s.slug, t.shop_id is not null as "isKept"
    from shop s left join store t on t.shop_id = s.shop_id
    where s.shop_id = ${shopOf(tx)}::uuid`.execute(tx)
  return rows[0]!
}
