/** What a connection to one shop is made of. Payhip's API tells nothing of the shop, so its name and currency are asked for. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { SettingField } from '#kit'

const blank = z.literal('').transform(() => undefined)

export const settingsSchema = z.object({
  apiKey: z
    .string()
    .trim()
    .regex(/^[\w-]{16,128}$/, 'The API key is one line of letters and digits; copy it whole.'),
  shopName: z
    .string()
    .trim()
    .transform(text => text.replace(/^https?:\/\/(www\.)?payhip\.com\//i, '').replace(/\/$/, ''))
    .pipe(z.string().regex(/^[\w-]{1,60}$/, 'Write the name of your shop as in its address, payhip.com/NAME.')),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/, 'Write the currency of your shop as three letters, such as EUR or USD.'),
  addressKey: z
    .union([blank, z.string().min(16)])
    .optional()
    .transform(key => key ?? randomBytes(24).toString('base64url')),
})

export interface Settings {
  readonly apiKey: string
  readonly shopName: string
  readonly currency: string
  /** Made by us; it stands in the address to which messages are sent. */
  readonly addressKey: string
}

export const settingFields: readonly SettingField[] = [
  { name: 'apiKey', label: 'API key', help: 'Under Settings > Developer.', isSecret: true },
  { name: 'shopName', label: 'Name of your shop', help: 'As in its address, payhip.com/NAME.', isSecret: false, placeholder: 'NAME' },
  {
    name: 'currency',
    label: 'Currency of your shop',
    help: 'Payhip does not tell it. Three letters.',
    isSecret: false,
    placeholder: 'EUR',
  },
]
