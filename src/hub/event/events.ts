/** What the hub tells after commit, by name in the past tense. Ids only: never personal data, never amounts. */
export interface EventIds {
  'order.taken': { readonly order: string }
  'order.refunded': { readonly order: string }
  'entitlement.granted': { readonly order: string; readonly customer: string }
  'entitlement.ended': { readonly order: string }
  'buyers.invited': { readonly connection: string }
  'listing.wanted': { readonly listing: string; readonly connection: string }
  'listing.updated': { readonly listing: string }
  'listing.edited-by-hand': { readonly listing: string }
  'connection.went-live': { readonly connection: string }
  'mail.waiting': { readonly mail: string }
  'sign-in.asked': { readonly ask: string }
  /** Listings were found, or she has said something of them. */
  'matching.wanted': Readonly<Record<string, never>>
  'listings.found': { readonly connection: string }
  /** Listings were joined to patterns, whose pictures are to come. */
  'pictures.wanted': Readonly<Record<string, never>>
  'pattern.told': { readonly pattern: string }
  'version.added': { readonly version: string; readonly pattern: string }
}

export type EventName = keyof EventIds

export type HubEvent = { readonly [Name in EventName]: { readonly name: Name; readonly ids: EventIds[Name] } }[EventName]
