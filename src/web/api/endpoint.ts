/** What the one table says of an endpoint. */
import type { z } from 'zod'
import type { Scope } from '#hub/api-key/scopes.ts'

/**
 * What a key must have been made for. 'any': every key. 'person': no key at all, only somebody signed in – making keys, starting shops – so that a key
 * cannot make itself more than it is. Who is signed in may do all in her shops.
 */
export type Opens = Scope | 'any' | 'person'

export interface Looking {
  readonly scope: Opens
  readonly says: string
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly answer: z.ZodType
}

export interface Changing extends Looking {
  /**
   * What a request with an Idempotency-Key rests on. 'here': all that is done is rows of the shop, so deed and kept answer are one transaction.
   * 'outside': a storefront or another store is asked as well, so the key is held by a lease meanwhile, and each deed is itself the same when done twice.
   * 'nothing': it only tells.
   */
  readonly does: 'here' | 'outside' | 'nothing'
}

export type Endpoint = Looking & Partial<Changing>
/** Which of the two an endpoint is follows from its method. */
export type Table = { readonly [Name in `GET ${string}`]: Looking } & {
  readonly [Name in `${'POST' | 'PATCH' | 'PUT'} ${string}`]: Changing
}
