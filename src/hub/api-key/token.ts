/** `selvage_`, eight signs by which she knows it, and 256 random bits. Found by scanners for leaked keys, and by our own refusal of keys in addresses. */
import { createHash } from 'node:crypto'

const form = 'selvage_[0-9a-f]{8}_[A-Za-z0-9_-]{43}'
const whole = new RegExp(`^${form}$`)
const within = new RegExp(form)

export const isKey = (text: string): boolean => whole.test(text)
export const hasKey = (text: string): boolean => within.test(text)
export const hashOfKey = (token: string): string => createHash('sha256').update(token).digest('hex')
