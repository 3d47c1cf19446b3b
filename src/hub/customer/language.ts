/** The language of a buyer: as she chose it, else the one in which she came in last; mails follow either. */
import { shopOf, sql, type Tx } from '#database'
import { type Language, toLanguage } from '../buyer-words/language.ts'

/** @returns null while she has not chosen one: then her browser says. */
export async function chosenBy(tx: Tx, customerId: string): Promise<Language | null> {
  const { rows } = await sql<{ language: string | null }>`
    select language from customer
    where shop_id = ${shopOf(tx)}::uuid and customer_id = ${customerId}::uuid and language_chosen`.execute(tx)
  return toLanguage(rows[0]?.language)
}

/** @param isChosen false: she reads in it, and has not said so; what she did say stays. */
export async function keepLanguage(
  tx: Tx,
  customers: readonly string[],
  { language, isChosen }: { language: Language; isChosen: boolean },
): Promise<void> {
  await sql`
    update customer set language = ${language}, language_chosen = ${isChosen}
    where shop_id = ${shopOf(tx)}::uuid and customer_id = any (${customers}::uuid[]) and (${isChosen} or not language_chosen)
      and (language, language_chosen) is distinct from (${language}::text, ${isChosen}::boolean)`.execute(tx)
}
