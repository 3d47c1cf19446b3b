/** The socket under the app: starts, and stops without cutting anybody off who is nearly done. */
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { takeNodeStream } from '#hub/file/file-stream.ts'
import type { Bound } from './deps.ts'

export interface WebServer {
  readonly bound: Bound
  /** Takes no new connections; what is under way has `graceMs` to end. */
  readonly stop: () => Promise<void>
}

const defaultGraceMs = 5_000

/** @throws {Error} with what to do when the port is taken. */
export async function serveApp(
  app: { readonly fetch: (request: Request, env: HttpBindings) => Response | Promise<Response> },
  { host, port, graceMs = defaultGraceMs }: { host: string; port: number; graceMs?: number },
): Promise<WebServer> {
  const server = createAdaptorServer({
    fetch: (request, env) => {
      const bindings = env as HttpBindings
      const answer = app.fetch(request, bindings)
      return answer instanceof Promise ? answer.then(response => send(response, bindings)) : send(answer, bindings)
    },
    overrideGlobalObjects: false,
  }) as Server
  server.requestTimeout = 3_600_000 // a large file over a slow line; headers have their own limit
  server.headersTimeout = 20_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new Error(
        `Port ${port} on ${host} is in use: another Selvage or another program runs there. Stop it, or start with PORT set to another number.`,
        { cause: error },
      )
    throw error
  })
  const { address, port: actual } = server.address() as AddressInfo
  return {
    bound: { address, port: actual },
    stop: () =>
      new Promise(resolve => {
        const timer = setTimeout(() => server.closeAllConnections(), graceMs)
        server.close(() => {
          clearTimeout(timer)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

/**
 * Who was refused before all was read is told that the connection ends with the answer: the rest of a long body is thrown away for a while and then cut, and a
 * client that went on with the next request on it would find it closed.
 */
function send(response: Response, { incoming, outgoing }: HttpBindings): Response {
  if (!incoming.complete) response.headers.set('connection', 'close')
  return sendFile(response, outgoing)
}

/** A file goes from its stream to the socket with nothing between; through web streams it was a sixth slower. Every other answer is left as it is. */
function sendFile(response: Response, outgoing: HttpBindings['outgoing']): Response {
  const source = takeNodeStream(response.body)
  if (source === null) return response
  const socket = outgoing as ServerResponse
  socket.setHeaders(response.headers)
  socket.writeHead(response.status)
  // Either end that breaks off ends the other; whoever is cut off asks for the rest by range.
  pipeline(source, socket, () => {})
  return RESPONSE_ALREADY_SENT
}
