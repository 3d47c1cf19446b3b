/** The list of people, and segments of it: what is asked for is data, so that it can be kept, exported and written to. */
import { shopOf, sql, type Tx } from '#database'
import type { Language } from '../buyer-words/language.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import type { Craft } from '../pattern/facts.ts'
import { mayWriteTo, type Purpose } from './consent.ts'

export interface Segment {
  /** A number of an order, part of an address or of a name. */
  readonly search?: string | undefined
  /** Has this pattern now. */
  readonly owns?: string | undefined
  /** And not this one. */
  readonly lacks?: string | undefined
  /** Has a pattern of this craft. */
  readonly craft?: Craft | undefined
  readonly language?: Language | undefined
  /** 'DE'. */
  readonly country?: string | undefined
  /** Ordered at or after. */
  readonly since?: Date | undefined
  /** Ordered before. */
  readonly until?: Date | undefined
  /** May be written to for this now. */
  readonly may?: Purpose | undefined
}

export interface PersonRow {
  readonly id: string
  readonly name: string | null
  /** All of hers, the one known for longest first. */
  readonly addresses: readonly string[]
  readonly country: string | null
  readonly language: Language | null
  readonly orders: number
  readonly patterns: number
  readonly mayAdvertise: boolean
  readonly boughtAt: Date
}

type Part = ReturnType<typeof sql>

/** With so many or fewer, those who are meant are fetched by their ids; with more they are met among the newest soon. */
const few = 4_000

/** Who ordered last first. Whoever is several addresses stands once, where the one known for longest does. */
export async function listPeople(
  tx: Tx,
  { cursor, limit, ...segment }: Segment & { cursor?: string | undefined; limit: number },
): Promise<Paged<PersonRow>> {
  const after = pageAfter(cursor)
  const shop = shopOf(tx)
  const seldom = await whoIfFew(tx, segment)
  const parts: Part[] = [
    sql`c.shop_id = ${shop}::uuid and c.forgotten_at is null and (c.person_id is null or c.person_id = c.customer_id)`,
    ...(seldom === null ? [] : [sql`c.customer_id = any (${seldom}::uuid[])`]),
    ...(after === null ? [] : [sql`(c.bought_at, c.customer_id) < (${after.at}::timestamptz, ${after.id}::uuid)`]),
    ...narrowed(shop, segment),
  ]
  const { rows } = await sql<Row>`
    with page as materialized (
      select c.customer_id, c.shop_id, c.person_id, c.bought_at, c.name, c.country, c.language, c.email from customer c
      where ${sql.join(parts, sql` and `)}
      order by c.bought_at desc, c.customer_id desc
      limit ${limit + 1}
    )
    select c.customer_id as id, coalesce(c.name, m.name) as name, m.addresses, coalesce(c.country, m.country) as country, coalesce(c.language, m.language) as language,
      coalesce(m.orders, 0) as orders, coalesce(m.patterns, 0) as patterns, coalesce(m.may, false) as "mayAdvertise", c.bought_at as "boughtAt"
    from page c
    cross join lateral (
      select array_agg(a.email order by a.customer_id) filter (where a.email is not null) as addresses, max(a.name) as name, max(a.country) as country,
        max(a.language) as language, sum(a.orders)::int as orders, bool_or(a.may) as may,
        (select count(distinct e.pattern_id)::int from entitlement e
         where e.shop_id = c.shop_id and e.customer_id = any (array_agg(a.customer_id)) and e.ended_at is null) as patterns
      from (
        select m.customer_id, m.email, m.name, m.country, m.language, ${mayWriteTo(sql`m.shop_id`, sql`m.customer_id`, 'marketing')} as may,
          (select count(*) from "order" o where o.shop_id = m.shop_id and o.customer_id = m.customer_id) as orders
        from (
          select p.customer_id, p.shop_id, p.email, p.name, p.country, p.language from customer p where c.person_id is null and p.shop_id = c.shop_id and p.customer_id = c.customer_id
          union all
          select p.customer_id, p.shop_id, p.email, p.name, p.country, p.language from customer p where p.shop_id = c.shop_id and p.person_id = c.person_id
        ) m
      ) a
    ) m
    order by c.bought_at desc, c.customer_id desc`.execute(tx)
  return pageOf(
    rows.map(row => ({ ...row, addresses: row.addresses ?? [] })),
    limit,
    person => ({ at: person.boughtAt, id: person.id }),
  )
}

type Row = Omit<PersonRow, 'addresses'> & { addresses: string[] | null }

/** Of one address: its row's names, as they stand in the query. */
interface Of {
  readonly shop: Part
  readonly id: Part
  readonly sought: Part
}
const own: Of = { shop: sql`c.shop_id`, id: sql`c.customer_id`, sought: sql`c.sought` }
const another: Of = { shop: sql`m.shop_id`, id: sql`m.customer_id`, sought: sql`m.sought` }

/** Of a condition on any address: whether it holds for the person `c`. Most are one address, and then only her own row is asked. */
const ofPerson = (condition: (of: Of) => Part) => sql`case when c.person_id is null then ${condition(own)}
  else exists (select from customer m where m.shop_id = c.shop_id and m.person_id = c.person_id and ${condition(another)} offset 0) end`

/** Looking for a text as it is takes a third of the time that `like` takes for the same. */
const isSought = (sought: Part, text: string) => sql`strpos(${sought}, ${text.toLowerCase()}) > 0`

// `offset 0`: asked person by person, until the page is full. The planner would rather read all of a table first, to ask it quicker afterwards.
const has =
  (patternId: string) =>
  ({ shop, id }: Of) =>
    sql`exists (select from entitlement e
  where e.shop_id = ${shop} and e.customer_id = ${id} and e.pattern_id = ${patternId}::uuid and e.ended_at is null offset 0)`

const makes =
  (craft: Craft) =>
  ({ shop, id }: Of) =>
    sql`exists (select from entitlement e
  join pattern p on p.shop_id = e.shop_id and p.pattern_id = e.pattern_id and p.craft = ${craft}
  where e.shop_id = ${shop} and e.customer_id = ${id} and e.ended_at is null offset 0)`

const ordered =
  (since: Date | undefined, until: Date | undefined) =>
  ({ shop, id }: Of) =>
    sql`exists (select from "order" o
  where o.shop_id = ${shop} and o.customer_id = ${id} and ${between(since, until)} offset 0)`

/** Most have never said yes to advertising, and an index tells that sooner than the whole question. */
const mayNow =
  (may: Purpose) =>
  ({ shop, id }: Of) => {
    const whole = mayWriteTo(shop, id, may)
    return may !== 'marketing'
      ? whole
      : sql`case when exists (select from consent_word w where w.shop_id = ${shop} and w.customer_id = ${id} and w.purpose = 'marketing' and w.is_given offset 0)
      then ${whole} else false end`
  }

function narrowed(shop: string, { search, owns, lacks, craft, language, country, since, until, may }: Segment): Part[] {
  const text = search?.trim() ?? ''
  return [
    ...(language === undefined ? [] : [sql`c.language = ${language}`]),
    ...(country === undefined ? [] : [sql`c.country = ${country}`]),
    ...(text === '' ? [] : [ofPerson(of => sql`(${isSought(of.sought, text)} or ${of.id} = any (array(${numbered(shop, text)})))`)]),
    ...(owns === undefined ? [] : [ofPerson(has(owns))]),
    ...(lacks === undefined ? [] : [sql`not (${ofPerson(has(lacks))})`]),
    ...(craft === undefined ? [] : [ofPerson(makes(craft))]),
    ...(since === undefined && until === undefined ? [] : [ofPerson(ordered(since, until))]),
    ...(may === undefined ? [] : [ofPerson(mayNow(may))]),
  ]
}

const between = (since: Date | undefined, until: Date | undefined) =>
  sql.join(
    [...(since === undefined ? [] : [sql`o.placed_at >= ${since}`]), ...(until === undefined ? [] : [sql`o.placed_at < ${until}`])],
    sql` and `,
  )

const numbered = (shop: string, text: string) =>
  sql`select o.customer_id from "order" o where o.shop_id = ${shop}::uuid and o.number in (${text}, ${`#${text}`})`

/** @returns the people of the first condition that few meet, to be fetched by id; null when each is met often, and thus soon. */
async function whoIfFew(tx: Tx, { search, owns, lacks, since, until, may, craft }: Segment): Promise<readonly string[] | null> {
  const shop = shopOf(tx)
  const text = search?.trim() ?? ''
  const ways: Part[] = []
  if (text !== '')
    ways.push(
      sql`select m.customer_id from customer m where m.shop_id = ${shop}::uuid and ${isSought(sql`m.sought`, text)} union all ${numbered(shop, text)} and o.customer_id is not null`,
    )
  // Where nearly all who have the one have the other too, hardly anybody is met among the newest.
  if (owns !== undefined && lacks !== undefined)
    ways.push(
      sql`select e.customer_id from entitlement e where e.shop_id = ${shop}::uuid and e.pattern_id = ${owns}::uuid and e.ended_at is null and e.customer_id is not null
        and not exists (select from entitlement n where n.shop_id = ${shop}::uuid and n.pattern_id = ${lacks}::uuid and n.ended_at is null and n.customer_id = e.customer_id)`,
    )
  if (owns !== undefined)
    ways.push(
      sql`select e.customer_id from entitlement e where e.shop_id = ${shop}::uuid and e.pattern_id = ${owns}::uuid and e.ended_at is null and e.customer_id is not null`,
    )
  if (may === 'marketing')
    ways.push(sql`select w.customer_id from consent_word w where w.shop_id = ${shop}::uuid and w.purpose = 'marketing' and w.is_given`)
  if (craft !== undefined)
    ways.push(sql`select e.customer_id from entitlement e join pattern p on p.shop_id = e.shop_id and p.pattern_id = e.pattern_id and p.craft = ${craft}
      where e.shop_id = ${shop}::uuid and e.ended_at is null and e.customer_id is not null`)
  if (since !== undefined || until !== undefined)
    ways.push(
      sql`select o.customer_id from "order" o where o.shop_id = ${shop}::uuid and o.customer_id is not null and ${between(since, until)}`,
    )
  for (const way of ways) {
    const { rows } = await sql<{ ids: string[] | null }>`
      with met as materialized (select customer_id from (${way}) w limit ${few + 1})
      select case when (select count(*) from met) <= ${few} then array(
        select distinct coalesce((select c.person_id from customer c where c.shop_id = ${shop}::uuid and c.customer_id = met.customer_id), met.customer_id) from met) end as ids`.execute(
      tx,
    )
    const ids = rows[0]?.ids ?? null
    if (ids !== null) return ids
  }
  return null
}
