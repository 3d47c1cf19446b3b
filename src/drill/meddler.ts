/**
 * A relay between the hub and a storefront that can lie, so that a drill proves it would notice.
 * Each fault changes requests or answers on their way; without one everything passes untouched.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer, Exchange, Meddling } from '#kit/lie.ts'

export interface Meddler {
  readonly url: string
  readonly stop: () => Promise<void>
  /** Requests that went through, for counting. */
  readonly seen: () => number
}

const bodyLimitBytes = 256 * 1024 * 1024

/** @param target the storefront's base address. Listens on loopback, on a free port. */
export async function startMeddler({ target, meddling }: { target: string; meddling: Meddling | null }): Promise<Meddler> {
  let seen = 0
  const server = createServer(async (incoming, outgoing) => {
    seen++
    try {
      const exchange = {
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        headers: incoming.headers,
        body: await readAll(incoming),
      }
      const pass = (change: { path?: string; body?: Buffer } = {}) => forward(target, { ...exchange, ...change })
      reply(outgoing, meddling ? await meddling(exchange, pass) : await pass())
    } catch {
      outgoing.destroy()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: () => seen,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function forward(target: string, exchange: Exchange): Promise<Answer> {
  const url = new URL(exchange.path, target)
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | string[] | undefined> = {
      ...exchange.headers,
      host: url.host,
      'content-length': String(exchange.body.length),
    }
    delete headers['transfer-encoding']
    delete headers.connection
    const outgoing = request(url, { method: exchange.method, headers }, async answer => {
      try {
        resolve({ status: answer.statusCode ?? 502, headers: cleaned(answer.headers), body: await readAll(answer) })
      } catch (fault) {
        reject(fault)
      }
    })
    outgoing.on('error', reject)
    outgoing.end(exchange.body)
  })
}

function cleaned(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !['transfer-encoding', 'content-length', 'connection', 'keep-alive'].includes(name)) kept[name] = value
  }
  return kept
}

function reply(outgoing: ServerResponse, answer: Answer): void {
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length })
  outgoing.end(answer.body)
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    size += part.length
    if (size > bodyLimitBytes) throw new Error('body over 256 MB')
    parts.push(part)
  }
  return Buffer.concat(parts)
}
