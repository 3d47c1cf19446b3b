/** The facts of a pattern as they may be written, and how they are made fit. */
import { cleanHtml } from './clean-html.ts'

export const crafts = ['sewing', 'knitting', 'crochet', 'quilting', 'other'] as const
export type Craft = (typeof crafts)[number]

export interface PatternFacts {
  readonly sku: string
  readonly title: string
  readonly craft: Craft
  readonly summary: string
  /** HTML; cleaned on the way in. */
  readonly description: string
  readonly sizes: readonly string[]
  readonly materials: string
  readonly gauge: string
  readonly fabric: string
  readonly skill: string
  readonly languages: readonly string[]
  readonly tags: readonly string[]
  readonly categories: readonly string[]
}

/** What is given may be undefined, as it comes from a form. */
export type GivenFacts = { readonly [Name in keyof PatternFacts]?: PatternFacts[Name] | undefined }

type FactColumns = { -readonly [Name in keyof PatternFacts]: PatternFacts[Name] extends readonly string[] ? string[] : PatternFacts[Name] }

/** @returns only what was given, trimmed and cleaned; the columns are named as the facts are. */
export function tidyFacts(given: GivenFacts): Partial<FactColumns> {
  const facts: Partial<FactColumns> = {}
  for (const name of ['sku', 'title', 'gauge', 'skill'] as const) if (given[name] !== undefined) facts[name] = line(given[name])
  // A storefront's short text is one paragraph.
  if (given.summary !== undefined) facts.summary = line(given.summary)
  for (const name of ['materials', 'fabric'] as const) if (given[name] !== undefined) facts[name] = lines(given[name])
  for (const name of ['sizes', 'languages', 'tags', 'categories'] as const) if (given[name] !== undefined) facts[name] = names(given[name])
  if (given.craft !== undefined) facts.craft = given.craft
  if (given.description !== undefined) facts.description = cleanHtml(given.description)
  return facts
}

/** PostgreSQL takes neither a NUL nor half a surrogate pair. */
const plain = (text: string) => text.replaceAll('\0', '').toWellFormed()
export const line = (text: string) => plain(text).replace(/\s+/gu, ' ').trim()
export const lines = (text: string) => plain(text).replaceAll('\r\n', '\n').trim()

/** Without empty ones, and each once, however it is written. */
function names(given: readonly string[]): string[] {
  const seen = new Map<string, string>()
  for (const name of given.map(line)) if (name !== '' && !seen.has(name.toLowerCase())) seen.set(name.toLowerCase(), name)
  return [...seen.values()]
}
