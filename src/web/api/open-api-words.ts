/** What the OpenAPI document says once: groups, names of operations, and refusals. */

export const tags = {
  Shops: 'The shop itself: what is true now, settings, holding everything',
  Patterns: 'Patterns with their versions, pictures, prices and files. Nothing here is sent anywhere',
  Joining: 'One pattern on several storefronts: what is proposed and accepted, and what is found out before anything is changed',
  Publishing: 'What would be sent, sending it, taking it back',
  Listings: 'What stands at the storefronts, what was changed there by hand, and what is to be done there by hand',
  Orders: 'Sales and their buyers',
  Connections: 'Storefronts: connecting them, going live, what comes in',
  Store: 'The shop’s own store: what is in it, bundles, coupons, and what was bought there',
  Payments: 'Payment providers of the shop’s own store, and money given back',
  Mails: 'What was written to buyers',
  Keys: 'Keys of other programs',
} as const

const groups: readonly (readonly [RegExp, keyof typeof tags])[] = [
  [/\/keys/, 'Keys'],
  [/\/store(\/|$)/, 'Store'],
  [/\/(join|findings)|\/split$/, 'Joining'],
  [/\/(patterns|uploads|prices|files)/, 'Patterns'],
  [/\/(grid|batches)/, 'Patterns'],
  [/\/(preview|publish|publications|retire|unpublish)(-preview)?$/, 'Publishing'],
  [/\/publications/, 'Publishing'],
  [/\/(listings|hand-edits|hand-steps)/, 'Listings'],
  [/\/(providers|refund$)/, 'Payments'],
  [/\/(orders|unreadable|sales-)/, 'Orders'],
  [/\/(connections|deliveries|jobs|spokes)/, 'Connections'],
  [/\/mails/, 'Mails'],
]

export const tagOf = (path: string): keyof typeof tags => groups.find(([pattern]) => pattern.test(path))?.[1] ?? 'Shops'

/** 'POST /shops/{shop}/hand-edits/{edit}' becomes 'postHandEditsByEdit'. */
export function nameOfOperation(name: string): string {
  const [method = '', path = ''] = name.split(' ')
  const parts = path
    .replace(/^\/shops\/\{shop\}/, '')
    .split('/')
    .filter(part => part !== '')
  const words = parts.flatMap(part => (part.startsWith('{') ? ['by', part.slice(1, -1)] : part.split('-')))
  return [method.toLowerCase(), ...words.map(word => word.charAt(0).toUpperCase() + word.slice(1))].join('')
}

interface Refusals {
  readonly description: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly example: Readonly<Record<string, unknown>>
}

const exampleOf = (status: number, code: string, title: string, detail: string, field?: string) => ({
  type: `urn:selvage:${code}`,
  title,
  status,
  detail,
  ...(field === undefined ? {} : { field }),
})

const retryAfter = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds; set while the same request is under way' } }

export const problemsOf: Readonly<Record<string, Refusals>> = {
  wrong: {
    description: 'Something in it is not as it should be; `field` says what.',
    example: exampleOf(400, 'bad-input', 'Not quite right', 'Title should not be empty.', 'title'),
  },
  unknown: {
    description: 'Nobody is signed in and no key was sent, or the key is unknown, revoked or has run out.',
    headers: { 'WWW-Authenticate': { schema: { type: 'string' }, description: 'Bearer, when a key was sent' } },
    example: exampleOf(
      401,
      'key-revoked',
      'Sign in first',
      'This key was revoked. Make a new one under Settings, or with bin/selvage key create.',
    ),
  },
  forbidden: {
    description: 'The key was not made for this, or the request came from a page of another site.',
    example: exampleOf(
      403,
      'key-scope',
      'Not allowed',
      'This key was not made for it. Make one with “publish” under Settings, or with bin/selvage key create.',
    ),
  },
  absent: {
    description: 'It is not here, or it belongs to another shop.',
    example: exampleOf(404, 'not-found', 'Not here', 'This pattern is not here. It may have been removed, or it belongs to another shop.'),
  },
  conflict: {
    description: 'It was changed meanwhile, cannot be done as things stand, or the same request is under way.',
    headers: retryAfter,
    example: exampleOf(
      409,
      'changed-meanwhile',
      'Changed meanwhile',
      'This pattern was changed since you opened it. Look at it again, then make your change.',
    ),
  },
  tooLarge: {
    description: 'More than 1 MB.',
    example: exampleOf(413, 'too-large', 'Too large', 'This is more than 1 MB. Send less at once.'),
  },
  wrongKind: {
    description: 'Sent as another content type than the one named here.',
    example: exampleOf(415, 'content-type', 'Wrong kind', 'Send this as application/json.'),
  },
  keyUsed: {
    description: 'The Idempotency-Key was used for another request within a day.',
    example: exampleOf(
      422,
      'repeat-key-used',
      'Not the same request',
      'This key was used for another request within a day. Take a new key for each new request.',
      'Idempotency-Key',
    ),
  },
  away: {
    description: 'The database does not answer just now.',
    example: exampleOf(
      503,
      'database',
      'Not now',
      'The database does not answer just now. Try again in a moment. The log has it under 5f0c11aa.',
    ),
  },
  refused: {
    description: 'Any other refusal, such as a storefront that did not do it (502).',
    example: exampleOf(502, 'shop-retry', 'The shop did not do it', 'The shop did not answer. It is asked again in a minute.'),
  },
}
