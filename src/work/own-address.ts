/** Under which address a storefront reaches this machine. */
import type { WorkDeps } from './deps.ts'

const loopback = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/

/**
 * The public address, once it was reached from outside; the demo's pretend shops stand on this very machine and need none.
 *
 * @returns without a trailing slash; null when nothing out there reaches us.
 */
export function ownAddressFor(
  { publicUrl, config }: Pick<WorkDeps, 'publicUrl' | 'config'>,
  { isDemo, baseUrl }: { isDemo: boolean; baseUrl: string },
): string | null {
  const { state, url } = publicUrl()
  if (state === 'reached' && url !== null) return url
  return isDemo && loopback.test(baseUrl) ? `http://127.0.0.1:${config.port}` : null
}
