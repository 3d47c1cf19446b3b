/** Who is one person: ties between addresses, made and ended by presses. Nothing that belongs to an address moves, so undoing restores it by construction. */
import { kept, shopOf, sql, type Tx } from '#database'
import { notFound, Refused } from '../refused.ts'

/** Addresses of one person at most; beyond it somebody has merged what is not one. */
export const mostAddresses = 50

/** @returns the ids of all addresses of this person, her first one first. @throws {Refused} when nobody has this id, or she was forgotten. */
export async function membersOf(tx: Tx, customerId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ customer_id: string }>`${kept}
    select m.customer_id
    from customer c
    join customer m on m.shop_id = c.shop_id and (m.customer_id = c.customer_id or m.person_id = c.person_id)
    where c.shop_id = ${shopOf(tx)}::uuid and c.customer_id = ${customerId}::uuid and c.forgotten_at is null
    order by m.customer_id`.execute(tx)
  if (rows.length === 0) throw notFound('This person')
  return rows.map(row => row.customer_id)
}

export interface Pressed {
  readonly by: string
  readonly now: Date
}

/** Makes these and all that each of them already is one person. @returns the act, to be undone by; null when they are one already. */
export async function mergePeople(tx: Tx, customerIds: readonly string[], { by, now }: Pressed): Promise<string | null> {
  await lockPeople(tx)
  // Those that were named are tied, not those that stand first in their groups: undoing another press leaves what this one said.
  const groups = new Map<string, readonly string[]>()
  const named: string[] = []
  for (const id of customerIds) {
    const members = await membersOf(tx, id)
    if (!groups.has(members[0]!)) named.push(id)
    groups.set(members[0]!, members)
  }
  const all = [...groups.values()].flat()
  if (groups.size < 2) return null
  if (all.length > mostAddresses)
    throw new Refused('too-many-addresses', `That would be ${all.length} addresses of one person; at most ${mostAddresses} can be.`, {
      status: 409,
    })
  const act = await newAct(tx, 'merge', { by, now })
  const [first, ...others] = named
  await tie(
    tx,
    act,
    others.map(other => [first!, other] as const),
  )
  await settlePeople(tx, all)
  return act
}

/** By whom a tie is that no seller pressed. */
const byBuyer = 'buyer'

/**
 * Her own word that both addresses are hers, proven by a mail: a press like those of the seller, who may take it back in the list of people; which library
 * shows what is not asked here. Said again while it stands, it is said once.
 */
export async function tieProven(tx: Tx, [one, other]: readonly [string, string], now: Date): Promise<void> {
  await lockPeople(tx)
  const [first, second] = [one, other].sort() as [string, string]
  const { rows } = await sql`
    select from person_tie t join person_act a on a.shop_id = t.shop_id and a.person_act_id = t.made_in
    where t.shop_id = ${shopOf(tx)}::uuid and t.one = ${first}::uuid and t.other = ${second}::uuid and a.pressed_by = ${byBuyer} and ${holds}`.execute(
    tx,
  )
  if (rows.length > 0) return
  // Also where the seller has made them one before: undoing that leaves what she has proven.
  await tie(tx, await newAct(tx, 'merge', { by: byBuyer, now }), [[first, second]])
  await settlePeople(tx, [first, second])
}

/** Takes one address out of a person; the others stay one. @returns the act. @throws {Refused} when it stands alone already. */
export async function splitPerson(tx: Tx, customerId: string, { by, now }: Pressed): Promise<string> {
  await lockPeople(tx)
  const members = await membersOf(tx, customerId)
  if (members.length < 2) throw new Refused('alone', 'This address stands alone already.', { status: 409 })
  const act = await newAct(tx, 'split', { by, now })
  const { rows } = await sql<{ one: string; other: string }>`
    update person_tie t set ended_in = ${act}::uuid
    where t.shop_id = ${shopOf(tx)}::uuid and (t.one = ${customerId}::uuid or t.other = ${customerId}::uuid) and ${holds}
    returning one, other`.execute(tx)
  // Those that were one by her alone stay one.
  const [first, ...others] = rows.map(({ one, other }) => (one === customerId ? other : one)).sort()
  await tie(
    tx,
    act,
    [...new Set(others)].filter(other => other !== first).map(other => [first!, other] as const),
  )
  await settlePeople(tx, members)
  return act
}

/** As if the press had never been; those since stay as they are. Undone twice is undone once. @throws {Refused} when there is no such act. */
export async function undoAct(tx: Tx, actId: string, now: Date): Promise<void> {
  await lockPeople(tx)
  const shop = shopOf(tx)
  const { rows } = await sql`
    update person_act set undone_at = coalesce(undone_at, ${now}) where shop_id = ${shop}::uuid and person_act_id = ${actId}::uuid
    returning person_act_id`.execute(tx)
  if (rows.length === 0) throw notFound('This press')
  const touched = await sql<{ id: string }>`${kept}
    select distinct u.id from person_tie t cross join lateral (values (t.one), (t.other)) u (id)
    where t.shop_id = ${shop}::uuid and (t.made_in = ${actId}::uuid or t.ended_in = ${actId}::uuid)`.execute(tx)
  await settlePeople(
    tx,
    touched.rows.map(({ id }) => id),
  )
}

export interface PersonAct {
  readonly id: string
  readonly kind: 'merge' | 'split'
  /** She proved it herself; else it was pressed here. */
  readonly isHers: boolean
  readonly at: Date
  readonly undoneAt: Date | null
  /** Addresses it was about, as they are called now. */
  readonly about: readonly string[]
}

/** Presses about these addresses, the newest first, at most twenty. */
export async function actsOf(tx: Tx, customerIds: readonly string[]): Promise<PersonAct[]> {
  const shop = shopOf(tx)
  const { rows } = await sql<PersonAct>`${kept}
    select a.person_act_id as id, a.kind, a.pressed_by = ${byBuyer} as "isHers", a.at, a.undone_at as "undoneAt",
      (select coalesce(array_agg(distinct coalesce(c.email, c.name, 'forgotten')), '{}') from person_tie t
       cross join lateral (values (t.one), (t.other)) u (id)
       join customer c on c.shop_id = t.shop_id and c.customer_id = u.id
       where t.shop_id = a.shop_id and (a.kind = 'merge' and t.made_in = a.person_act_id or t.ended_in = a.person_act_id)) as about
    from person_act a
    where a.shop_id = ${shop}::uuid and a.person_act_id in (
      select i.id from person_tie t cross join lateral (values (t.made_in), (t.ended_in)) i (id)
      where t.shop_id = ${shop}::uuid and (t.one = any (${[...customerIds]}::uuid[]) or t.other = any (${[...customerIds]}::uuid[])))
    order by a.at desc, a.person_act_id desc
    limit 20`.execute(tx)
  return rows
}

/** A tie holds while the act that made it stands and no act that ended it does. Of `t`. */
const holds = sql`
  exists (select from person_act a where a.shop_id = t.shop_id and a.person_act_id = t.made_in and a.undone_at is null)
  and (t.ended_in is null or exists (select from person_act a where a.shop_id = t.shop_id and a.person_act_id = t.ended_in and a.undone_at is not null))`

/** One press at a time in a shop: two that meet would each see the other's people as they were. Before any row of a customer is held. */
export async function lockPeople(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('selvage people ' || ${shopOf(tx)}, 0))`.execute(tx)
}

async function newAct(tx: Tx, kind: PersonAct['kind'], { by, now }: Pressed): Promise<string> {
  const row = await tx
    .insertInto('person_act')
    .values({ shop_id: shopOf(tx), kind, pressed_by: by, at: now })
    .returning('person_act_id')
    .executeTakeFirstOrThrow()
  return row.person_act_id
}

async function tie(tx: Tx, act: string, pairs: readonly (readonly [string, string])[]): Promise<void> {
  if (pairs.length === 0) return
  const rows = pairs.map(pair => pair.toSorted()).map(([one, other]) => ({ shop_id: shopOf(tx), one: one!, other: other!, made_in: act }))
  await tx.insertInto('person_tie').values(rows).execute()
}

/**
 * Writes who is one person with whom, of these and of all that ties reach from them. Who is first has the smallest id, the one known for longest, so
 * that the order of presses does not show.
 */
async function settlePeople(tx: Tx, customerIds: readonly string[]): Promise<void> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ id: string; one: string | null; other: string | null }>`${kept}
    with recursive reached (id) as (
      select unnest(${[...new Set(customerIds)]}::uuid[])
      union
      select case when t.one = r.id then t.other else t.one end
      from reached r join person_tie t on t.shop_id = ${shop}::uuid and (t.one = r.id or t.other = r.id) and ${holds}
    )
    select r.id, t.one, t.other from reached r
    left join person_tie t on t.shop_id = ${shop}::uuid and t.one = r.id and ${holds}`.execute(tx)
  const firstOf = new Map(rows.map(({ id }) => [id, id]))
  const find = (id: string): string => {
    const above = firstOf.get(id) ?? id
    return above === id ? id : find(above)
  }
  for (const { one, other } of rows) {
    if (one === null || other === null) continue
    const [a, b] = [find(one), find(other)].sort() as [string, string]
    firstOf.set(b, a)
  }
  const ids = [...firstOf.keys()]
  const sizes = Map.groupBy(ids, find)
  const people = ids.map(id => ({ id, person: sizes.get(find(id))!.length > 1 ? find(id) : null }))
  await sql`
    update customer c set person_id = p.person
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as p (id uuid, person uuid)
    where c.shop_id = ${shop}::uuid and c.customer_id = p.id and c.person_id is distinct from p.person`.execute(tx)
}
