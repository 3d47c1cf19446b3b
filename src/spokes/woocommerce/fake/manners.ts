/** The store's speed as measured, and the pages that a hosting puts in front of it on a bad day. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import type { Json } from '#kit/shop.ts'

/** Source: the recorded rates, two cores, four workers: about 100 ms before anything is done. */
export function realMs(request: FakeRequest): number {
  const isStore = request.path.startsWith('/wp-json/wc/v3/')
  if (!isStore) return 100
  if (request.path.endsWith('/batch')) return batchMs(itemsIn(request))
  if (request.method === 'GET') return /\/\d+$/.test(request.path) ? 119 : 100 + 5 * Number(request.query.get('per_page') ?? 10)
  return 144
}

export const batchMs = (items: number): number => 150 + 22 * items

function itemsIn(request: FakeRequest): number {
  try {
    const lists = Object.values(JSON.parse(request.body.toString('utf8')) as Record<string, unknown>)
    return lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0)
  } catch {
    return 0
  }
}

const htmlPage = (title: string, text: string): string =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`

/** @returns null for a switch that does not refuse by itself. */
export function refusalFor(name: string, value: Json): FakeReply | null {
  const headers = { 'content-type': 'text/html; charset=UTF-8' }
  if (name === 'html' && value === 403)
    return { status: 403, headers, body: htmlPage('403 Forbidden', 'This request was blocked by the security rules of this site.') }
  if (name === 'html')
    return {
      status: 503,
      headers: { ...headers, 'retry-after': '30' },
      body: htmlPage('Briefly unavailable for scheduled maintenance. Check back in a minute.', ''),
    }
  if (name === 'failures') {
    const body =
      '{"code":"internal_server_error","message":"<p>There has been a critical error on this website.<\\/p>","data":{"status":500},"additional_errors":[]}'
    return { status: typeof value === 'number' ? value : 500, headers: { 'content-type': 'application/json; charset=UTF-8' }, body }
  }
  return null
}
