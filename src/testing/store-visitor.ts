/** A buyer's browser without script: keeps cookies of one store, follows what she presses. */
export interface Seen {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** Path of where the answer sends her, without going there. */
  readonly to: string | null
}

export interface StoreVisitor {
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Seen>
  readonly post: (path: string, fields?: Record<string, string>, headers?: Record<string, string>) => Promise<Seen>
  readonly cookies: Map<string, string>
}

export function storeVisitor(origin: string): StoreVisitor {
  const cookies = new Map<string, string>()
  async function send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Seen> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`${origin}${path}`, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } })
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return { status: response.status, text: await response.text(), headers: response.headers, to: response.headers.get('location') }
  }
  return {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields = {}, headers = {}) =>
      send(path, { method: 'POST', headers: { origin, ...headers }, body: new URLSearchParams(fields) }),
  }
}

/** The value of a form's hidden field. */
export const hidden = ({ text }: Seen, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''
