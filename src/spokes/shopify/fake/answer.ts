/** How the platform says no: errors of the whole request, errors of a field, and userErrors of a mutation. */
import { GraphQLError } from 'graphql'

export interface UserError {
  readonly field: readonly string[] | null
  readonly message: string
  readonly code?: string
}
export const userError = (field: readonly string[] | null, message: string, code?: string): UserError => ({
  field,
  message,
  ...(code === undefined ? {} : { code }),
})

export const failed = (message: string, code: string, more: Readonly<Record<string, unknown>> = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...more } })

const accessPage = 'https://shopify.dev/api/usage/access-scopes'

/** @param field as the platform names it in its sentence. */
export const denied = (field: string, scope: string): GraphQLError =>
  failed(`Access denied for ${field} field. Required access: \`${scope}\` access scope.`, 'ACCESS_DENIED', {
    documentation: accessPage,
    requiredAccess: `\`${scope}\` access scope.`,
  })

export const notApproved = (field: string): GraphQLError =>
  failed(
    `This app is not approved to use the ${field} field. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`,
    'ACCESS_DENIED',
    { documentation: 'https://shopify.dev/docs/apps/launch/protected-customer-data' },
  )

interface Paging {
  readonly first?: number | null
  readonly after?: string | null
  readonly reverse?: boolean | null
}

/** @param keyOf orders the items and finds the place of a cursor again, also when the item itself is gone by then. */
export function connection<Item>(
  items: readonly Item[],
  { first, after, reverse }: Paging,
  keyOf: (item: Item) => string,
  nodeOf: (item: Item) => unknown,
) {
  if (first === undefined || first === null) throw failed('you must provide one of first or last', 'BAD_REQUEST')
  if (first < 0 || first > 250) throw failed('first cannot exceed 250', 'BAD_REQUEST')
  const from = after ? Buffer.from(after, 'base64url').toString() : null
  if (after && Buffer.from(from ?? '').toString('base64url') !== after)
    throw failed('Invalid cursor for current pagination sort.', 'BAD_REQUEST')
  const rest = items
    .map(item => ({ item, key: keyOf(item) }))
    .filter(({ key }) => from === null || (reverse ? key < from : key > from))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  if (reverse) rest.reverse()
  const page = rest.slice(0, first)
  return {
    nodes: page.map(({ item }) => nodeOf(item)),
    pageInfo: {
      hasNextPage: rest.length > page.length,
      endCursor: page.length === 0 ? null : Buffer.from(page.at(-1)!.key).toString('base64url'),
    },
  }
}

/** Sorts as the number does. */
export const padded = (value: number): string => String(value).padStart(16, '0')
