import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** A name in it may be whatever was sent. */
const longestField = 100

/** Reads, and on a refusal tells what was left out from what is of another type, which zod alone does not. */
export const readAs = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.ZodSafeParseResult<z.output<Schema>> =>
  schema.safeParse(value, { reportInput: true })

/** What is wrong with what was sent, as one sentence that names the field. */
export function sentenceOf(issue: Issue): { field: string | undefined; sentence: string } {
  const field = issue.path.join('.').slice(0, longestField) || undefined
  const part = issue.code === 'invalid_format' ? ofMoney[String(issue.path.at(-1))] : undefined
  return { field, sentence: `${nameOf(part === undefined ? issue.path : issue.path.slice(0, -1))} ${part ?? said(issue)}.` }
}

/** The two halves of an amount of money, by their names in JSON. */
const ofMoney: Readonly<Record<string, string>> = {
  minor: 'should be a whole number of the smallest unit of its currency: 750 for 7.50 EUR. Nothing finer than that can be paid',
  currency: 'should have its currency as three capital letters, such as EUR or USD',
}

/** 'sizeBytes' becomes 'Size bytes': near enough to the form's own word to be found. */
function nameOf(path: Issue['path']): string {
  const last = path.findLast(part => typeof part === 'string' && /^[a-z]\w{0,40}$/i.test(part))
  if (typeof last !== 'string') return 'What was sent'
  const words = last.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The sentence without its subject and full stop. */
export function said(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `should be ${withArticle(issue.expected)}`
    case 'too_small':
      return issue.origin === 'string'
        ? issue.minimum === 1
          ? 'should not be empty'
          : `should have at least ${issue.minimum} characters`
        : issue.origin === 'array'
          ? `should have at least ${issue.minimum}`
          : `should be at least ${issue.minimum}`
    case 'too_big':
      return issue.origin === 'string'
        ? `should have at most ${issue.maximum} characters`
        : issue.origin === 'array'
          ? `should have at most ${issue.maximum}`
          : `should be at most ${issue.maximum}`
    case 'invalid_value':
      return `should be ${issue.values.map(String).join(' or ')}`
    case 'invalid_format':
      return 'is not written as it should be'
    default:
      return 'is not as it should be'
  }
}

const withArticle = (type: string) => (type === 'int' ? 'a whole number' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)
