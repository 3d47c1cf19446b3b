/** What a seller sets for her buyers' libraries: language, where to write to, and limits, which she needs not set. */
import { kept, shopOf, sql, type Tx } from '#database'
import { type Language, languages, toLanguage } from '../buyer-words/language.ts'
import { Refused } from '../refused.ts'

export interface LibraryRules {
  /** Of mails and pages where a buyer's own is not known. */
  readonly language: Language
  /** An address for questions; null: none is shown. */
  readonly contact: string | null
  /** Of one file of one version; null: as often as she likes. */
  readonly downloads: number | null
  /** From the sale, or from the day of a newer version; null: for ever. */
  readonly days: number | null
  /** How often a buyer may begin anew herself, for each pattern. */
  readonly resets: number
}

export async function readLibraryRules(tx: Tx): Promise<LibraryRules> {
  const { rows } = await sql<Omit<LibraryRules, 'language'> & { language: string }>`${kept}
    select buyer_language as language, buyer_contact as contact, library_downloads as downloads, library_days as days, library_resets as resets
    from shop where shop_id = ${shopOf(tx)}::uuid`.execute(tx)
  return { ...rows[0]!, language: toLanguage(rows[0]!.language) ?? 'en' }
}

export type GivenRules = { readonly [Name in keyof LibraryRules]?: LibraryRules[Name] | undefined }

/** Keeps what is given; the rest stays. @throws {Refused} when a number is out of bounds. */
export async function changeLibraryRules(tx: Tx, given: GivenRules): Promise<LibraryRules> {
  await sql`select from shop where shop_id = ${shopOf(tx)}::uuid for no key update`.execute(tx)
  const before = await readLibraryRules(tx)
  const after = { ...before, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) } as LibraryRules
  const contact = after.contact?.trim() || null
  const within = (value: number | null, least: number, most: number) =>
    value === null || (Number.isInteger(value) && value >= least && value <= most)
  if (!(languages as readonly string[]).includes(after.language)) throw refused('language', `Choose one of ${languages.join(', ')}.`)
  if (!within(after.downloads, 1, 1_000)) throw refused('downloads', 'Downloads of a file are 1 to 1,000, or without a limit.')
  if (!within(after.days, 1, 36_500)) throw refused('days', 'Days are 1 to 36,500, or without a limit.')
  if (!within(after.resets, 0, 100)) throw refused('resets', 'Buyers can begin anew 0 to 100 times.')
  await tx
    .updateTable('shop')
    .set({
      ...{ buyer_language: after.language, buyer_contact: contact },
      ...{ library_downloads: after.downloads, library_days: after.days, library_resets: after.resets },
    })
    .where('shop_id', '=', shopOf(tx))
    .execute()
  return readLibraryRules(tx)
}

const refused = (field: keyof LibraryRules, message: string) => new Refused('library-rule', message, { field })
