/** What the store itself fetches: images at another address, and files that it passes on. */
import type { Shop } from './shop.ts'

const maxBytes = 64 * 1024 * 1024

/** `reason`: the store's own words. */
export type Fetched = { readonly bytes: Uint8Array; readonly type: string } | { readonly reason: string; readonly status: number }

export const isLoopback = (url: string): boolean => {
  const host = hostOf(url)
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}

const hostOf = (url: string): string => {
  try {
    return new URL(url).hostname
  } catch {
    return ''
  }
}

/** @returns the path under /wp-content/uploads/ when the address is one of the store's own, else null. */
export function ownPath(shop: Shop, url: string): string | null {
  try {
    const parsed = new URL(url, shop.url)
    const own = new URL(shop.url)
    const isOwn = parsed.port === own.port && (parsed.hostname === own.hostname || (isLoopback(parsed.href) && isLoopback(own.href)))
    const match = /^\/wp-content\/uploads\/(.+)$/.exec(decodeURIComponent(parsed.pathname))
    return isOwn ? (match?.[1] ?? null) : null
  } catch {
    return null
  }
}

/** Reads one of the store's own files. */
export async function ownFile(shop: Shop, path: string): Promise<{ bytes: Uint8Array; type: string } | null> {
  const bare = path.replace(/-\d+x\d+(\.[a-z]+)$/i, '$1')
  const found =
    [...shop.attachments.values()].find(each => each.path === path) ?? [...shop.attachments.values()].find(each => each.path === bare)
  const bytes = found ? await shop.uploads.read(found.sha256) : null
  return found && bytes ? { bytes, type: found.mediaType } : null
}

/** @param guard whether WordPress' guard against its own network applies: it does to images, not to files that are passed on. */
export async function fetchFor(shop: Shop, url: string, { guard }: { guard: boolean }): Promise<Fetched> {
  const own = ownPath(shop, url)
  if (own !== null) return (await ownFile(shop, own)) ?? { reason: 'Not Found', status: 404 }
  if (!/^https?:\/\//i.test(url) || hostOf(url) === '' || (guard && isLoopback(url) && shop.isOn('loopback-guard'))) {
    return { reason: 'A valid URL was not provided.', status: 0 }
  }
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000), headers: { 'user-agent': `WordPress/7.0.4; ${shop.url}` } })
    if (response.status !== 200) {
      await response.body?.cancel()
      return { reason: response.statusText || String(response.status), status: response.status }
    }
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (bytes.length > maxBytes) return { reason: 'The file is too large.', status: 0 }
    return { bytes, type: response.headers.get('content-type') ?? '' }
  } catch (error) {
    const code = ((error as Error).cause as { code?: string } | undefined)?.code
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { reason: 'A valid URL was not provided.', status: 0 }
    return { reason: `cURL error 7: Failed to connect to ${hostOf(url)}`, status: 0 }
  }
}
