/** What the seller sees of a pattern's claims. */
import { shopOf, sql, type Tx } from '#database'
import { notFound } from '../refused.ts'
import { type ClaimCode, codeWords, readCodes } from './claim-code.ts'

export interface ClaimFacts {
  readonly title: string
  /** Newest first. */
  readonly codes: readonly ClaimCode[]
  /** Purchases of it whose buyer is not known, so that nobody has them in a library. */
  readonly waiting: number
  readonly claimed: number
  /** Storefronts that are connected, as she calls them. */
  readonly storefronts: readonly { readonly spoke: string; readonly label: string }[]
}

/** @throws {Refused} when there is no such pattern. */
export async function readClaims(tx: Tx, patternId: string): Promise<ClaimFacts> {
  const shop = shopOf(tx)
  const { rows } = await sql<Omit<ClaimFacts, 'codes'>>`
    select p.title,
      (select count(*)::int from entitlement e
        where e.shop_id = p.shop_id and e.pattern_id = p.pattern_id and e.customer_id is null and e.ended_at is null) as waiting,
      (select count(*)::int from claimed k where k.shop_id = p.shop_id and k.pattern_id = p.pattern_id) as claimed,
      (select coalesce(jsonb_agg(jsonb_build_object('spoke', c.spoke, 'label', c.label) order by c.label), '[]') from connection c
        where c.shop_id = p.shop_id and c.kind = 'shop' and c.removed_at is null) as storefronts
    from pattern p where p.shop_id = ${shop}::uuid and p.pattern_id = ${patternId}::uuid`.execute(tx)
  const [row] = rows
  if (row === undefined) throw notFound('This pattern')
  return { ...row, codes: await readCodes(tx, patternId) }
}

/** Whether any pattern of the shop can be claimed: where none can, no page speaks of it. */
export async function canClaim(tx: Tx): Promise<boolean> {
  const found = await tx
    .selectFrom('claim_code')
    .select('code')
    .where('shop_id', '=', shopOf(tx))
    .where('leaked_at', 'is', null)
    .orderBy('code') // by the key: else a shop without codes reads those of all others
    .limit(1)
    .execute()
  return found.length > 0
}

/** Where a buyer claims a pattern; `home` is where links begin. */
export const claimLink = (home: string, slug: string, code: string): string => `${home}/library/${slug}/claim?code=${codeWords(code)}`

/** Ready to paste into a storefront's message to buyers. */
export const claimNote = ({ title, link, code }: { title: string; link: string; code: string }): string =>
  [
    `Thank you for buying ${title}!`,
    '',
    'When this pattern is corrected, the corrected version is in your library. Put it there once, free of charge:',
    link,
    '',
    `You need the number of your order and this code: ${codeWords(code)}`,
  ].join('\n')
