/** Reads a picture of a listing from where the platform says that it lies: that may be anywhere, so it is followed with care. */
import { SpokeError } from './error.ts'
import type { Fetch } from './http.ts'

export const pictureLimits = { maxBytes: 12 * 1024 * 1024, timeoutMs: 20_000, redirects: 3 } as const

export interface PictureFetch {
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** The connection's own way out, under its limits: for what lies on the platform's own host. */
  readonly own: Fetch
  /** The way to any other host: public addresses alone, and limits of our own. */
  readonly other: (host: string) => Fetch
}

export type PictureAnswer =
  | { readonly state: 'read'; readonly bytes: Uint8Array; readonly etag: string | null }
  /** As it was when it had this mark. */
  | { readonly state: 'unchanged' }
  /** There is none, or it lies where it is not fetched from. */
  | { readonly state: 'none' }

/**
 * No keys are sent. Another host is asked only over TLS at its usual port.
 *
 * @throws {SpokeError} when the line fails, or the limit is reached.
 */
export async function readPicture(ways: PictureFetch, address: string, etag: string | null): Promise<PictureAnswer> {
  let target = address
  for (let hops = 0; hops <= pictureLimits.redirects; hops++) {
    const ask = wayTo(ways, target)
    if (ask === null) return { state: 'none' }
    const response = await ask(target, {
      redirect: 'manual',
      maxBytes: pictureLimits.maxBytes,
      timeoutMs: pictureLimits.timeoutMs,
      // Stores that keep several kinds hand out one that can be read here.
      headers: { accept: 'image/jpeg, image/png;q=0.9, image/*;q=0.5', ...(etag === null ? {} : { 'if-none-match': etag }) },
    })
    if (response.status === 200) return { state: 'read', bytes: new Uint8Array(await response.arrayBuffer()), etag: etagOf(response) }
    await response.body?.cancel()
    if (response.status === 304 && etag !== null) return { state: 'unchanged' }
    const to = response.headers.get('location')
    if ([301, 302, 303, 307, 308].includes(response.status) && to !== null && URL.canParse(to, target)) {
      target = new URL(to, target).href
      continue
    }
    if (response.status === 429 || response.status >= 500) throw new SpokeError('retry', `read a picture: ${response.status}`)
    return { state: 'none' }
  }
  return { state: 'none' }
}

function wayTo({ baseUrl, own, other }: PictureFetch, address: string): Fetch | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  if (url.username !== '' || url.password !== '') return null
  const base = new URL(baseUrl)
  if (url.protocol === base.protocol && url.host === base.host) return own
  return url.protocol === 'https:' && url.port === '' ? other(url.host) : null
}

/** Longer ones are nobody's mark. */
const etagOf = (response: Response): string | null => {
  const told = response.headers.get('etag')
  return told !== null && told.length <= 300 ? told : null
}
