/** What a payment provider's spoke is. The buyer pays on the provider's own page: nothing that a card is made of is ever asked for, or seen, here. */
import type { z } from 'zod'
import type { Payment } from '#hub/checkout/payment.ts'
import type { Money } from '#hub/money.ts'
import type { Learned } from './rate.ts'
import type { Cannot, HookReading, HookReport, Json, MoneyRow, Page, RateRule, SettingField, SpokeContext, Tokens } from './shop.ts'

export type { Dispute, Payment, PaymentState, PlaceProof } from '#hub/checkout/payment.ts'

/** What is to be paid, once; the provider's page shows it. */
export interface PayRequest {
  /** Our id: the same checkout started twice is one payment. */
  readonly checkoutId: string
  /** One currency, each line above zero. `total` of a line is for all its copies, tax included, after discounts. */
  readonly lines: readonly { readonly title: string; readonly sku: string; readonly quantity: number; readonly total: Money }[]
  readonly total: Money
  readonly email: string | null
  /** BCP 47, for the provider's page. */
  readonly language: string | null
  /** Where the provider sends the buyer back to. Coming back proves nothing. */
  readonly paidUrl: string
  readonly backUrl: string
}

export interface PayFacts {
  readonly name: string
  /** Tells this account from others. */
  readonly account: string
  /** ISO 3166-1 alpha-2 of the seller; null where it is not told. */
  readonly country: string | null
  /** ISO 4217 of the account itself; null where it is not told. */
  readonly currency: string | null
  /** false: a sandbox, in which no money moves. */
  readonly isLive: boolean
  readonly warnings: readonly string[]
}

export interface PayHookReport<Settings> extends HookReport {
  /** To be kept in place of those there were, where the provider gave a word of its own to check its messages by; null where nothing changed. */
  readonly settings: Settings | null
}

/** What an async look at a message gives. `about`: the id of the payment it is about, where it tells. */
export interface PayHookReading {
  readonly reading: HookReading
  readonly about: string | null
}

export interface PaySpoke<Settings = never> {
  readonly kind: 'pay'
  /** The folder's name. */
  readonly id: string
  readonly label: string
  readonly docs: string
  readonly home: string
  readonly steps: readonly string[]
  readonly settings: { readonly schema: z.ZodType<Settings>; readonly fields: readonly SettingField[] }
  readonly rates: (settings: Settings, baseUrl: string) => readonly RateRule[]
  readonly learn: ((response: Response) => Learned | null) | null
  readonly tokens: Tokens<Settings> | null

  readonly verify: (ctx: SpokeContext<Settings>) => Promise<PayFacts>
  /** @throws {SpokeError} 'seller' when it cannot be paid there: a currency or an amount that the provider does not take. Pure. */
  readonly check: (request: PayRequest) => void
  /**
   * Keyed by `checkoutId`: asked twice it is one payment, for as long as the provider remembers keys (hours; its README says how many). Whoever
   * starts a checkout again after that reads the earlier payment first.
   *
   * @returns the page to send the buyer to, and when the provider closes it.
   */
  readonly start: (
    ctx: SpokeContext<Settings>,
    request: PayRequest,
  ) => Promise<{ readonly remoteId: string; readonly url: string; readonly expiresAt: Date | null }>
  /** The truth about one payment; where the buyer's word is not yet taken (an approved order), it is taken first. @returns null when there is none. */
  readonly read: (ctx: SpokeContext<Settings>, remoteId: string) => Promise<Payment | null>
  /** Payments changed since the cursor (null: from the very first), so that a lost message loses nothing. May repeat, must not leave out. */
  readonly readPayments: (ctx: SpokeContext<Settings>, cursor: Json) => Promise<Page<Payment>>
  /** Pure. The cursor with which `readPayments` tells what changed at or after a time. */
  readonly paymentsFrom: (at: Date) => Json
  /**
   * Gives money back; `key` names the giving: the same twice is one, however much later. 1 to 80 letters, digits, '-' and '_'.
   *
   * @returns the payment as it is then.
   * @throws {SpokeError} 'seller' when it cannot be given back: more than is left, too late, not paid.
   */
  readonly refund: (
    ctx: SpokeContext<Settings>,
    refund: { readonly remoteId: string; readonly amount: Money; readonly key: string },
  ) => Promise<Payment>
  readonly readMoney: Cannot | ((ctx: SpokeContext<Settings>, cursor: Json) => Promise<Page<MoneyRow>>)
  /**
   * On the raw bytes, before anything else; a message is a nudge to read. Where the provider itself is asked whether it is genuine, that may fail.
   * What the provider never gave us a word for is 'forged'.
   */
  readonly readHook: (ctx: SpokeContext<Settings>, headers: Headers, body: Uint8Array) => Promise<PayHookReading>
  readonly keepHooks: Cannot | ((ctx: SpokeContext<Settings>, address: string) => Promise<PayHookReport<Settings>>)
  readonly dropHooks: Cannot | ((ctx: SpokeContext<Settings>) => Promise<void>)
}

export const definePay = <Settings>(spoke: Omit<PaySpoke<Settings>, 'kind'>): PaySpoke<Settings> => ({ kind: 'pay', ...spoke })
