/**
 * Payhip's messages, in which alone its sales are told. The “signature” is the hash of the API key, the same in each of them: it proves no more
 * than that the sender knows it. So a secret of ours stands in the address as well, and a message counts only with both.
 */
import { addressKeyHeader, type HookReading, isSameSecret, type SaleItem, sha256Hex, withAddressKey } from '#kit'
import { toSaleItem } from './mapping.ts'
import type { Settings } from './settings.ts'
import { Stamp } from './wire.ts'

const told = new Set(['paid', 'refunded'])

export function readHook({ apiKey, addressKey }: Settings, headers: Headers, body: Uint8Array): HookReading {
  const stamp = Stamp.safeParse(parsed(body)).data
  if (stamp === undefined || apiKey === '') return 'forged'
  if (!isSameSecret(stamp.signature, sha256Hex(apiKey))) return 'forged'
  if (!isSameSecret(headers.get(addressKeyHeader), addressKey)) return 'forged'
  return told.has(stamp.type) ? 'changed' : 'ping'
}

export function salesInHook(_settings: Settings, _headers: Headers, body: Uint8Array): readonly SaleItem[] {
  return [toSaleItem(parsed(body))]
}

export const hookAddress = ({ addressKey }: Settings, address: string): string => withAddressKey(address, addressKey)

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return undefined
  }
}
