/** Values for a JSON Schema: such as it takes, and such as are wrong in one of the ways that programs are. */
import fc from 'fast-check'

export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly format?: string
}

/** What has gone wrong somewhere before: halves of characters, NUL, quotes, paths, marks that turn the reading direction, what looks like our own keys. */
export const oddTexts = [
  ...[
    '\u0000',
    '\ud800',
    'a\udc00b',
    '\u202eabc',
    '\ufeff',
    'e\u0301'.repeat(60),
    '💃'.repeat(99),
    '\u{1F468}\u200D\u{1F469}',
    'ı',
    'ﬀ',
    '\u2028',
    '\r\nx: y',
  ],
  ...[
    "'",
    '"',
    '\\',
    '%',
    '%00',
    '..%2f..',
    '../../etc/passwd',
    '<script>alert(1)</script>',
    "'; drop table shop; --",
    '$1',
    '{{7*7}}',
    '$' + '{x}',
  ],
  ...[
    '',
    ' ',
    'null',
    'undefined',
    '__proto__',
    'constructor',
    '0',
    '-1',
    '1e400',
    'NaN',
    'true',
    'http://169.254.169.254/',
    'file:///etc/passwd',
  ],
  'x'.repeat(5000),
] as const

export interface Likeness {
  /** Where `$ref` leads; left out where there is none. */
  readonly resolve?: (pointer: string) => JsonSchema
  /** Ids that there are, for the most part of the kind that the name says: 'pattern', 'patternId', 'patternIds'. */
  readonly idsFor: (name: string) => readonly string[]
  /** The name under which the value stands. */
  readonly name?: string
}

/** Values that the schema takes. */
export function like(schema: JsonSchema, given: Likeness): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return like(given.resolve!(schema.$ref), given)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(one => like(one, given)))
  const { type } = schema
  if (typeof type !== 'string')
    return type === undefined ? fc.jsonValue() : fc.oneof(...type.map(one => like({ ...schema, type: one }, given)))
  switch (type) {
    case 'object':
      return likeObject(schema, given)
    case 'array': {
      const [minLength, maxLength] = [schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)]
      return fc.array(like(schema.items ?? {}, given), { minLength, maxLength: Math.max(minLength, maxLength) })
    }
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'integer':
      return fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: Math.max(schema.minimum ?? 0, -5), max: Math.min(schema.maximum ?? 100, 100) }) },
        fc.constantFrom(1, schema.minimum ?? 0, schema.maximum ?? Number.MAX_SAFE_INTEGER),
      )
    default:
      return likeText(schema, given)
  }
}

function likeObject({ properties = {}, required = [], additionalProperties }: JsonSchema, given: Likeness): fc.Arbitrary<unknown> {
  if (Object.keys(properties).length === 0 && typeof additionalProperties === 'object')
    return fc.dictionary(fc.constantFrom('title', 'price', 'secret', 'key', 'x'), like(additionalProperties, given), { maxKeys: 3 })
  const parts = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, like(part, { ...given, name })]))
  return fc.record(parts, { requiredKeys: required.filter(name => name in parts) })
}

function likeText({ format, pattern, minLength = 0, maxLength = 60 }: JsonSchema, { idsFor, name = '' }: Likeness): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...idsFor(name)) }, fc.uuid())
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2090-01-01') }).map(at => at.toISOString())
  // Few of all that look like a currency are one.
  if (pattern === '^[A-Z]{3}$') return fc.oneof({ weight: 4, arbitrary: fc.constant('EUR') }, fc.stringMatching(/^[A-Z]{3}$/))
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)), unit: 'grapheme' })
}

/** The value with one thing wrong: a part missing, of another type, too long, odd, or one more than there should be. */
export function spoiled(value: unknown): fc.Arbitrary<unknown> {
  const other = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<unknown>(...oddTexts) },
    fc.constantFrom<unknown>(
      null,
      true,
      -1,
      0.5,
      1e308,
      [],
      {},
      [[[[]]]],
      { a: { b: { c: {} } } },
      Array.from({ length: 600 }, (_, at) => at),
    ),
  )
  if (Array.isArray(value) && value.length > 0)
    return fc.nat(value.length - 1).chain(at =>
      fc.oneof(
        other,
        spoiled(value[at]).map(part => value.with(at, part)),
      ),
    )
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return other
  const names = Object.keys(value)
  return fc.constantFrom(...names).chain(name => {
    const { [name]: part, ...rest } = value as Record<string, unknown>
    return fc.oneof(
      fc.constant(rest),
      { weight: 4, arbitrary: spoiled(part).map(wrong => ({ ...rest, [name]: wrong })) },
      fc.constant({ ...value, unknown: 'x', __proto: 1 }),
      other,
    )
  })
}
