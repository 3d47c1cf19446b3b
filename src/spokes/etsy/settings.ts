/** What a connection to one Etsy shop is made of: the keys of the seller's own app, and the tokens that its consent page gave. */
import { z } from 'zod'
import type { SettingField } from '#kit'

const blank = z.literal('').transform(() => undefined)

export const settingsSchema = z.object({
  keystring: z
    .string()
    .trim()
    .regex(/^[\w-]{8,64}$/, 'The keystring is a line of letters and digits; Etsy shows it under Your apps.'),
  sharedSecret: z
    .string()
    .trim()
    .regex(/^[\w-]{6,64}$/, 'The shared secret is a short line of letters and digits; Etsy shows it beside the keystring.'),
  hookSecret: z
    .union([
      blank,
      z
        .string()
        .trim()
        .regex(/^whsec_[A-Za-z0-9+/]+=*$/, 'The signing secret begins with whsec_.'),
    ])
    .optional(),
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  /** In milliseconds since 1970. */
  expiresAt: z.coerce.number().int().nonnegative(),
  shopId: z.coerce.number().int().positive(),
})

export interface Settings {
  readonly keystring: string
  readonly sharedSecret: string
  /** Of the endpoint in Etsy's webhook portal, when the seller has one. */
  readonly hookSecret?: string | undefined
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: number
  readonly shopId: number
}

export const settingFields: readonly SettingField[] = [
  { name: 'keystring', label: 'Keystring', help: 'Etsy shows it under Your apps, when the app is approved.', isSecret: false },
  { name: 'sharedSecret', label: 'Shared secret', help: 'Beside the keystring; press “show”.', isSecret: true },
  {
    name: 'hookSecret',
    label: 'Signing secret',
    help: 'Only when your app has a webhook portal: it shows the secret of the address that you added there.',
    isSecret: true,
    isOptional: true,
    placeholder: 'whsec_',
  },
]
