/** A real browser for journeys, out of the npm package, with no system package; it calls nobody by itself. */
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

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
  // WebGL costs 30 MB of unpacking and no screen uses it.
  chromium.setGraphicsMode = false
  return await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none', ...quiet],
    headless: true,
    timeout: 30_000,
  })
}
