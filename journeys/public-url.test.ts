/** The two places where a hub may stand: at home, where nobody reaches it, and on an address of its own. The same sale in both. */
import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { FakeControl, FarListing } from '#kit/fake.ts'
import { control } from '#kit/fake-control.ts'
import { fakes } from '#kit/registry.ts'
import { openBrowser } from '#testing/browser.ts'
import { type Api, createApi } from '#web/api/client.ts'
import { connectAndRead, goLive, makePattern, type Place, press } from '../src/drill/acts.ts'
import { until } from '../src/drill/hub-process.ts'
import { startMeddler } from '../src/drill/meddler.ts'
import { pdfOf, sha256 } from '../src/drill/props.ts'
import { goTo, openStage, ownerLinkOf, type Stage, shopWithFiles } from './stage.ts'

const [spoke, browser] = [await shopWithFiles(), await openBrowser()]
after(() => browser.close())
const fake = (await fakes()).get(spoke)!
const patienceMs = 20_000
/** By this header a storefront says how many messages it sends; the control port has no verb for its subscriptions. */
const buyer = 'Reached.Buyer@Example.com'

interface Told {
  readonly stage: Stage
  readonly page: Page
  readonly far: FakeControl
  readonly storeUrl: string
  readonly api: Api
  readonly place: Place
  readonly file: Uint8Array
  readonly listing: FarListing
  readonly base: string
}

test('without a public address: files go as copies, nothing is subscribed, the mail waits with its reason, the library is not offered', async t => {
  const { stage, page, far, storeUrl, api, place, file, listing } = await tellTo(t, null)
  assert.equal(new URL(listing.files[0]!.url).origin, storeUrl, 'the file lies in the storefront’s own media library')
  assert.equal(listing.files[0]?.sha256, sha256(file))
  assert.deepEqual(hookWrites(await far.requests()), [], 'nothing was subscribed')

  const sold = await far.sell({ lines: [{ remoteId: listing.remoteId }], email: buyer, name: 'A Buyer' })
  assert.deepEqual(await far.deliver(), { sent: 0 }, 'and nothing is sent here')
  await api.call('POST /shops/{shop}/connections/{connection}/look', { params: { ...place } })
  const mail = await until('the mail is written', async () => (await mailsOf(api, place))[0] ?? null, patienceMs)
  assert.deepEqual(
    [mail.state, (await far.download({ orderId: sold.remoteId, fileId: listing.files[0]!.id }))?.sha256],
    ['held', sha256(file)],
  )

  await page.goto(`${stage.origin}/`)
  await page.getByText('On this machine only').waitFor()
  await goTo(page, 'Mail log')
  const row = page.getByRole('row', { name: /reached\.buyer@example\.com/i })
  await row.getByText('Held').waitFor()
  await row.getByText(/^It carries a link, and this machine has not been reached from outside yet/).waitFor()
  await openDetails(page)
  await page.getByText(/^No public address is set\. Sales are read every minute/).waitFor()
  await page.getByText(/^0 set/).waitFor()
  const { slug } = (await api.call('GET /me')).shops[0]!
  const answer = await page.goto(`${stage.origin}/library/${slug}/`)
  assert.equal(answer?.status(), 503)
  await page.getByRole('heading', { name: 'This library is not open just now' }).waitFor()
  assert.deepEqual(stage.noise, [])
})

test('with one: files go by the hub’s own address, the storefront tells of a sale at once, the mail is whole and its link opens the library', async t => {
  const { stage, page, far, base, api, place, file, listing } = await tellTo(t, 'relay')
  assert.equal(new URL(listing.files[0]!.url).origin, base, 'the file is fetched from here, so that a correction is there at once')
  assert.equal(listing.files[0]?.sha256, sha256(file))
  await until('the storefront is asked to tell', async () => hookWrites(await far.requests()).length > 0, patienceMs)
  await until('every message is subscribed', async () => (await hooksOf(api, place)).count > 0, patienceMs)
  assert.equal((await hooksOf(api, place)).address, `${base}/hooks/${place.connection}`)

  await far.sell({ lines: [{ remoteId: listing.remoteId }], email: buyer, name: 'A Buyer' })
  await far.deliver()
  const mail = await until('the mail is written', async () => (await mailsOf(api, place))[0] ?? null, 10_000)
  assert.equal(mail.state, 'logged', 'no mail server is set, so it is kept here, whole')

  await page.goto(base)
  await page.getByText('Public address: reached').waitFor()
  await openDetails(page)
  await page.getByText('The shop tells us at once when something changes.').waitFor()
  await page.getByText('Sent by a hook').first().waitFor()
  await goTo(page, 'Mail log')
  await page
    .getByRole('row', { name: /reached\.buyer@example\.com/i })
    .getByRole('link')
    .click()
  const link = page.frameLocator('iframe').locator(`a[href^="${base}/library/"]`).first()
  const opening = page.context().waitForEvent('page')
  await link.click()
  const library = await opening
  await library.getByRole('button', { name: 'Open my library' }).click()
  await library.getByRole('heading', { name: 'Your pattern library' }).waitFor()
  await library.getByText('Version 1.0').waitFor()
  const stranger = await stage.visitor()
  await stranger.goto(`${base}/s/any`)
  // It once sent itself on to itself, without end.
  await stranger.getByRole('heading', { name: 'Sign in to Selvage' }).waitFor()
  assert.equal(new URL(stranger.url()).search, `?${new URLSearchParams({ to: '/s/any' })}`)
  assert.deepEqual(stage.noise, [])
})

// ---------------------------------------------------------------- means

/** A hub with an owner, her shop live on a pretend storefront, and one pattern listed there. */
async function tellTo(t: TestContext, reach: 'relay' | null): Promise<Told> {
  const running = await fake.start({ port: 0, controlPort: 0, stateDir: null, seed: 3 })
  t.after(running.stop)
  let base = ''
  const stage = await openStage(
    reach === null
      ? { shared: browser }
      : {
          shared: browser,
          env: { SELVAGE_PRIVATE_HOSTS: '127.0.0.1' },
          publicUrl: async port => {
            const world = await startMeddler({ target: `http://127.0.0.1:${port}`, meddling: null })
            t.after(world.stop)
            base = world.url
            return base
          },
        },
  )
  t.after(stage.close)
  base ||= stage.origin
  const page = await stage.visitor()
  await page.goto(await ownerLinkOf(stage))
  await page.getByLabel('Your name').fill('Ana Owner')
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel(/^Password/).fill('four words in a row')
  await page.getByRole('button', { name: 'Make me the owner' }).click()
  await page.waitForURL(url => !url.pathname.startsWith('/owner/'))
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const api = createApi(base, cookie)
  const far = control(running.controlUrl)
  const { settings } = (await far.credentials()) as { settings: Record<string, string> }
  const shop = (await api.call('POST /shops', { body: { name: 'Lindqvist Patterns', currency: 'EUR' } })).id
  const connection = await connectAndRead({ api }, { spoke, label: 'My own shop', url: running.url, settings }, shop)
  const place = { shop, connection }
  await goLive({ api }, place)
  const file = pdfOf('Clover shawl 1.0')
  await press({ api }, place, await makePattern({ api }, place, { title: 'Clover shawl', sku: 'REACH-1', file }))
  const listing = await until(
    'the pattern is listed with its file',
    async () => (await far.listings()).find(one => one.sku === 'REACH-1' && one.isPublished && one.files[0]?.sha256) ?? null,
    patienceMs,
  )
  return { stage, page, far, storeUrl: running.url, api, place, file, listing, base }
}

async function openDetails(page: Page): Promise<void> {
  await goTo(page, 'Shops')
  await page.locator('.connection').getByRole('link').first().click()
  await page.getByRole('tab', { name: 'Details' }).click()
}

const mailsOf = async (api: Api, { shop }: Place) => (await api.call('GET /shops/{shop}/mails', { params: { shop } })).items
const hooksOf = async (api: Api, place: Place) =>
  (await api.call('GET /shops/{shop}/connections/{connection}', { params: { ...place } })).hooks
const hookWrites = ({ byRoute }: { byRoute: Readonly<Record<string, number>> }): string[] =>
  Object.keys(byRoute).filter(route => route.startsWith('POST ') && /hook/.test(route))
