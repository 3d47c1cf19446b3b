/** What is to be done at the storefronts by hand, and what was. */
import { shopOf, sql, type Tx } from '#database'
import { handRulesOf } from '../by-hand/hand-rules.ts'
import { type ContentJson, contentFromJson } from '../listing/content-json.ts'
import { difference } from '../listing/difference.ts'
import type { ShopRules } from '../listing/shop-rules.ts'
import { type ChangeInWords, changesInWords } from '../listing/words.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { readVersionOf } from '../publication/preview.ts'
import { notFound } from '../refused.ts'

export interface HandStepSummary {
  readonly id: string
  readonly listingId: string
  readonly connectionId: string
  /** The connection's label. */
  readonly shop: string
  readonly patternId: string
  readonly patternTitle: string
  readonly says: string
  /** Where it is done. */
  readonly url: string | null
  /** Ready to paste. */
  readonly text: string | null
  /** There is a kit for it: the whole listing is to be put there. */
  readonly hasKit: boolean
  /** From what she last put there to what should be there; only where she keeps the whole listing by hand. */
  readonly changes: readonly ChangeInWords[]
  readonly madeAt: Date
  readonly doneAt: Date | null
  /** An account's id, `key:…` or 'demo'. */
  readonly doneBy: string | null
  readonly supersededAt: Date | null
}

export interface HandStepSearch {
  readonly state?: 'open' | 'done' | undefined
  readonly patternId?: string | undefined
  readonly connectionId?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

type Rules = { readonly rulesOf: (spoke: string) => ShopRules | null }

/** Newest first, at shops that are connected. `state` left out: open and done, and not what gave way to something newer. */
export async function listHandSteps(
  tx: Tx,
  { state, patternId, connectionId, cursor, limit }: HandStepSearch,
  rules: Rules,
): Promise<Paged<HandStepSummary>> {
  const after = pageAfter(cursor)
  const which =
    state === 'open'
      ? sql`h.done_at is null and h.superseded_at is null`
      : state === 'done'
        ? sql`h.done_at is not null`
        : sql`(h.done_at is not null or h.superseded_at is null)`
  const rows = await read(
    tx,
    sql`${which}
      and (${patternId ?? null}::uuid is null or l.pattern_id = ${patternId ?? null}::uuid)
      and (${connectionId ?? null}::uuid is null or l.connection_id = ${connectionId ?? null}::uuid)
      and (${after?.at ?? null}::timestamptz is null
        or (h.made_at, h.hand_step_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))`,
    limit + 1,
  )
  const page = pageOf(rows, limit, row => ({ at: row.madeAt, id: row.id }))
  return { items: await toSummaries(tx, page.items, rules), next: page.next }
}

/** @throws {Refused} when there is none. */
export async function readHandStep(tx: Tx, handStepId: string, rules: Rules): Promise<HandStepSummary> {
  const [summary] = await toSummaries(tx, await read(tx, sql`h.hand_step_id = ${handStepId}::uuid`, 1), rules)
  if (summary === undefined) throw notFound('This thing to do')
  return summary
}

type Row = Omit<HandStepSummary, 'hasKit' | 'changes'> & {
  readonly spoke: string
  readonly content: ContentJson | null
  readonly there: ContentJson | null
}

async function read(tx: Tx, where: ReturnType<typeof sql>, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select h.hand_step_id as id, h.listing_id as "listingId", l.connection_id as "connectionId", c.label as shop, c.spoke, l.pattern_id as "patternId",
      p.title as "patternTitle", h.says, h.url, h.body as text, h.made_at as "madeAt", h.done_at as "doneAt", h.done_by as "doneBy",
      h.superseded_at as "supersededAt", h.content,
      case when h.content is not null then (
        select t.content from hand_step t
        where t.shop_id = h.shop_id and t.listing_id = h.listing_id and t.content is not null and t.done_at is not null and t.desired_no < h.desired_no
        order by t.desired_no desc limit 1) end as there
    from hand_step h
    join listing l on l.shop_id = h.shop_id and l.listing_id = h.listing_id
    join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id
    join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
    where h.shop_id = ${shopOf(tx)}::uuid and c.removed_at is null and ${where}
    order by h.made_at desc, h.hand_step_id desc
    limit ${limit}`.execute(tx)
  return rows
}

async function toSummaries(tx: Tx, rows: readonly Row[], { rulesOf }: Rules): Promise<HandStepSummary[]> {
  const whole = rows.filter(({ content }) => content !== null)
  const versionOf =
    whole.length === 0
      ? () => null
      : await readVersionOf(
          tx,
          whole.map(({ patternId }) => patternId),
        )
  return rows.map(({ spoke, content, there, ...row }) => {
    const rules = rulesOf(spoke)
    const found =
      content === null || rules === null
        ? []
        : difference(contentFromJson(content), there === null ? null : contentFromJson(there), rules.fields)
    return { ...row, hasKit: content !== null && handRulesOf(rules) !== null, changes: changesInWords(found, versionOf) }
  })
}
