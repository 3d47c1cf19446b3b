/** The hub's API as another program sees it, typed by the one table. */
import type { AnswerOf, BodyOf, EndpointName, QueryOf } from './contract.ts'

export interface Api {
  readonly origin: string
  /** Sent with each request; a signed-in session. */
  readonly cookie: string
  readonly call: <Name extends EndpointName>(name: Name, input?: CallInput<Name>) => Promise<AnswerOf<Name>>
}

export interface CallInput<Name extends EndpointName> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Partial<QueryOf<Name>>
  readonly body?: BodyOf<Name>
}

export class ApiRefused extends Error {
  override readonly name = 'ApiRefused'
  readonly status: number

  constructor(name: string, status: number, detail: string) {
    super(`${name}: ${status} ${detail}`)
    this.status = status
  }
}

const timeLimitMs = 20_000

export function createApi(origin: string, cookie: string): Api {
  return {
    origin,
    cookie,
    call: async (name, input = {}) => {
      const [method = 'GET', template = ''] = name.split(' ')
      const url = new URL(
        `/api/v1${template.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(input.params?.[key] ?? ''))}`,
        origin,
      )
      for (const [key, value] of Object.entries(input.query ?? {})) if (value !== undefined) url.searchParams.set(key, String(value))
      const response = await fetch(url, {
        method,
        headers: { cookie, origin, 'content-type': 'application/json' },
        body: method === 'GET' ? null : JSON.stringify(input.body ?? {}),
        signal: AbortSignal.timeout(timeLimitMs),
      })
      const text = await response.text()
      if (!response.ok) throw new ApiRefused(name, response.status, text.slice(0, 500))
      return JSON.parse(text) as AnswerOf<typeof name>
    },
  }
}

/** Uploads whole bytes in one piece. @returns the upload's id. */
export async function upload(api: Api, shop: string, fileName: string, bytes: Uint8Array): Promise<string> {
  const announced = await api.call('POST /shops/{shop}/uploads', { params: { shop }, body: { fileName, sizeBytes: bytes.length } })
  const response = await fetch(`${api.origin}/api/v1/shops/${shop}/uploads/${announced.id}?offset=0`, {
    method: 'PUT',
    headers: { cookie: api.cookie, origin: api.origin, 'content-type': 'application/octet-stream' },
    body: new Blob([new Uint8Array(bytes)]),
    signal: AbortSignal.timeout(timeLimitMs),
  })
  if (!response.ok) throw new ApiRefused('PUT upload', response.status, (await response.text()).slice(0, 500))
  return announced.id
}
