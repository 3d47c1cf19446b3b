/** Words of the screens about people, each once. */
import type { AnswerOf } from '../../api.ts'

type Person = AnswerOf<'GET /shops/{shop}/people/{person}'>
export type Purpose = Person['consent'][number]['purpose']

export const purposeNames: Record<Purpose, string> = {
  order: 'New versions of what was bought',
  service: 'Help and questions about what was bought',
  marketing: 'Advertising',
}

export const mayChoices = (Object.keys(purposeNames) as Purpose[]).map(value => ({ value, label: purposeNames[value] }))

export const sourceNames: Record<Person['consent'][number]['source'], string> = {
  checkout: 'ticked when she paid in your store',
  storefront: 'told by the shop with an order',
  import: 'from a table of sales',
  note: 'noted by you',
  unsubscribe: 'by the link in a mail',
}

export const craftNames = { sewing: 'Sewing', knitting: 'Knitting', crochet: 'Crochet', quilting: 'Quilting', other: 'Something else' }

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' })
export const languageName = (code: string): string => languages.of(code) ?? code
/** Those in which buyers are written to. */
export const languageChoices = (['en', 'de', 'fr', 'es', 'nl'] as const).map(value => ({
  value,
  label: languageName(value),
}))

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })
export const countryName = (code: string): string => countries.of(code) ?? code

/** How an address is known to be hers. */
export const proofWords = ({ how, shop }: Person['addresses'][number]['proofs'][number]): string =>
  how === 'opened'
    ? 'Proven: she opened her library by a mail to it'
    : how === 'joined'
      ? 'Proven: she made it one library with another address of hers'
      : how === 'claimed'
        ? 'Proven: she claimed an order by a mail to it'
        : `Told by ${shop ?? 'a shop'} with an order`
