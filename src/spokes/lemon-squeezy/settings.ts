/** What a connection to one store is made of. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { SettingField } from '#kit'

const blank = z.literal('').transform(() => undefined)
/** It takes 6 to 40 characters. */
const newSecret = () => randomBytes(24).toString('base64url')

export const settingsSchema = z.object({
  apiKey: z
    .string()
    .trim()
    .min(20, 'The API key is long: copy it whole; it is shown only once.')
    .regex(/^[\w.|-]+$/, 'The API key is one line of letters, digits, dots and dashes.'),
  storeId: z
    .string()
    .trim()
    .transform(text => text.replace(/^#/, ''))
    .pipe(z.string().regex(/^\d+$/, 'The number of your store is made of digits, as under Settings > Stores.')),
  hookSecret: z
    .union([blank, z.string().min(6).max(40)])
    .optional()
    .transform(secret => secret ?? newSecret()),
})

export interface Settings {
  readonly apiKey: string
  readonly storeId: string
  /** Made by us. */
  readonly hookSecret: string
}

export const settingFields: readonly SettingField[] = [
  { name: 'apiKey', label: 'API key', help: 'Made under Settings > API; it is shown once and lasts a year.', isSecret: true },
  {
    name: 'storeId',
    label: 'Number of your store',
    help: 'Under Settings > Stores, beside its name.',
    isSecret: false,
    placeholder: '#12345',
  },
]
