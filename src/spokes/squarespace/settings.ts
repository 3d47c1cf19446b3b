/** What a connection to one site is made of: an API key that she made, or what the consent page gave for an app. */
import { z } from 'zod'
import type { SettingField } from '#kit'

const text = z.string().trim().default('')

export const settingsSchema = z
  .object({
    apiKey: text.refine(key => key === '' || /^[\w-]{20,80}$/.test(key), 'The API key is one line of letters and digits; copy it whole.'),
    clientId: text,
    clientSecret: text,
    accessToken: text,
    refreshToken: text,
    /** In milliseconds since 1970, by our clock. */
    expiresAt: z.coerce.number().int().nonnegative().default(0),
    hookSecret: text,
    hookOf: text,
  })
  .refine(({ apiKey, accessToken }) => apiKey !== '' || accessToken !== '', {
    path: ['apiKey'],
    message: 'Paste an API key, or come in by Squarespace’s own page.',
  })

export interface Settings {
  /** Where it is there, it is used; the consent page leaves it empty. */
  readonly apiKey: string
  readonly clientId: string
  readonly clientSecret: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: number
  /** Made by Squarespace for one subscription to its messages, in hex. */
  readonly hookSecret: string
  /** The number of that subscription. */
  readonly hookOf: string
}

export const settingFields: readonly SettingField[] = [
  {
    name: 'apiKey',
    label: 'API key',
    help: 'Made under Settings > Developer Tools > API keys, with Orders and Products to be read. Not needed with an app.',
    isSecret: true,
    isOptional: true,
  },
  { name: 'clientId', label: 'Client ID', help: 'Only with an app of yours at Squarespace.', isSecret: false, isOptional: true },
  { name: 'clientSecret', label: 'Client secret', help: 'Only with an app of yours at Squarespace.', isSecret: true, isOptional: true },
]
