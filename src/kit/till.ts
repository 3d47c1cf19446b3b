/** What the store's pages ask of the payment providers; the wiring hands it in, as neither side knows the other. */
import type { ShopId } from '#database'
import type { Payment } from '#hub/checkout/payment.ts'
import type { PayRequest } from './pay.ts'

export interface Till {
  /** Providers of this shop that can be paid at now, the first connected first. */
  readonly providers: (shop: ShopId) => Promise<readonly { readonly connectionId: string; readonly label: string }[]>
  /**
   * Keyed by the checkout: asked twice it is one payment.
   *
   * @returns the page to send the buyer to.
   * @throws {SpokeError} 'seller' when this cannot be paid there; others when the provider did not answer as it should.
   */
  readonly start: (
    shop: ShopId,
    connectionId: string,
    request: PayRequest,
  ) => Promise<{ readonly remoteId: string; readonly url: string; readonly expiresAt: Date | null }>
  /** The truth about one payment. @returns null when the provider knows none. @throws {SpokeError} */
  readonly read: (shop: ShopId, connectionId: string, remoteId: string) => Promise<Payment | null>
}

/** Where no provider is known. */
export const noTill: Till = {
  providers: async () => [],
  start: () => Promise.reject(new Error('no provider is known here')),
  read: async () => null,
}
