/** What a connection to one Ravelry store is made of: the seller's own key pair, and what Ravelry does not tell of the store. */
import { z } from 'zod'
import type { SettingField } from '#kit'

/** A field of the form that was left empty. */
const filled = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? undefined : value)

/** PayPal pays sellers at Ravelry, so prices are in what PayPal takes. Source: PayPal's table of currencies, read 2026-11. */
export const currencies = 'AUD BRL CAD CHF CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' ')
/** Of these PayPal takes whole amounts alone, whatever ISO 4217 says of them. Source: the same table. */
export const wholeCurrencies: ReadonlySet<string> = new Set(['HUF', 'JPY', 'TWD'])

export const crafts = { crochet: 1, knitting: 2 } as const
export type Craft = keyof typeof crafts

const appKey = (name: string) =>
  z
    .string()
    .trim()
    .regex(/^[\w+/=-]{8,200}$/, `The ${name} is a line of letters and digits; Ravelry shows it under OAuth 2.0 of your app.`)

export const settingsSchema = z.object({
  accessKey: z
    .string()
    .trim()
    .regex(/^[\w-]{8,80}$/, 'The access key is a line of letters and digits; Ravelry shows it as the username of your app’s credentials.'),
  personalKey: z
    .string()
    .trim()
    .regex(
      /^[\w+/=-]{16,120}$/,
      'The personal key is a longer line of letters and digits; it is shown beside the access key and is not the secret key.',
    ),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .refine(code => currencies.includes(code), `The currency is one that PayPal takes: ${currencies.join(', ')}.`),
  storeId: z.preprocess(filled, z.coerce.number('The number of the store is made of digits.').int().positive().optional()),
  craft: z.preprocess(
    filled,
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(['crochet', 'knitting'], 'Write knitting or crochet.'))
      .optional(),
  ),
  clientId: z.preprocess(filled, appKey('client ID').optional()),
  clientSecret: z.preprocess(filled, appKey('client secret').optional()),
})

export interface Settings {
  readonly accessKey: string
  readonly personalKey: string
  /** Ravelry tells it of each product, and of no store. */
  readonly currency: string
  /** Left out where there is only one. */
  readonly storeId?: number | undefined
  /** For patterns whose own words do not tell. */
  readonly craft?: Craft | undefined
  /** Of an app of hers with OAuth 2.0, for buyers' libraries; both or neither. */
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
}

export const settingFields: readonly SettingField[] = [
  { name: 'accessKey', label: 'Access key', help: 'The username of “Basic Auth: personal” in your app.', isSecret: true },
  {
    name: 'personalKey',
    label: 'Personal key',
    help: 'The password beside it. It opens your whole Ravelry account, so it is kept sealed here; give it to nobody else.',
    isSecret: true,
  },
  {
    name: 'currency',
    label: 'Currency of your store',
    help: 'Three letters. Ravelry does not tell it of a store.',
    isSecret: false,
    placeholder: 'EUR',
  },
  {
    name: 'storeId',
    label: 'Number of the store',
    help: 'Only when you have several; leave it empty first, and the numbers are told.',
    isSecret: false,
    isOptional: true,
  },
  {
    name: 'craft',
    label: 'Craft',
    help: 'knitting or crochet: for patterns whose tags and title do not tell. Left empty, it is knitting.',
    isSecret: false,
    isOptional: true,
  },
  {
    name: 'clientId',
    label: 'Client ID',
    help: 'Only for buyers’ Ravelry libraries: of an app of yours of the kind “OAuth 2.0”. Leave it empty otherwise.',
    isSecret: false,
    isOptional: true,
  },
  {
    name: 'clientSecret',
    label: 'Client secret',
    help: 'It is shown beside the client ID. Leave it empty where that is empty.',
    isSecret: true,
    isOptional: true,
  },
]
