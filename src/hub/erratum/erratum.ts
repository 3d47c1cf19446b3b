/** What an erratum is, as it is kept. */
import { shopOf, sql, type Tx } from '#database'
import { notFound } from '../refused.ts'

export const severities = ['cosmetic', 'some-sizes', 'do-not-start', 'stop'] as const
export type Severity = (typeof severities)[number]

/** Languages in which a note may be written; pages and mails have their own words in each. */
export const noteLanguages = ['en', 'de', 'fr', 'es', 'nl'] as const
export type NoteLanguage = (typeof noteLanguages)[number]
export type Notes = { readonly [Language in NoteLanguage]?: string | undefined }

export interface Erratum {
  readonly id: string
  readonly patternId: string
  readonly patternTitle: string
  /** The version that puts it right; null: there is none yet. */
  readonly version: { readonly id: string; readonly number: string } | null
  readonly severity: Severity
  /** None: all sizes. */
  readonly sizes: readonly string[]
  /** The parts that are wrong, by their keys; none: all. */
  readonly files: readonly string[]
  /** 'page 3, rows 14 to 16'. */
  readonly places: string
  readonly notes: Notes
  readonly writes: boolean
  readonly reachesPast: boolean
  readonly editNo: number
  readonly createdAt: Date
  /** null: a draft. */
  readonly leavesAt: Date | null
  readonly leftAt: Date | null
  readonly pauseId: string | null
  readonly storeChangeId: string | null
}

export type ErratumState = 'draft' | 'waiting' | 'out'

/** `waiting`: pressed, and can be taken back. */
export const stateOf = ({ leavesAt, leftAt }: Pick<Erratum, 'leavesAt' | 'leftAt'>): ErratumState =>
  leftAt !== null ? 'out' : leavesAt !== null ? 'waiting' : 'draft'

export const erratumColumns = sql`
  e.erratum_id as id, e.pattern_id as "patternId", p.title as "patternTitle",
  case when v.version_id is not null then jsonb_build_object('id', v.version_id, 'number', v.number) end as version,
  e.severity, e.sizes, e.files, e.places, e.notes, e.writes, e.reaches_past as "reachesPast", e.edit_no as "editNo",
  e.created_at as "createdAt", e.leaves_at as "leavesAt", e.left_at as "leftAt", e.pause_id as "pauseId", e.store_change_id as "storeChangeId"`

export const erratumJoins = sql`
  join pattern p on p.shop_id = e.shop_id and p.pattern_id = e.pattern_id
  left join version v on v.shop_id = e.shop_id and v.version_id = e.version_id`

/** @param lock 'yes': nobody else changes it until the transaction ends. @throws {Refused} when there is none. */
export async function readErratum(tx: Tx, erratumId: string, lock: 'yes' | 'no' = 'no'): Promise<Erratum> {
  const { rows } = await sql<Erratum>`
    select ${erratumColumns} from erratum e ${erratumJoins}
    where e.shop_id = ${shopOf(tx)}::uuid and e.erratum_id = ${erratumId}::uuid
    ${lock === 'yes' ? sql`for update of e` : sql``}`.execute(tx)
  if (rows[0] === undefined) throw notFound('This correction')
  return rows[0]
}
