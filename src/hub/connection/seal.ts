/** A shop's keys at rest: AES-256-GCM, bound to their shop and connection, so that a row copied elsewhere opens nothing. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Refused } from '../refused.ts'

export interface SealPlace {
  readonly shop: string
  readonly connection: string
}

type Settings = { readonly [name: string]: unknown }

// One byte of format, 12 of nonce, 16 of tag, then the ciphertext.
const format = 1
const [nonceBytes, tagBytes] = [12, 16]

/** @param secretKey 32 bytes, of `keptKey`. */
export function sealSettings(secretKey: Buffer, place: SealPlace, settings: Settings): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', secretKey, nonce).setAAD(boundTo(place))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(settings), 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.from([format]), nonce, cipher.getAuthTag(), sealed])
}

/** @throws {Refused} 'keys-unreadable' when the key is another one, the bytes were changed, or they belong to another connection. */
export function openSettings(secretKey: Buffer, place: SealPlace, sealed: Uint8Array | null): Settings {
  if (sealed === null)
    throw new Refused('keys-removed', 'This shop was disconnected and its keys were wiped. Connect it again under Shops.', { status: 409 })
  const bytes = Buffer.from(sealed)
  try {
    if (bytes[0] !== format) throw new Error('unknown format')
    const nonce = bytes.subarray(1, 1 + nonceBytes)
    const tag = bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes)
    const decipher = createDecipheriv('aes-256-gcm', secretKey, nonce, { authTagLength: tagBytes }).setAAD(boundTo(place)).setAuthTag(tag)
    const text = Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes + tagBytes)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as Settings
  } catch {
    // The cause is left out: it could quote what was being opened.
    throw new Refused(
      'keys-unreadable',
      'The keys of this shop cannot be opened with the key in data/secret/key. Put back the file from your backup, or paste the shop’s keys again under Shops.',
      { status: 409 },
    )
  }
}

const boundTo = ({ shop, connection }: SealPlace) => Buffer.from(`selvage:connection:${shop}:${connection}`)
