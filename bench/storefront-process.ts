/** A pretend storefront in a process of its own, as each storefront is a machine of its own: one that is busy does not hold up the others. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface StorefrontProcess {
  readonly url: string
  readonly controlUrl: string
  readonly stop: () => Promise<void>
}

/** @throws {Error} when it ends before it says where it is. */
export async function startStorefront(spoke: string): Promise<StorefrontProcess> {
  const script = join(import.meta.dirname, '../src/cli.ts')
  const child = spawn(process.execPath, [script, 'fakes', '--only', spoke], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) {
    const { url, controlUrl } = JSON.parse(line) as { url: string; controlUrl: string }
    const stop = async () => {
      child.kill('SIGTERM')
      await ended
    }
    return { url, controlUrl, stop }
  }
  throw new Error(`the storefront ${spoke} did not start`)
}
