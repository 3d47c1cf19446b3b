/**
 * Her library at the platform: what a buyer has bought elsewhere is written into it, once she has allowed that at the platform's own page. Most platforms
 * have no such thing, so a spoke that says nothing of it cannot.
 */
import { z } from 'zod'
import type { Cannot, ShopSpoke, SpokeContext } from './shop.ts'

/** Of one buyer, given by her at the platform's page. */
export interface BuyerKeys {
  readonly accessToken: string
  /** null: they are renewed by nobody. */
  readonly refreshToken: string | null
  /** null: they last until she takes them back. */
  readonly expiresAt: Date | null
}

export interface SoldElsewhere {
  /** Ours, the same each time; buyers do not see it. */
  readonly reference: string
  /** Before this it cannot have been written there. */
  readonly notBefore: Date
  /** Of the listings there, each once. */
  readonly skus: readonly string[]
}

/** 'not-enabled': by the platform, for the seller's app. 'not-allowed': these keys of hers are not accepted. 'not-for-sale': nothing is sold there under it. */
export type PutOutcome =
  | { readonly state: 'delivered' | 'delivered-before'; readonly invoiceId: string }
  | { readonly state: 'not-enabled' | 'not-allowed' }
  | { readonly state: 'not-for-sale'; readonly sku: string }

/** What a consent page needs, and the exchange behind it. */
export type Way<Settings> = Pick<SpokeContext<Settings>, 'fetch' | 'now' | 'baseUrl' | 'settings'>

export interface BuyerLibrary<Settings> {
  /** Pure. Whether the seller has given what it needs, such as the keys of an app of her own. */
  readonly isOn: (settings: Settings) => boolean
  /** How the seller switches it on, in her words; the address to register there is shown beside them. */
  readonly steps: readonly string[]
  /** What she does where the platform has not enabled it for her. */
  readonly notEnabled: string
  /** Whether the answer may come back to this machine alone (http://127.0.0.1 or localhost). */
  readonly isLoopbackAllowed: boolean
  /** Pure. @param state letters, digits, '-' and '_' only. @returns the platform's page. */
  readonly consentPage: (
    way: Pick<Way<Settings>, 'baseUrl' | 'settings'>,
    asking: { readonly callbackUrl: string; readonly state: string },
  ) => string
  /** @throws {SpokeError} 'seller' when she said no, or the seller's app is not accepted; 'reconnect' when the answer is worth nothing. */
  readonly finishConsent: (
    way: Way<Settings>,
    answer: { readonly callbackUrl: string; readonly query: URLSearchParams },
  ) => Promise<BuyerKeys>
  /** The old ones are worth nothing then. @throws {SpokeError} 'reconnect' when she must allow it anew, 'seller' when the seller's app is not accepted. */
  readonly renew: (way: Way<Settings>, keys: BuyerKeys) => Promise<BuyerKeys>
  /** May run any number of times, one after the other: what is there under our reference is not written again, also when an answer was lost. */
  readonly put: (ctx: SpokeContext<Settings>, keys: BuyerKeys, sale: SoldElsewhere) => Promise<PutOutcome>
}

export const buyerLibraryOf = <Settings>({ label, buyerLibrary }: ShopSpoke<Settings>): BuyerLibrary<Settings> | Cannot =>
  buyerLibrary ?? { cannot: `${label} lets nothing that was bought elsewhere into a buyer’s library there. Her library here has it.` }

/** As they are sealed. */
export const buyerKeysToJson = ({ accessToken, refreshToken, expiresAt }: BuyerKeys) => ({
  accessToken,
  refreshToken,
  expiresAt: expiresAt?.toISOString() ?? null,
})

const KeysJson = z.object({ accessToken: z.string(), refreshToken: z.string().nullable(), expiresAt: z.coerce.date().nullable() })
export const buyerKeysFromJson = (json: unknown): BuyerKeys => KeysJson.parse(json)
