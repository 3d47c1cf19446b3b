/** Each screen in each of its states, light and dark, wide and on a phone: usable by everybody, quiet, and within its limits. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '#testing/browser.ts'
import { isWhole } from '#testing/whole.ts'
import { ids } from '#web/api/examples/props.ts'
import { type FixtureState, startFixtureServer } from './screens/fixture-server.ts'
import { id } from './screens/fixtures.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const screens = {
  today: '/s/demo',
  'today-own': '/s/lindenhof',
  patterns: '/s/demo/patterns',
  'new-pattern': '/s/demo/patterns/new',
  'pattern-facts': `/s/demo/patterns/${id(1000)}?tab=facts`,
  'pattern-pictures': `/s/demo/patterns/${id(1000)}?tab=pictures`,
  'pattern-files': `/s/demo/patterns/${id(1000)}?tab=files`,
  'pattern-prices': `/s/demo/patterns/${id(1001)}?tab=prices`,
  'pattern-shops': `/s/demo/patterns/${id(1001)}?tab=shops`,
  'pattern-sales': `/s/demo/patterns/${id(1000)}?tab=sales`,
  'pattern-published': `/s/demo/patterns/${id(1000)}?tab=history`,
  'take-off-sale': `/s/demo/off-sale?patterns=${id(1000)}&how=unpublish`,
  'put-away': `/s/demo/off-sale?patterns=${id(1000)}&how=retire`,
  back: `/s/demo/listings/${id(3000)}/back/3`,
  'shop-writing': `/s/demo/shops/${id(500)}?tab=writing`,
  'patterns-table': '/s/demo/patterns/grid',
  changes: `/s/demo/batches/${id(9500)}`,
  preview: `/s/demo/preview?patterns=${id(1000)}`,
  press: `/s/demo/presses/${id(9000)}`,
  undo: `/s/demo/presses/${id(9000)}/undo`,
  published: '/s/demo/presses',
  launches: '/s/demo/launches',
  promotions: '/s/demo/promotions',
  'plan-promotion': `/s/demo/promotions/new?patterns=${id(1000)}`,
  'plan-coupon': `/s/demo/promotions/coupon?patterns=${id(1000)}`,
  'plan-launch': `/s/demo/launches/new?patterns=${id(1000)}`,
  'changed-by-hand': '/s/demo/changed',
  'to-do-by-hand': '/s/demo/by-hand',
  orders: '/s/demo/orders',
  order: `/s/demo/orders/${id(6002)}`,
  'order-with-files': `/s/demo/orders/${id(6003)}`,
  'order-of-before': `/s/demo/orders/${id(6011)}`,
  people: '/s/demo/people',
  person: `/s/demo/people/${id(4000)}`,
  'one-person': `/s/demo/people/${id(4000)}/merge/${id(4001)}`,
  shops: '/s/demo/shops',
  connect: '/s/demo/shops/connect',
  'connect-payments': '/s/demo/payments/connect',
  'payment-provider': `/s/demo/payments/${ids.connection}`,
  'let-write': `/s/demo/shops/${id(501)}/access?back=%2Fs%2Fdemo%2Fpreview`,
  'shop-overview': `/s/demo/shops/${id(501)}`,
  'shop-found': `/s/demo/shops/${id(501)}?tab=found`,
  'shop-listings': `/s/demo/shops/${id(500)}?tab=listings`,
  'shop-buyers': `/s/demo/shops/${id(501)}?tab=buyers`,
  'shop-sales': `/s/demo/shops/${id(502)}?tab=sales`,
  'shop-details': `/s/demo/shops/${id(500)}?tab=details`,
  store: '/s/demo/store',
  'store-patterns': '/s/demo/store?tab=patterns',
  'store-bundles': '/s/demo/store?tab=bundles',
  'store-coupons': '/s/demo/store?tab=coupons',
  'store-bought': '/s/demo/store?tab=bought',
  join: '/s/demo/join',
  findings: '/s/demo/findings',
  corrections: '/s/demo/corrections',
  'correct-a-pattern': `/s/demo/corrections?pattern=${id(1000)}`,
  'correction-draft': `/s/demo/corrections/${id(9700)}`,
  'correction-waits': `/s/demo/corrections/${id(9701)}`,
  'correction-receipt': `/s/demo/corrections/${id(9702)}`,
  'mail-log': '/s/demo/mails',
  mail: `/s/demo/mails/${id(8000)}`,
  settings: '/s/demo/settings',
  'sign-in': '/sign-in',
  'start-shop': '/start',
} as const
/** Words that belong to the code, not to a designer's screen. */
const unspoken = /\b(entitlements?|drift(ed)?|inbox|reconcil\w*|webhooks?|payloads?|jobs?|sync\w*|undefined|NaN|\[object)\b/i
const scriptLimitBytes = 180_000
/** For a machine that does much else at the same time; alone, a screen is ready in 0.2 s. */
const readyLimitMs = 30_000
const wide = { width: 1280, height: 860 }
const phone = { width: 390, height: 844 }
interface Look {
  readonly size: 'wide' | 'phone'
  readonly scheme: 'light' | 'dark'
}
const looks: readonly Look[] = [
  { size: 'wide', scheme: 'light' },
  { size: 'phone', scheme: 'dark' },
  { size: 'wide', scheme: 'dark' },
  { size: 'phone', scheme: 'light' },
]
/** By day the screens take turns: each in one look, another one in each state. */
const looksAt = (name: keyof typeof screens, state: FixtureState): readonly Look[] =>
  isWhole ? looks : [looks[(Object.keys(screens).indexOf(name) + states.indexOf(state)) % looks.length]!]
const states = ['full', 'failed', 'empty', 'loading'] as const
/** By day every screen when it is full, and of the rest, in which screens are much alike, each third in one of those states. */
const screensIn = (state: FixtureState): (keyof typeof screens)[] =>
  (Object.keys(screens) as (keyof typeof screens)[]).filter(
    (_, at) => isWhole || state === 'full' || (at % 3 === 0 && states[1 + ((at / 3) % (states.length - 1))] === state),
  )
const shots = process.env.SELVAGE_SHOTS

let server: Awaited<ReturnType<typeof startFixtureServer>>
let browser: Browser
let axe = ''

before(async () => {
  if (!existsSync(join(root, '.ui-build/index.html'))) {
    const built = spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], { cwd: root })
    assert.equal(built.status, 0, `vite build: ${built.stderr}`)
  }
  if (shots) await mkdir(shots, { recursive: true })
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  server = await startFixtureServer()
  browser = await openBrowser()
})
after(async () => {
  await browser.close()
  await server.stop()
})

/** The failing state mostly waits for its second try, so it goes beside the full one, which keeps the processor busy. */
describe('every screen', { concurrency: 2 }, () => {
  for (const state of states)
    test(`${state}: nothing serious for axe, light and dark, wide and on a phone`, async t => {
      const names = screensIn(state)
      const found = await lookAt(names, state)
      t.diagnostic(`${names.length} screens, ${isWhole ? looks.length : 1} of ${looks.length} looks each`)
      assert.deepEqual(found, [])
    })
})

async function lookAt(names: readonly (keyof typeof screens)[], state: FixtureState): Promise<string[]> {
  const { context, page, noise, unanswered } = await openPage(state)
  const found: string[] = []
  for (const name of names) {
    await page.setViewportSize(wide)
    await open(page, screens[name])
    await settled(page, state).catch(error => {
      throw new Error(`${name}, ${state}: not ready after ${readyLimitMs} ms; unanswered: ${[...unanswered].join(', ') || 'nothing'}`, {
        cause: error,
      })
    })
    for (const [at, { size, scheme }] of looksAt(name, state).entries()) {
      await page.setViewportSize(size === 'wide' ? wide : phone)
      const rules = at === 0 ? 'all' : 'what a look changes'
      const violations = await violationsOf(page, { scheme, rules, isFrameKnown: name !== names[0] })
      found.push(...violations.map(violation => `${name} ${size} ${scheme}: ${violation}`))
      if (shots) await page.screenshot({ path: join(shots, `${name}-${state}-${size}-${scheme}.png`), fullPage: true })
      const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      if (Number(overflow) > 1) found.push(`${name} ${size}: ${overflow} px wider than the screen`)
    }
    const text = String(await page.evaluate('document.body.innerText'))
    const word = name === 'shop-details' ? null : unspoken.exec(text)
    if (word) found.push(`${name}: the word “${word[0]}”`)
  }
  await context.close()
  return [...found, ...noise]
}

type Opened = { context: BrowserContext; page: Page; noise: string[]; unanswered: Set<string> }

async function openPage(state: FixtureState): Promise<Opened> {
  const context = await browser.newContext({ viewport: wide, reducedMotion: 'reduce' })
  await context.addCookies([{ name: 'fixture', value: state, url: server.origin }])
  const page = await context.newPage()
  const noise: string[] = []
  page.on('pageerror', error => noise.push(`${page.url()}: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error' && !/503|Failed to load resource/.test(message.text())) noise.push(`${page.url()}: ${message.text()}`)
  })
  const unanswered = new Set<string>()
  // The stream of news never ends.
  page.on('request', request => request.url().endsWith('/live') || unanswered.add(request.url()))
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfailed', request => unanswered.delete(request.url()))
  return { context, page, noise, unanswered }
}

/** Loads the first screen and goes on from there as a link does; a load for each would be half of the time. */
async function open(page: Page, path: string): Promise<void> {
  if (page.url() === 'about:blank') {
    await page.goto(server.origin + path)
    await page.evaluate(axe)
  } else await page.evaluate(`self.__TSR_ROUTER__.navigate({ href: '${path}' })`)
}

/** The new screen has taken the place of the last one, its heading is there, and so is what the state shows. */
async function settled(page: Page, state: FixtureState): Promise<void> {
  // One evaluation that waits inside the page: polling from outside compiles its text there, which the policy forbids.
  await page.evaluate(`new Promise((ready, late) => {
    const until = performance.now() + ${readyLimitMs}
    const look = () => {
      const { status, location, resolvedLocation } = self.__TSR_ROUTER__.state
      const isThere = status === 'idle' && resolvedLocation?.href === location.href && document.querySelector('h1') !== null
      if (isThere && (${state === 'loading'} || document.querySelector('.loading') === null)) ready()
      else if (performance.now() > until) late(new Error('at ' + status + ', ' + document.querySelectorAll('.loading').length + ' parts loading'))
      else setTimeout(look, 20)
    }
    look()
  })`)
}

/** Structure is the same in each look; colours, links among text and scrolling are not. */
const ofLook = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable']

interface Asked {
  readonly scheme: Look['scheme']
  readonly rules: 'all' | 'what a look changes'
  /** The links around the content are the same on every screen: the first screen's tell of their colours. */
  readonly isFrameKnown: boolean
}

async function violationsOf(page: Page, { scheme, rules, isFrameKnown }: Asked): Promise<string[]> {
  const options = JSON.stringify({
    resultTypes: ['violations'],
    selectors: false,
    ...(rules === 'all' ? {} : { runOnly: { type: 'rule', values: ofLook } }),
  })
  const where = rules === 'all' || !isFrameKnown ? 'document' : `document.querySelector('main') ?? document`
  const violations = (await page.evaluate(`document.documentElement.setAttribute('data-mantine-color-scheme', '${scheme}');
    axe.run(${where}, ${options}).then(result => result.violations.map(one => ({ id: one.id, impact: one.impact,
      nodes: one.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')) })))`)) as {
    id: string
    impact: string
    nodes: string[]
  }[]
  return violations.filter(one => one.impact === 'serious' || one.impact === 'critical').map(one => `${one.id}: ${one.nodes.join(' | ')}`)
}

test('the first screen loads at most 180 kB of script, compressed', async () => {
  const { context, page } = await openPage('full')
  const scripts = new Set<string>()
  page.on('response', response => {
    if (response.url().endsWith('.js')) scripts.add(new URL(response.url()).pathname)
  })
  await page.goto(`${server.origin}/s/demo`)
  await page.getByRole('heading', { name: 'Latest orders' }).waitFor()
  await context.close()
  const bytes = [...scripts].reduce((sum, path) => sum + gzipSync(readFileSync(join(root, '.ui-build', path))).length, 0)
  assert.ok(bytes <= scriptLimitBytes, `${bytes} bytes of script before Today is shown, limit ${scriptLimitBytes}`)
})

test('a press by keyboard alone: preview, publish, rows turn to Updated and are said, undo has its own preview', async () => {
  const { context, page, noise } = await openPage('full')
  await page.goto(`${server.origin}/s/demo/patterns/${id(1000)}`)
  const preview = page.getByRole('link', { name: 'Preview and publish' })
  await preview.focus()
  await page.keyboard.press('Enter')
  const publish = page.getByRole('button', { name: 'Publish 1 listing' })
  await publish.waitFor()
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1', 'the focus is on the new page')
  assert.ok(await page.getByText('Nobody is told.').isVisible())
  await publish.focus()
  await page.keyboard.press('Enter')
  await page.getByText('2 of 2 listings updated').waitFor({ timeout: readyLimitMs })
  assert.match((await page.locator('#announcer').textContent()) ?? '', /updated/i)
  await page.getByText('Read back on').first().waitFor()
  await page.getByRole('link', { name: 'Undo…' }).press('Enter')
  await page.getByRole('button', { name: 'Take back 1 listing' }).waitFor()
  assert.deepEqual(noise, [])
  await context.close()
})

test('a table by keyboard alone: a price is written, taken back, pasted, looked at and kept', async () => {
  const { context, page, noise } = await openPage('full')
  await page.goto(`${server.origin}${screens['patterns-table']}`)
  const table = page.getByRole('grid', { name: 'Patterns' })
  await table.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type('10.50')
  await page.keyboard.press('Escape')
  assert.equal(await page.getByText('written').count(), 0, 'Escape takes it back')
  await page.keyboard.type('10.50')
  await page.keyboard.press('Enter')
  await page.getByText('1 cell written').waitFor()
  await page.keyboard.press('Control+z')
  assert.equal(await page.getByText('1 cell written').count(), 0)
  await page.evaluate(`(() => {
    const data = new DataTransfer()
    data.setData('text/plain', 'Wren\\t11,00\\nbeyond\\t1')
    document.querySelector('[role=grid]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })()`)
  await page.getByText('1 cell written').waitFor()
  assert.match((await page.locator('#announcer').textContent()) ?? '', /found no place/)
  await page.getByRole('button', { name: 'Look at the changes…' }).press('Enter')
  await page.getByRole('heading', { name: 'Look at the changes' }).waitFor({ timeout: readyLimitMs })
  await page.getByRole('button', { name: 'Keep 1 change' }).press('Enter')
  assert.deepEqual(noise, [])
  await context.close()
})

test('a key for another program is made, shown once, and revoked', async () => {
  const { context, page, noise } = await openPage('full')
  await open(page, screens.settings)
  const making = page.getByRole('form', { name: 'Make a key' })
  await making.getByLabel('Name of the key').fill('A spreadsheet')
  await making.getByRole('checkbox', { name: 'Orders and buyers' }).check()
  await making.getByRole('button', { name: 'Make the key' }).click()
  const shown = page.getByLabel('The key for “A spreadsheet”')
  assert.match(await shown.inputValue(), /^selvage_[0-9a-f]{8}_k{43}$/)
  assert.deepEqual(await violationsOf(page, { scheme: 'light', rules: 'all', isFrameKnown: true }), [])
  await page.getByRole('button', { name: 'I have it' }).click()
  assert.equal(await shown.count(), 0)
  await page.getByRole('button', { name: 'Revoke A spreadsheet' }).click()
  await page.getByRole('button', { name: 'Revoke the key' }).click()
  await page.getByText('“A spreadsheet” opens nothing any more.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Revoke A spreadsheet' }).count(), 0)
  await context.close()
  assert.deepEqual(noise, [])
})

test('a file goes on after a broken line and after a reload, from where the hub had got to', async () => {
  const { context, page } = await openPage('full')
  await page.goto(`${server.origin}/s/demo/patterns/${id(1000)}?tab=files`)
  await page.getByRole('button', { name: 'Add a version' }).click()
  let pieces = 0
  const offsets: string[] = []
  await page.route('**/uploads/*?offset=*', async route => {
    pieces += 1
    offsets.push(new URL(route.request().url()).searchParams.get('offset') ?? '')
    if (pieces >= 2) await route.abort('connectionreset')
    else await route.continue()
  })
  const bytes = Buffer.alloc(600_000, 7)
  await page.locator('.form > input[type=file]').setInputFiles({ name: 'wren-tee-2.1-a4.pdf', mimeType: 'application/pdf', buffer: bytes })
  await page.getByText('The line is broken. It goes on by itself.').waitFor()
  await page.unroute('**/uploads/*?offset=*')
  await page.reload()
  await page.getByText('Replaces sm-101-2.0-a4.pdf').waitFor()
  await page.getByText('600 kB · 12 pages · 2 layers').waitFor({ timeout: readyLimitMs })
  assert.deepEqual(offsets.slice(0, 2), ['0', '262144'])
  await context.close()
})
