import { createServer } from 'node:net'

/** Below what systems give to outgoing connections (Linux from 32768, the others from 49152): there, any connection of any program could take it while its server is away for a moment. */
const [lowest, highest] = [20_000, 31_999]

/** A port of 127.0.0.1 that nobody listens at now, and that will still be free when a server that had it comes back. */
export async function freePort(): Promise<number> {
  for (let attempt = 1; attempt <= 100; attempt++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1))
    if (await isFree(port)) return port
  }
  throw new Error(
    `Of the ports ${lowest} to ${highest} of this machine, a hundred that were tried are all in use. Close what uses them, and start again.`,
  )
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
