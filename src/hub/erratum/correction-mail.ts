/** The mail of a correction. Pure. */
import { tongueOf } from '../buyer-words/index.ts'
import { compose } from '../mail/content.ts'
import type { MailContent } from '../mail/write-mail.ts'
import type { Erratum, NoteLanguage } from './erratum.ts'
import { languagesFor, words } from './words.ts'

export interface CorrectionMail {
  readonly shop: string
  readonly buyer: string | null
  /** Of her order. */
  readonly country: string | null
  readonly order: string
  readonly erratum: Pick<Erratum, 'patternTitle' | 'severity' | 'sizes' | 'places' | 'notes' | 'version'>
}

/** In the language that she most likely reads, and below it the note as it was written in others. */
export function correctionMail({ shop, buyer, country, order, erratum }: CorrectionMail): MailContent {
  const { patternTitle, severity, notes } = erratum
  const [first = 'en', ...others] = languagesFor(country, notes)
  const said = words[first]
  return compose(tongueOf(first), {
    subject: said.subject[severity](patternTitle),
    shop,
    paragraphs: [
      said.hello(buyer),
      said.bought(patternTitle, order, shop),
      ...partsOf(erratum, first),
      ...others.flatMap(language => [`— ${words[language].name} —`, ...partsOf(erratum, language)]),
    ],
    button: said.open,
    after: said.after,
  })
}

function partsOf({ severity, sizes, places, notes, version }: CorrectionMail['erratum'], language: NoteLanguage): string[] {
  const said = words[language]
  return [
    `${said.severity[severity]}. ${said.todo[severity]}`,
    [...(sizes.length === 0 ? [] : [`${said.sizes}: ${sizes.join(', ')}`]), ...(places === '' ? [] : [`${said.where}: ${places}`])].join(
      ' · ',
    ),
    ...(notes[language] ?? '').split(/\n{2,}/),
    version === null ? said.noVersion : said.version(version.number),
  ].filter(part => part.trim() !== '')
}
