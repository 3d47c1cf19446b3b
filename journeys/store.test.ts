/** A buyer in the seller's own store, in a real browser, at each payment provider there is: found, into the cart, a code, paid at the provider's page, and the files. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { RunningFake } from '#kit/fake.ts'
import { payControl } from '#kit/pay-fake.ts'
import { payFakes } from '#kit/registry.ts'
import { openBrowser } from '#testing/browser.ts'
import { type Api, createApi } from '#web/api/client.ts'
import { makePattern } from '../src/drill/acts.ts'
import { until } from '../src/drill/hub-process.ts'
import { startMeddler } from '../src/drill/meddler.ts'
import { pdfOf, sha256 } from '../src/drill/props.ts'
import { openStage, ownerLinkOf, stopwatch } from './stage.ts'

const browser = await openBrowser()
after(() => browser.close())
const file = pdfOf('Clover shawl 1.0')

test('find, cart, code, pay at the provider’s own page, and the library opens with the file', { timeout: 120_000 }, async t => {
  const part = stopwatch(t)
  let base = ''
  const stage = await openStage({
    shared: browser,
    env: { SELVAGE_PRIVATE_HOSTS: '127.0.0.1' },
    publicUrl: async port => {
      const world = await startMeddler({ target: `http://127.0.0.1:${port}`, meddling: null })
      t.after(world.stop)
      base = world.url
      return base
    },
  })
  t.after(stage.close)
  const { api, shop, slug } = await owner(await stage.visitor(), await ownerLinkOf(stage), base)
  await makePattern({ api }, { shop }, { title: 'Clover shawl', sku: 'CLOVER', file })
  const providers: { label: string; running: RunningFake }[] = []
  for (const [provider, fake] of await payFakes()) {
    const running = await fake.start({ port: 0, controlPort: 0, stateDir: null, seed: 3 })
    t.after(() => running.stop())
    const { baseUrl, settings } = await payControl(running.controlUrl).credentials()
    const params = { shop }
    const body = { provider, label: '', baseUrl, settings: settings as Record<string, string> }
    const made = await api.call('POST /shops/{shop}/providers', { params, body })
    await api.call('POST /shops/{shop}/providers/{provider}/state', { params: { shop, provider: made.id }, body: { to: 'live' } })
    providers.push({ label: made.label, running })
  }
  assert.ok(providers.length > 0, 'there is a provider')
  const coupon = {
    code: 'SPRING-10',
    off: null,
    offPercent: 10,
    patternIds: [],
    floor: null,
    from: null,
    to: null,
    mostUses: null,
    isOn: true,
  }
  await api.call('POST /shops/{shop}/store/coupons', { params: { shop }, body: coupon })
  await api.call('PATCH /shops/{shop}/store', { params: { shop }, body: { isOpen: true } })
  part('a store with a pattern, a code and its providers')
  for (const { label, running } of providers) {
    const page = await stage.visitor()
    await buy(page, { store: `${base}/store/${slug}/`, label, email: `${label.toLowerCase().replaceAll(/\W/g, '')}@example.com` })
    const [paid] = await payControl(running.controlUrl).payments()
    assert.deepEqual([paid?.state, paid?.total.minor], ['paid', '675'], 'the far side has the money')
    part(`paid with ${label}`)
  }
  const orders = await until('the orders', async () => {
    const { items } = await api.call('GET /shops/{shop}/orders', { params: { shop } })
    return items.length === providers.length ? items : null
  })
  assert.deepEqual(
    orders.map(({ state, total }) => `${state} ${total.minor}`),
    providers.map(() => 'paid 675'),
  )
  const bought = await api.call('GET /shops/{shop}/store/checkouts', { params: { shop } })
  assert.ok(
    bought.items.every(({ place, country }) => place === 'enough' && country === 'DE'),
    'two proofs of place agree',
  )
  await until('the mails are written', async () => {
    const { items } = await api.call('GET /shops/{shop}/mails', { params: { shop } })
    return items.length === providers.length || null
  })
  assert.deepEqual(stage.noise, [])
})

async function owner(page: Page, link: string, base: string): Promise<{ api: Api; shop: string; slug: string }> {
  await page.goto(link)
  await page.getByLabel('Your name').fill('Ana Owner')
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel(/^Password/).fill('four words in a row')
  await page.getByRole('button', { name: 'Make me the owner' }).click()
  await page.waitForURL(url => !url.pathname.startsWith('/owner/'))
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const api = createApi(base, cookie)
  const { id: shop, slug } = await api.call('POST /shops', { body: { name: 'Lindqvist Patterns', currency: 'EUR' } })
  await page.context().close()
  return { api, shop, slug }
}

async function buy(page: Page, { store, label, email }: { store: string; label: string; email: string }): Promise<void> {
  await page.goto(store)
  await page.getByRole('searchbox').fill('clover')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('link', { name: /Clover shawl/ }).click()
  await page.getByRole('heading', { level: 1, name: 'Clover shawl' }).waitFor()
  await page.getByRole('button', { name: 'Into the cart' }).click()
  await page.getByLabel(/^Code/).fill('spring-10')
  await page.getByRole('button', { name: 'Use it' }).click()
  await page.getByText('The code SPRING-10 is taken off.').waitFor()
  await page.getByRole('link', { name: 'Go on to pay' }).click()
  await page.getByLabel('Your e-mail address').fill(email)
  await page.getByLabel('The country you live in').selectOption('DE')
  await page.getByRole('button', { name: `Pay € 6.75 with ${label}` }).click()
  // The provider's own page, at its own address.
  await page.waitForURL(url => !url.href.startsWith(new URL(store).origin))
  await page.getByLabel(/^E-mail/).fill(email)
  await page.getByLabel('Name', { exact: true }).fill('A Buyer')
  await page.getByRole('button', { name: /^Pay/ }).click()
  await page.getByRole('heading', { name: 'Thank you' }).waitFor()
  await page.getByRole('button', { name: 'Open my library' }).click()
  await page.getByRole('heading', { name: 'Your pattern library' }).waitFor()
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: /To print at home, on A4/ }).click()
  const stream = await (await downloading).createReadStream()
  const parts: Buffer[] = []
  for await (const one of stream) parts.push(one as Buffer)
  assert.equal(sha256(Buffer.concat(parts)), sha256(file), 'the very file')
}
