/** All that buyers read, in each language; one that misses a word does not compile. */

import type { Money } from '../money.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { dayIn, listIn, moneyIn, numberIn, sizeIn } from './format.ts'
import { fr } from './fr.ts'
import type { Language } from './language.ts'
import { nl } from './nl.ts'

/** English is the measure of the others. A part of a sentence in ⟦brackets⟧ becomes its link. */
export type Words = typeof en

export const wordsIn: Readonly<Record<Language, Words>> = { en, de, fr, es, nl }

/** One language, as pages and mails speak it. */
export interface Tongue {
  readonly language: Language
  readonly words: Words
  readonly day: (at: Date) => string
  readonly size: (bytes: number) => string
  readonly list: (items: readonly string[]) => string
  readonly number: (count: number) => string
  readonly money: (amount: Money) => string
}

export const tongueOf = (language: Language): Tongue => ({
  language,
  words: wordsIn[language],
  day: at => dayIn(language, at),
  size: bytes => sizeIn(language, bytes),
  list: items => listIn(language, items),
  number: count => numberIn(language, count),
  money: amount => moneyIn(language, amount),
})
