/** What a connection to one Stripe account is made of: a key of the seller's, and what Stripe gave for its messages. */
import { z } from 'zod'
import type { SettingField } from '#kit'

export const settingsSchema = z.object({
  secretKey: z
    .string()
    .trim()
    .regex(
      /^(sk|rk)_(live|test)_\w{8,}$/,
      'The key begins with rk_live_ or sk_live_ (rk_test_ or sk_test_ in a sandbox). The publishable key, pk_, is not it.',
    ),
  /** Of our own endpoint there, written down when it was made: Stripe tells its secret that once. */
  hookId: z.string().default(''),
  hookSecret: z.string().default(''),
})

export interface Settings {
  readonly secretKey: string
  readonly hookId: string
  readonly hookSecret: string
}

export const isLiveKey = ({ secretKey }: Settings): boolean => /^(sk|rk)_live_/.test(secretKey)

export const settingFields: readonly SettingField[] = [
  {
    name: 'secretKey',
    label: 'Restricted key',
    help: 'Begins with rk_live_ (rk_test_ in a sandbox). Stripe shows it once.',
    isSecret: true,
    placeholder: 'rk_live_',
  },
]
