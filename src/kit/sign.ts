/** Checks of what a platform signed: on the raw bytes, in constant time; no secret means no. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

type Algorithm = 'sha1' | 'sha256' | 'sha512'

export interface SignatureOptions {
  /** default sha256 */
  readonly algorithm?: Algorithm
}

/** @returns true only when `given` is base64(HMAC(secret, body)); false for no secret, no header, a short or malformed one. Never throws. */
export const signedBase64 = (
  secret: string | undefined,
  body: Uint8Array,
  given: string | null | undefined,
  options: SignatureOptions = {},
): boolean => isSigned(secret, body, given, 'base64', options)

/** The same with a hex digest, in either case. */
export const signedHex = (
  secret: string | undefined,
  body: Uint8Array,
  given: string | null | undefined,
  options: SignatureOptions = {},
): boolean => isSigned(secret, body, given?.toLowerCase(), 'hex', options)

export const signBase64 = (secret: string, body: Uint8Array | string, { algorithm = 'sha256' }: SignatureOptions = {}): string =>
  createHmac(algorithm, secret).update(body).digest('base64')

export const signHex = (secret: string, body: Uint8Array | string, { algorithm = 'sha256' }: SignatureOptions = {}): string =>
  createHmac(algorithm, secret).update(body).digest('hex')

export const sha256Hex = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')

/** Whether two secrets are the same, in a time that tells nothing of where they differ. Two empty ones are not. */
export function isSameSecret(a: string | null | undefined, b: string | null | undefined): boolean {
  if (!a || !b) return false
  // Hashing first makes both the same length, so that not even the length can be timed.
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

/**
 * A uuid that the same parts always give, so that an id of ours on the far side survives a lost database.
 * @param parts joined by a byte that none of them can hold.
 */
export function stableUuid(...parts: readonly string[]): string {
  const bytes = createHash('sha256').update(parts.join('\u0000')).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80 // version 8: made by a rule of one's own (RFC 9562)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function isSigned(
  secret: string | undefined,
  body: Uint8Array,
  given: string | null | undefined,
  encoding: 'base64' | 'hex',
  { algorithm = 'sha256' }: SignatureOptions,
): boolean {
  if (!secret || !given) return false
  const expected = createHmac(algorithm, secret).update(body).digest(encoding)
  // Compared as text: decoding would let several spellings of one signature pass.
  const a = Buffer.from(expected)
  const b = Buffer.from(given)
  return a.length === b.length && timingSafeEqual(a, b)
}
