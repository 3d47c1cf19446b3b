/** What a connection to one Gumroad account is made of: an access token, pasted or given by the consent page, and the application it belongs to. */
import { z } from 'zod'
import type { SettingField } from '#kit'

const blank = z.literal('').transform(() => undefined)
const key = (name: string) =>
  z.union([blank, z.string().trim().min(16, `That is too short to be the ${name}; Gumroad shows it with your application.`)]).optional()

export const settingsSchema = z.object({
  applicationId: key('application ID'),
  applicationSecret: key('application secret'),
  accessToken: z
    .string()
    .trim()
    .min(16, 'Paste the access token of your application, or fill in its ID and secret and press “Ask Gumroad for access”.'),
})

export interface Settings {
  readonly applicationId?: string | undefined
  readonly applicationSecret?: string | undefined
  readonly accessToken: string
}

export const settingFields: readonly SettingField[] = [
  {
    name: 'accessToken',
    label: 'Access token',
    help: 'Open your application at Gumroad and press “Generate access token”. Leave it empty when you let Gumroad ask you instead.',
    isSecret: true,
    isOptional: true,
  },
  {
    name: 'applicationId',
    label: 'Application ID',
    help: 'Only for “Ask Gumroad for access”: Gumroad shows it with your application.',
    isSecret: false,
    isOptional: true,
  },
  {
    name: 'applicationSecret',
    label: 'Application secret',
    help: 'Only for “Ask Gumroad for access”: below the application ID.',
    isSecret: true,
    isOptional: true,
  },
]
