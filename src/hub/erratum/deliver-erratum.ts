/** Brings the deliveries of a correction along: whoever owned the pattern when it went out has one, however often this runs and wherever it dies. */
import { shopOf, sql, type Tx } from '#database'
import { leaveEvent } from '../event/leave-event.ts'
import { keepLeft } from '../hand-step/keep-left.ts'
import { isHeld } from '../shop/hold.ts'
import { correctionMail } from './correction-mail.ts'
import { type Erratum, erratumColumns, erratumJoins } from './erratum.ts'
import { type Bought, type ErratumPlace, nextOwners, type OwnerRow, type RulesWorld, readPlaces, toOwner } from './owners.ts'
import { sayByHand } from './preview-erratum.ts'
import { routeFor } from './route-for.ts'
import { words } from './words.ts'

export const deliveryBatch = 500

const minuteMs = 60_000
const dayMs = 86_400_000
/** Sales of before are read late, and claims come late: for so long somebody may still turn out to have owned it then. */
const looksForMs = 90 * dayMs

/**
 * Takes one step of one correction that is due: the first lets it out. In one transaction, under the correction's own lock.
 *
 * @returns how many deliveries were made; null when none is due (or everything is held).
 */
export async function deliverNext(tx: Tx, world: RulesWorld & { readonly now: Date }, batch = deliveryBatch): Promise<number | null> {
  if (await isHeld(tx)) return null
  const { now } = world
  const { rows } = await sql<Erratum>`
    select ${erratumColumns} from erratum e ${erratumJoins}
    where e.shop_id = ${shopOf(tx)}::uuid and e.looks_at <= ${now}
    order by e.looks_at, e.erratum_id
    limit 1
    for update of e skip locked`.execute(tx)
  const erratum = rows[0]
  if (erratum === undefined) return null
  const until = erratum.leftAt ?? now
  const places = await readPlaces(tx, erratum, world)
  if (erratum.leftAt === null) await leaveToHerHands(tx, erratum, places, now)
  await forgetClaimed(tx, erratum)
  const owners = await nextOwners(tx, erratum, until, batch)
  await deliver(tx, { erratum, owners, places, now })
  await sql`
    update erratum set left_at = ${until}, looks_at = ${owners.length === batch ? now : nextLook(until, now)}
    where shop_id = ${shopOf(tx)}::uuid and erratum_id = ${erratum.id}::uuid`.execute(tx)
  return owners.length
}

/** Seldomer the longer ago it was; null: not any more. */
export function nextLook(leftAt: Date, now: Date): Date | null {
  const age = now.getTime() - leftAt.getTime()
  return age > looksForMs ? null : new Date(now.getTime() + Math.min(Math.max(age / 10, minuteMs), dayMs))
}

/** Whoever is known by now counts as herself, no more by her order. */
async function forgetClaimed(tx: Tx, { id, patternId }: Erratum): Promise<void> {
  await sql`
    delete from erratum_delivery d
    where d.shop_id = ${shopOf(tx)}::uuid and d.erratum_id = ${id}::uuid and d.customer_id is null and exists (
      select from entitlement e
      where e.shop_id = d.shop_id and e.order_id = d.owner_id and e.pattern_id = ${patternId}::uuid and e.customer_id is not null)`.execute(
    tx,
  )
}

interface Batch {
  readonly erratum: Erratum
  readonly owners: readonly OwnerRow[]
  readonly places: ReadonlyMap<string, ErratumPlace>
  readonly now: Date
}

async function deliver(tx: Tx, { erratum, owners, places, now }: Batch): Promise<void> {
  if (owners.length === 0) return
  const shop = shopOf(tx)
  const { name } = await tx.selectFrom('shop').select('name').where('shop_id', '=', shop).executeTakeFirstOrThrow()
  const rows = owners.map(owner => {
    const { state, routes, why, byHandAt, mailAt } = routeFor(toOwner(owner, places), erratum)
    const told = owner.bought[mailAt ?? 0]!
    const ownerId = told.customerId ?? told.orderId
    return {
      ...{ owner: ownerId, customer: told.customerId, routes, state, why },
      ...{ connection: routes.includes('hand') ? byHandAt : null, key: mailKey(erratum.id, ownerId) },
      mail: mailAt === null ? null : mailOf(erratum, told, name),
    }
  })
  const { rows: made } = await sql<{ mails: number; first: string | null }>`
    with wanted as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (owner uuid, customer uuid, routes text[], state text, why text, connection uuid, key text, mail jsonb)
    ),
    mailed as (
      insert into mail (shop_id, key, kind, customer_id, to_address, subject, body_text, body_html, next_try_at, created_at)
      select ${shop}::uuid, key, 'correction', customer, mail ->> 'to', mail ->> 'subject', mail ->> 'text', mail ->> 'html', ${now}::timestamptz, ${now}::timestamptz
      from wanted where mail is not null and mail <> 'null' order by key
      on conflict (shop_id, key) do update set key = excluded.key
      returning mail_id, key
    ),
    delivered as (
      insert into erratum_delivery (shop_id, erratum_id, owner_id, customer_id, routes, state, why, mail_id, connection_id, made_at)
      select ${shop}::uuid, ${erratum.id}::uuid, w.owner, w.customer, w.routes, w.state, w.why, m.mail_id, w.connection, ${now}::timestamptz
      from wanted w left join mailed m on m.key = w.key
      on conflict do nothing
    )
    select count(*)::int as mails, min(mail_id::text) as first from mailed`.execute(tx)
  // One round sends all that waits in the shop.
  const first = made[0]?.first ?? null
  if (first !== null) await leaveEvent(tx, 'mail.waiting', { mail: first })
}

/** The same mail goes once. */
export const mailKey = (erratumId: string, ownerId: string): string => `correction:${erratumId}:${ownerId}`

function mailOf(erratum: Erratum, { email, name, country, orderNumber: order }: Bought, shop: string) {
  return { to: email, ...correctionMail({ shop, buyer: name, country, order, erratum }) }
}

/** At each storefront where she tells its buyers by hand, one thing to do; it takes the place of what the new file left to do there. */
async function leaveToHerHands(tx: Tx, erratum: Erratum, places: ReadonlyMap<string, ErratumPlace>, now: Date): Promise<void> {
  const left = [...places.values()].flatMap(place => {
    const says = sayByHand(place)
    if (says === null || place.listing === null || !place.isConnected || place.isRehearsal) return []
    return [{ place, says, listing: place.listing }]
  })
  if (left.length === 0) return
  const text = textToPaste(erratum)
  await keepLeft(
    tx,
    left.map(({ says, listing }) => ({
      listingId: listing.id,
      desiredNo: listing.desiredNo,
      steps: [
        {
          key: handKey(erratum.id),
          says: `Tell those who bought “${erratum.patternTitle}” of its correction: ${says}`,
          url: listing.url,
          text,
        },
      ],
    })),
    now,
  )
  const others = left.flatMap(({ place: { rules }, listing }) => {
    const subject = rules !== null && 'byHand' in rules.tellsThere ? rules.tellsThere.takesPlaceOf : undefined
    return erratum.version === null || subject === undefined ? [] : [{ listing: listing.id, subject }]
  })
  await sql`
    update hand_step h set superseded_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(others)}::jsonb) as o (listing uuid, subject text)
    where h.shop_id = ${shopOf(tx)}::uuid and h.listing_id = o.listing and h.subject = o.subject and h.done_at is null and h.superseded_at is null`.execute(
    tx,
  )
}

/** Its own subject: each correction is told, also when another one follows. */
export const handKey = (erratumId: string): string => `correction-${erratumId}`

/** What she pastes into a storefront's own message, in every language of the note. */
export function textToPaste({ patternTitle, severity, sizes, places, notes, version }: Erratum): string {
  return Object.entries(notes)
    .map(([language, note]) => {
      const said = words[language as keyof typeof words]
      const about = [sizes.length === 0 ? '' : `${said.sizes}: ${sizes.join(', ')}.`, places === '' ? '' : `${said.where}: ${places}.`]
      const version_ = version === null ? '' : `${patternTitle} ${version.number}.`
      return [`${said.subject[severity](patternTitle)}.`, ...about, note, version_].filter(part => part !== '').join(' ')
    })
    .join('\n\n')
}
