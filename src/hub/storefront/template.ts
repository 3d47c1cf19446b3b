/** Texts for one storefront: hers, with places for what each pattern is. Pure. */
import { cleanHtml } from '../pattern/clean-html.ts'
import { Refused } from '../refused.ts'
import { encodeText, oneLine, plainText } from '../text.ts'

export interface Template {
  /** '': the pattern's own. */
  readonly title: string
  /** HTML of few tags; '': the pattern's own. */
  readonly description: string
}

export interface TemplateFacts {
  readonly title: string
  readonly summary: string
  /** HTML. */
  readonly description: string
  readonly craft: string
  readonly sizes: readonly string[]
  readonly materials: string
  readonly gauge: string
  readonly fabric: string
  readonly skill: string
  /** As codes: 'en', 'de'. */
  readonly languages: readonly string[]
  readonly sku: string
  readonly version: string
  readonly shop: string
}

/** Each with what it stands for, as the screens tell it. */
export const placeholders = {
  title: 'the title of the pattern',
  summary: 'its short text',
  description: 'its description',
  craft: 'its craft',
  sizes: 'its sizes',
  materials: 'its materials',
  gauge: 'its gauge',
  fabric: 'its fabric',
  skill: 'the skill it needs',
  languages: 'the languages it is written in',
  sku: 'its article number',
  version: 'the number of its newest version',
  shop: 'the name of your shop',
} as const
type Placeholder = keyof typeof placeholders

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(placeholders, name)

/** @throws {Refused} when a place has a name that means nothing. */
export function checkTemplate({ title, description }: Template): void {
  for (const [field, text] of [
    ['title', title],
    ['description', description],
  ] as const)
    for (const [, name = ''] of text.matchAll(/\{([^{}]*)\}/g)) {
      if (!isPlaceholder(name.trim()))
        throw new Refused(
          'placeholder',
          `“{${name.slice(0, 40)}}” stands for nothing. Use one of {${Object.keys(placeholders).join('}, {')}}.`,
          { field },
        )
      if (field === 'title' && name.trim() === 'description')
        throw new Refused('placeholder', 'A description is too long for a title. Use {summary} or {title} there.', { field })
    }
}

const displayed = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' })

export function languageOf(code: string): string {
  try {
    return displayed.of(code) ?? code
  } catch {
    return code // no code, but a word of hers
  }
}

/** In plain text. */
function wordsFor(name: Placeholder, facts: TemplateFacts): string {
  switch (name) {
    case 'sizes':
      return facts.sizes.join(', ')
    case 'languages':
      return facts.languages.map(languageOf).join(', ')
    case 'description':
      return plainText(facts.description)
    default:
      return facts[name]
  }
}

/** What stands in square brackets with places in it goes when all of these are empty. */
export function fillTitle(template: string, facts: TemplateFacts): string {
  if (template.trim() === '') return facts.title
  const filled = fill(template, facts, text => text)
  return oneLine(filled) || facts.title
}

/** A paragraph or item whose places are all empty goes; a paragraph that is {description} alone becomes the description itself. */
export function fillDescription(template: string, facts: TemplateFacts): string {
  if (template.trim() === '') return facts.description
  const blocks = template.replace(/<(p|li|h2|h3)>((?:(?!<\/?\1>)[\s\S])*)<\/\1>/g, (whole, _tag: string, inner: string) => {
    if (/^\s*\{\s*description\s*\}\s*$/.test(inner)) return facts.description
    const named = namesIn(inner)
    return named.length > 0 && named.every(name => wordsFor(name, facts).trim() === '') ? '' : whole
  })
  const filled = fill(blocks, facts, text => encodeText(text).replaceAll(/\r?\n/g, '<br />'))
  return cleanHtml(filled.replace(/<(ul|ol)>\s*<\/\1>/g, ''))
}

function fill(template: string, facts: TemplateFacts, spell: (text: string) => string): string {
  const put = (text: string) =>
    text.replace(/\{\s*([a-z]+)\s*\}/g, (whole, name: string) => (isPlaceholder(name) ? spell(wordsFor(name, facts)) : whole))
  // Split first, so that brackets and braces in her own texts mean nothing.
  return template
    .split(/(\[[^[\]]*\])/)
    .map(part => {
      const named = part.startsWith('[') && part.endsWith(']') ? namesIn(part) : []
      if (named.length === 0) return put(part)
      return named.every(name => wordsFor(name, facts).trim() === '') ? '' : put(part.slice(1, -1))
    })
    .join('')
}

const namesIn = (text: string): Placeholder[] =>
  [...text.matchAll(/\{\s*([a-z]+)\s*\}/g)].flatMap(([, name = '']) => (isPlaceholder(name) ? [name] : []))
