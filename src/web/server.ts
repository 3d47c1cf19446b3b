/** The socket under the app: starts, and stops without cutting anybody off who is nearly done. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
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
    fetch: (request, env) => app.fetch(request, env as HttpBindings),
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
