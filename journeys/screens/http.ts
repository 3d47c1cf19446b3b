/** HTTP of the pretend hub: routes by the one table, the built screens, pictures drawn on the spot. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contract, type EndpointName } from '#web/api/contract.ts'
import { screenPolicy } from '#web/headers.ts'

const build = fileURLToPath(new URL('../../.ui-build', import.meta.url))
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}
const nonce = 'Zml4dHVyZQ'

const shapes = (Object.keys(contract) as EndpointName[]).map(name => {
  const [method = '', path = ''] = name.split(' ')
  return { name, method, shape: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`) }
})

export function matchOf(method: string, path: string): { name: EndpointName; params: Record<string, string> } | null {
  for (const one of shapes) {
    const match = one.method === method ? one.shape.exec(path) : null
    if (match) return { name: one.name, params: { ...match.groups } }
  }
  return null
}

export async function read(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

export const problem = (status: number, detail: string) => ({ type: 'about:blank', title: 'Refused', status, detail })

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    'cache-control': 'no-store',
  })
  response.end(JSON.stringify(body))
}

export function live(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(': open\n\n')
}

/** A cover for a fixture: cloth in two colours with a garment's outline. */
export function picture(response: ServerResponse, path: string): void {
  const number = Number(/(\d+)/.exec(path)?.[1] ?? 0)
  const [ground, ink] = [
    ['#e9dccb', '#5b3a29'],
    ['#d7e0d3', '#3c5233'],
    ['#dfd5e0', '#573a5c'],
    ['#d5e0e6', '#28495a'],
    ['#f0dfc4', '#7a5212'],
  ][number % 5] ?? ['#eee', '#333']
  const shapes = [
    'M60 60l30-14q30 22 60 0l30 14 24 52-30 14-6-16v140H72V110l-6 16-30-14z',
    'M80 60h80l30 190H50z',
    'M78 50h84l14 210h-42l-14-140-14 140H64z',
    'M84 50q36 50 72 0l16 200H68z',
  ]
  response.writeHead(200, { 'content-type': 'image/svg+xml' })
  response.end(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 300" width="240" height="300"><rect width="240" height="300" fill="${ground}"/><path d="${shapes[number % 4]}" fill="none" stroke="${ink}" stroke-width="3" stroke-dasharray="9 5"/><rect x="16" y="276" width="90" height="6" fill="${ink}" opacity=".5"/></svg>`,
  )
}

export async function file(response: ServerResponse, path: string): Promise<void> {
  const wanted = normalize(path).replace(/^[/\\]+/, '')
  const isAsset = extname(wanted) !== ''
  try {
    const bytes = await readFile(join(build, isAsset ? wanted : 'index.html'))
    const type = types[extname(wanted)] ?? 'text/html'
    const content = isAsset ? bytes : bytes.toString().replaceAll('__CSP_NONCE__', nonce)
    response.writeHead(200, { 'content-type': type, ...(isAsset ? {} : { 'content-security-policy': screenPolicy(nonce) }) }).end(content)
  } catch {
    response.writeHead(404).end('not built: npx vite build')
  }
}
