import type { AnswerOf } from '../../api.ts'
import type { Word } from '../../words.ts'

export type Erratum = AnswerOf<'GET /shops/{shop}/errata/{erratum}'>
export type Severity = Erratum['severity']
export type Language = keyof Erratum['notes']

export const severityWords: Record<Severity, { readonly label: string; readonly says: string }> = {
  cosmetic: { label: 'Small', says: 'A slip of the pen, a photo, a label: nothing that is made comes out wrong.' },
  'some-sizes': { label: 'Some sizes', says: 'Wrong in some sizes only. Whoever makes one of those uses the corrected file.' },
  'do-not-start': {
    label: 'Do not start',
    says: 'Whoever has not begun should begin with the corrected file; whoever has, look whether she is there yet.',
  },
  stop: { label: 'Stop', says: 'Nobody should go on before reading it. You can pause the sale as well.' },
}

export const stateWords: Record<Erratum['state'], Word> = {
  draft: { word: 'Draft', tone: 'plain', shape: 'dot' },
  waiting: { word: 'Waits to go out', tone: 'wait', shape: 'clock' },
  out: { word: 'Went out', tone: 'good', shape: 'check' },
}

export const languageNames: Record<Language, string> = { en: 'English', de: 'German', fr: 'French', es: 'Spanish', nl: 'Dutch' }
export const languages = Object.keys(languageNames) as Language[]

/** 'Sizes 44 and 46 · page 3, row 14 · put right by version 2.1'. */
export function aboutWords({ sizes, places, version }: Pick<Erratum, 'sizes' | 'places' | 'version'>): string {
  return [
    sizes.length === 0 ? 'All sizes' : `Sizes ${sizes.join(', ')}`,
    ...(places === '' ? [] : [places]),
    version === null ? 'no corrected version yet' : `put right by version ${version.number}`,
  ].join(' · ')
}
