/** What a connection to one PayPal account is made of: the keys of the seller's own REST app, and what is asked for with them. */
import { z } from 'zod'
import type { SettingField } from '#kit'

const key = (name: string) =>
  z
    .string()
    .trim()
    .regex(/^[\w-]{16,120}$/, `The ${name} is a long line of letters, digits, - and _; PayPal shows it under Apps & Credentials.`)

export const settingsSchema = z.object({
  clientId: key('client ID'),
  clientSecret: key('secret'),
  /** Lasts some hours; asked for anew by the two above. */
  accessToken: z.string().default(''),
  /** In milliseconds since 1970. */
  expiresAt: z.coerce.number().int().nonnegative().default(0),
  /** Of our own webhook there: messages are checked by it. */
  hookId: z.string().default(''),
})

export interface Settings {
  readonly clientId: string
  readonly clientSecret: string
  readonly accessToken: string
  readonly expiresAt: number
  readonly hookId: string
}

export const settingFields: readonly SettingField[] = [
  { name: 'clientId', label: 'Client ID', help: 'PayPal shows it under Apps & Credentials, when the app is opened.', isSecret: false },
  { name: 'clientSecret', label: 'Secret', help: 'Beside the client ID; press the eye or “Copy”.', isSecret: true },
]
