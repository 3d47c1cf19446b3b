/** What every journey begins with: the product in a process of its own on a throw-away home, and a browser before it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { freePort } from '#database/free-port.ts'
import { publishingFakes, shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { openBrowser } from '#testing/browser.ts'
import { type HubProcess, spawnHub, stopHub, throwAwayHome, until, untilReady } from '../src/drill/hub-process.ts'

export interface Stage {
  readonly home: string
  readonly origin: string
  readonly hub: HubProcess
  readonly browser: Browser
  /** A visitor of her own: nothing shared with earlier ones but the machine. */
  readonly visitor: () => Promise<Page>
  /** What the browsers complained about: script errors and refused content. */
  readonly noise: readonly string[]
  /** @throws {Error} when the hub did not end with 0. */
  readonly close: () => Promise<void>
}

const root = fileURLToPath(new URL('..', import.meta.url))
const patienceMs = 20_000

/**
 * @param publicUrl told the hub's own port, the public address that it is given.
 * @param shared a browser that was opened before, and stays open.
 */
export async function openStage({
  env = {},
  publicUrl,
  shared,
}: {
  env?: Readonly<Record<string, string>>
  publicUrl?: (port: number) => Promise<string>
  shared?: Browser
} = {}): Promise<Stage> {
  if (!existsSync(join(root, '.ui-build/index.html'))) {
    const built = spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], { cwd: root })
    assert.equal(built.status, 0, `vite build: ${built.stderr}`)
  }
  const { home, remove } = await throwAwayHome()
  const port = await freePort()
  const address = await publicUrl?.(port)
  const hub = spawnHub({ home, port, env: { ...env, ...(address !== undefined && { SELVAGE_PUBLIC_URL: address }) } })
  const origin = `http://127.0.0.1:${port}`
  const noise: string[] = []
  let browser: Browser | undefined
  const close = async () => {
    if (shared === undefined) await browser?.close()
    else for (const context of shared.contexts()) await context.close()
    const code = await stopHub(hub)
    await remove()
    assert.equal(code, 0, `the hub ends with 0: ${hub.output().slice(-1_000)}`)
  }
  try {
    const [opened] = await Promise.all([shared ?? openBrowser(), untilReady(origin, hub)])
    browser = opened
    const visitor = async () => {
      const context = await opened.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', locale: 'en-GB' })
      context.setDefaultTimeout(patienceMs)
      const listen = (page: Page) => {
        page.on('pageerror', error => noise.push(`${page.url()}: ${error.message}`))
        page.on('console', message => {
          if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) noise.push(`${page.url()}: ${message.text()}`)
        })
      }
      context.on('page', listen)
      return context.newPage()
    }
    return { home, origin, hub, browser: opened, visitor, noise, close }
  } catch (fault) {
    // What opening it broke on is what is told.
    await close().catch(() => null)
    throw fault
  }
}

/** Follows one of the links on the left. */
export async function goTo(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click()
  await page.getByRole('heading', { level: 1, name: screen }).waitFor()
}

/** By the menu on top. */
export async function changeShop(page: Page, to: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Change the shop/ }).click()
  await page.getByRole('link', { name: to }).click()
}

/** The times of the parts of a test, told when it ends. */
export function stopwatch(t: TestContext): (part: string) => void {
  let since = performance.now()
  return part => {
    t.diagnostic(`${((performance.now() - since) / 1000).toFixed(1)} s  ${part}`)
    since = performance.now()
  }
}

/** What was asked of a storefront that could change something there. */
export const writesIn = ({ byRoute }: { byRoute: Readonly<Record<string, number>> }): string[] =>
  Object.keys(byRoute).filter(route => !/^(GET|HEAD) /.test(route))

/** The link that was printed at the first start, a moment after it is ready. */
export const ownerLinkOf = ({ hub }: Stage): Promise<string> =>
  until('the one-time owner link is printed', async () => /https?:\/\/\S+\/owner\/[\w-]+/.exec(hub.output())?.[0] ?? null)

/**
 * A storefront at an address of the seller's own, entered by keys: its files are fetched from here or lie there as copies, a corrected one reaches those
 * who bought before, it tells who buys, and at once. So the whole story can be seen in its own pages.
 */
export async function shopWithFiles(): Promise<string> {
  const pretended = await publishingFakes()
  for (const [id, spoke] of await shops()) {
    const isHers = pretended.has(id) && spoke.home === null && (isCannot(spoke.authorise) || !spoke.authorise.isOnlyWay)
    const isFetching = spoke.fields.includes('files') && !spoke.uploadsFiles && !isCannot(spoke.openListedFile)
    const isTelling = ![spoke.reachesEarlierBuyers, spoke.tellsBuyers, spoke.readHook, spoke.keepHooks].some(isCannot)
    if (isHers && isFetching && isTelling) return id
  }
  throw new Error('no storefront at an address of her own fetches files and tells its buyers')
}

/** A storefront that lets nobody in without its own page, and lets the answer come back to this very machine. */
export async function shopByConsent() {
  const found = [...(await shops()).values()].find(
    ({ authorise }) => !isCannot(authorise) && authorise.isOnlyWay && authorise.isLoopbackAllowed,
  )
  assert.ok(found, 'there is such a storefront')
  return found
}

export const labelOf = async (spoke: string): Promise<string> => (await shops()).get(spoke)!.label

export const hashOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

/** The fields of the guided form, as the hub tells them. */
export async function keyFields(page: Page, spoke: string): Promise<readonly { name: string; label: string; isOptional: boolean }[]> {
  const answer = await page.request.get(new URL('/api/v1/spokes', page.url()).href)
  const { items } = (await answer.json()) as { items: { id: string; fields: { name: string; label: string; isOptional: boolean }[] }[] }
  return items.find(({ id }) => id === spoke)!.fields
}
