/** A real browser for journeys, out of the npm package, with no system package; it calls nobody by itself. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'
import { withLock } from '#database/lock.ts'

const packageFolder = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..')
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-pings',
]

/** Unpacks the browser at first use (about 2 s), starts it, and hands it out; the caller closes it. */
export async function openBrowser(): Promise<Browser> {
  return await playwright.launch({
    executablePath: await unpacked(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none', ...quiet],
    headless: true,
    timeout: 30_000,
  })
}

/** The program, unpacked beside and moved into place: of two journeys that begin at once none starts half of it. */
function unpacked(): Promise<string> {
  const cache = join(import.meta.dirname, '../../node_modules/.cache')
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  const folder = join(cache, `selvage-browser-${version}`)
  const program = join(folder, 'chromium')
  mkdirSync(cache, { recursive: true })
  return withLock(`${folder}.lock`, async () => {
    if (existsSync(program)) return program
    const draft = mkdtempSync(`${folder}-`)
    // WebGL costs 30 MB of unpacking and no screen uses it.
    chromium.setGraphicsMode = false
    const { TMPDIR } = process.env
    process.env.TMPDIR = draft // it asks for nothing else
    try {
      await chromium.executablePath()
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = TMPDIR
    }
    renameSync(draft, folder)
    return program
  })
}
