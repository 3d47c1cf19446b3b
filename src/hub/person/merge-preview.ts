/** What making two people one would change, before the press. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { Refused } from '../refused.ts'
import { count } from '../words.ts'
import type { Purpose } from './consent.ts'
import { noticeDoubles } from './doubles.ts'
import { membersOf, mergePeople, type Pressed } from './ties.ts'

export interface MergePreview {
  readonly people: readonly {
    readonly id: string
    readonly name: string | null
    readonly addresses: readonly string[]
    readonly orders: number
    readonly patterns: number
  }[]
  /** In her words, one for each thing that changes or stays. */
  readonly sentences: readonly string[]
  /** Of what was shown; the press names it. */
  readonly mark: string
}

const purposeWords: Readonly<Record<Purpose, string>> = {
  order: 'mails about new versions',
  service: 'mails about what was bought',
  marketing: 'advertising',
}

/** @throws {Refused} when one of them is not here, or they are one already. */
export async function mergePreview(tx: Tx, one: string, other: string): Promise<MergePreview> {
  const groups = [await membersOf(tx, one), await membersOf(tx, other)] as const
  if (groups[0][0] === groups[1][0]) throw new Refused('one-already', 'They are one person already.', { status: 409 })
  const [a, b] = [await read(tx, groups[0]), await read(tx, groups[1])]
  const stricter = (Object.keys(purposeWords) as Purpose[]).filter(purpose => a.refuses.includes(purpose) !== b.refuses.includes(purpose))
  const { refuses: _, ...first } = a
  const { refuses: __, ...second } = b
  const addresses = groups[0].length + groups[1].length
  return {
    people: [first, second],
    sentences: [
      `One person with ${count(addresses, 'address', 'addresses')} and ${count(a.orders + b.orders, 'order')}. Nothing is moved, so it can be undone at any time.`,
      'Each library stays as it is: a buyer sees what was bought with an address only after she has proven that it is hers.',
      ...(stricter.length === 0
        ? ['What may be written to them stays as it is.']
        : [`One of them said no to ${stricter.map(purpose => purposeWords[purpose]).join(' and ')}. The stricter word holds for both.`]),
    ],
    mark: markOf([...groups[0], ...groups[1]]),
  }
}

/** The press. @param mark of the preview. @returns the act, to be undone by. @throws {Refused} when it is not any more as it was shown. */
export async function pressMerge(tx: Tx, [one, other]: readonly [string, string], mark: string, pressed: Pressed): Promise<string> {
  const preview = await mergePreview(tx, one, other)
  if (preview.mark !== mark)
    throw new Refused('changed', 'One of them has other addresses now than when you looked. Look again, then press.', { status: 409 })
  const act = await mergePeople(tx, [one, other], pressed)
  if (act === null) throw new Refused('one-already', 'They are one person already.', { status: 409 })
  await noticeDoubles(tx, one, pressed.now)
  return act
}

const markOf = (members: readonly string[]): string => createHash('sha256').update(members.toSorted().join(' ')).digest('hex').slice(0, 32)

async function read(
  tx: Tx,
  members: readonly string[],
): Promise<MergePreview['people'][number] & { readonly refuses: readonly Purpose[] }> {
  const ids = [...members]
  const { rows } = await sql<{ name: string | null; addresses: string[]; orders: number; patterns: number; refuses: Purpose[] }>`
    select max(c.name) as name, coalesce(array_agg(c.email order by c.customer_id) filter (where c.email is not null), '{}') as addresses,
      (select count(*)::int from "order" o where o.shop_id = ${shopOf(tx)}::uuid and o.customer_id = any (${ids}::uuid[])) as orders,
      (select count(distinct e.pattern_id)::int from entitlement e
       where e.shop_id = ${shopOf(tx)}::uuid and e.customer_id = any (${ids}::uuid[]) and e.ended_at is null) as patterns,
      (select coalesce(array_agg(distinct w.purpose), '{}') from (
         select distinct on (w.customer_id, w.purpose) w.purpose, w.is_given from consent_word w
         where w.shop_id = ${shopOf(tx)}::uuid and w.customer_id = any (${ids}::uuid[])
         order by w.customer_id, w.purpose, w.at desc, w.consent_word_id desc) w
       where not w.is_given) as refuses
    from customer c where c.shop_id = ${shopOf(tx)}::uuid and c.customer_id = any (${ids}::uuid[])`.execute(tx)
  return { id: members[0]!, ...rows[0]! }
}
