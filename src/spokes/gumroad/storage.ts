/** The store behind Gumroad, to which bytes go straight, at addresses that serve for a quarter of an hour and carry their own permission. */
import { retryAfterMs, SpokeError } from '#kit'
import type { Context } from './client.ts'

export interface Bytes {
  readonly what: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: ReadableStream<Uint8Array>
  readonly sizeBytes: number
}

/** A part of 100 MB at 0.3 MB a second. */
const putMs = 360_000

/**
 * Puts bytes at an address. Doing it again harms nothing, so a lost answer is no question.
 *
 * @returns the answer's ETag, with its quotes.
 * @throws {SpokeError} 'retry'; the address is never in the message, for it is a key.
 */
export async function putBytes(ctx: Context, { what, url, headers = {}, body, sizeBytes }: Bytes): Promise<string> {
  let response: Response
  try {
    response = await ctx.fetch(url, {
      method: 'PUT',
      headers: { ...headers, 'content-length': String(sizeBytes) },
      body,
      timeoutMs: putMs,
      // It is another's door, and counts for nothing at Gumroad's.
      cost: 0,
    })
  } catch (error) {
    if (!(error instanceof SpokeError)) throw error
    throw new SpokeError(error.remedy, `${what}: the store behind Gumroad did not take it`, {
      ...(error.waitMs !== null && { waitMs: error.waitMs }),
      cause: error,
    })
  }
  await response.body?.cancel()
  if (response.ok) return response.headers.get('etag') ?? ''
  if (response.status === 429 || response.status === 503)
    throw new SpokeError('wait', `${what}: the store behind Gumroad answered ${response.status}`, {
      waitMs: retryAfterMs(response.headers, ctx.now(), 10_000),
    })
  throw new SpokeError('retry', `${what}: the store behind Gumroad answered ${response.status}; it is sent anew`)
}

/** Files leave on a protected line alone. @throws {SpokeError} 'bug' for an address on another one, unless Gumroad itself is reached on one. */
export function assertFit(ctx: Context, url: string): void {
  const isSafe = new URL(url).protocol === 'https:' || new URL(ctx.baseUrl).protocol === 'http:'
  if (!isSafe) throw new SpokeError('bug', 'Gumroad named a place for a file without a protected line; nothing was sent')
}
