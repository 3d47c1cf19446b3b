/**
 * Her first ten minutes, in order, by the clock: the demo, then a shop of her own with three storefronts that she has sold at for years – read, joined,
 * looked through, corrected by one press and taken back.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { FarListing } from '#kit/fake.ts'
import { callControl } from '#kit/fake-control.ts'
import { isCannot } from '#kit/shop.ts'
import { until } from '../src/drill/hub-process.ts'
import { pdfOf, pngOf } from '../src/drill/props.ts'
import { commandAt, page, shots, stage } from './demo-stage.ts'
import { type HerShop, openHerShops, withoutFile } from './her-shops.ts'
import { changeShop, goTo, hashOf, keyFields, ownerLinkOf, stopwatch } from './stage.ts'
import { tenMinutes } from './ten-minutes.ts'

/** Each step is kept as pictures in both. */
const [wide, phone] = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
]

/** Slow enough to be seen at work. */
const slowMs = 700
/** So many of her patterns are at more than one of the three. */
const recognised = 5
const names: (string | undefined)[] = []

let hers: readonly [HerShop, HerShop, HerShop]
let drawn: string
/** What each storefront held when she came. */
let asBefore: readonly (readonly FarListing[])[]
const clock = tenMinutes(() => stage.hub.child.pid!)

before(async () => {
  drawn = await mkdtemp(join(tmpdir(), 'selvage-drawn-'))
  hers = await openHerShops()
})
after(async () => {
  await Promise.all((hers ?? []).map(({ stop }) => stop()))
  await rm(drawn, { recursive: true, force: true })
})

test('1 and 2: the demo comes by itself, without card or plan, and its first screen says in one line what is true', async t => {
  const part = stopwatch(t)
  const commandGiven = clock.start(1, commandAt)
  await page.goto(stage.origin)
  await until('the demo is built', async () => existsSync(join(stage.home, 'demo', 'built')), 180_000)
  commandGiven()
  part('the demo is built')
  const firstScreen = clock.start(2)
  // Not reloaded: the page that she opened at the start fills by itself.
  await page.getByText(/^\d things need you\. The rest runs by itself\.$/).waitFor()
  await page.getByText(/\d+ of \d+ listings were read back and found right$/).waitFor()
  firstScreen()
  assert.match(page.url(), /\/s\/demo$/)
  assert.equal(await page.getByText(/card number|subscri|choose a plan/i).count(), 0, 'no card, no plan')
  await shot('1-demo')
  assert.deepEqual(stage.noise, [])
})

test('3: she connects what she sells at, one by its own page and two by keys, to be read', async t => {
  const part = stopwatch(t)
  const connected = clock.start(3)
  await changeShop(page, /^Start your own shop$/)
  await page.getByText('First become the owner.').waitFor()
  await page.goto(await ownerLinkOf(stage))
  await page.getByLabel('Your name').fill('Ana Lindqvist')
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel(/^Password/).fill('four words in a row')
  await page.getByRole('button', { name: 'Make me the owner' }).click()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await changeShop(page, /^Start your own shop$/)
  await page.getByLabel('Name').fill('Lindqvist Patterns')
  await shot('3-start')
  await page.getByRole('button', { name: 'Start the shop' }).click()
  await page.getByRole('heading', { name: 'Connect your first shop' }).waitFor()
  await shot('3-empty')
  part('her shop is started')
  asBefore = await everywhere()
  await page.getByRole('link', { name: 'Connect a shop' }).click()
  await page.getByText('Selvage only reads at first.').waitFor()
  await shot('3-choose')
  await connectByPage(hers[0])
  part('one by its own page')
  await connectByKeys(hers[1])
  await connectByKeys(hers[2])
  part('two by keys')
  connected()
})

test('4: what she sells there is read with a counter, and goes on while she is elsewhere', async t => {
  const part = stopwatch(t)
  const imported = clock.start(4)
  await goTo(page, 'Join listings')
  const reading = page.locator('.reading')
  await reading.last().waitFor()
  await reading
    .getByText(/\d+( of \d+)? (listings|old orders) read$/)
    .first()
    .waitFor()
  await shot('4-reading')
  await goTo(page, 'Patterns')
  for (const { far } of hers) await far.pace({ answerMs: null })
  await until('all is read', async () => (await joinAnswer()).reading.length === 0, 60_000)
  await goTo(page, 'Join listings')
  // The page shows what it knew, until it has read anew.
  await reading.first().waitFor({ state: 'detached' })
  await page.getByText(`Sure (${recognised})`, { exact: true }).waitFor()
  imported()
  part('all is read')
  assert.deepEqual(await everywhere(), asBefore, 'nothing was written anywhere')
})

test('5: three sites’ listings are proposed as one with reasons; one is put right, the sure ones are accepted together, one is taken out again', async t => {
  const part = stopwatch(t)
  const joined = clock.start(5)
  const proposal = page.getByRole('listitem', { name: /Sorrel/ })
  await proposal.locator('.member').nth(2).waitFor()
  assert.equal(await proposal.locator('.member').count(), 3, 'one record of three sites')
  await proposal.getByText(/% certain$/).waitFor()
  assert.match(
    (await proposal.locator('.why').allTextContents()).join(' '),
    /same file, byte for byte.*same name: “Sorrel”/i,
    'with the reasons',
  )
  await shot('5-join')
  await page.getByRole('button', { name: `Put right: Finch Hat at ${nameOf(1)}` }).click()
  await page.getByRole('menuitem', { name: 'It stands alone' }).click()
  await page.getByText(`Sure (${recognised - 1})`, { exact: true }).waitFor()
  part('one is put right')
  await page.getByRole('button', { name: `Accept all ${recognised - 1} sure ones…` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/Nothing at a shop is touched\.$/).waitFor()
  await dialog.getByRole('button', { name: 'Join them' }).click()
  await page
    .getByText(/^\d+ listings joined$/)
    .first()
    .waitFor()
  await page.getByText(/^Stand alone \(/).click()
  await page.getByRole('button', { name: /^Make \d patterns of them…$/ }).click()
  await dialog.getByText(/Nothing at a shop is touched\.$/).waitFor()
  await dialog.getByRole('button', { name: 'Join them' }).click()
  await page.getByText('Every listing has its pattern').waitFor()
  await page.getByText(/^\d+ of \d+ patterns have their pictures$/).waitFor()
  await page.getByLabel('Patterns whose pictures came').waitFor({ state: 'detached' })
  await shot('5-joined')
  part('all are accepted')
  await openPattern('Kestrel Shawl', 'Shops')
  await page.getByRole('button', { name: `It is another pattern… (${nameOf(2)})` }).click()
  await dialog.getByRole('button', { name: 'Take it out' }).click()
  await goTo(page, 'Join listings')
  await page.getByText('Stand alone (1)', { exact: true }).waitFor()
  joined()
  part('and one is taken out again')
  assert.deepEqual(await everywhere(), asBefore, 'nothing was written anywhere')
})

test('6: what differs is told before anything is changed: a price, a missing file; pictures and files are here by now', async t => {
  const part = stopwatch(t)
  const told = clock.start(6)
  await page.getByRole('link', { name: 'prices, files, texts that differ' }).click()
  await page.getByRole('heading', { level: 1, name: 'Before anything is changed' }).waitFor()
  const ofSorrel = page.getByRole('region', { name: 'Sorrel Blouse', exact: true })
  await ofSorrel.getByText(`It costs € 9.50 at ${nameOf(2)} and € 11.50 here.`).waitFor()
  // Her pictures came with the join, and the files from where they are handed over: nothing of hers is there alone.
  assert.equal(await ofSorrel.getByText(/(picture|pictures|files) (is|are) at .* alone/).count(), 0)
  await page
    .getByRole('region', { name: withoutFile, exact: true })
    .getByText(`No file is at ${nameOf(1)}: whoever buys it there gets nothing`)
    .waitFor()
  await shot('6-findings')
  await page.getByRole('button', { name: new RegExp(`^Let it be: Tags at ${nameOf(2)}, Sorrel Blouse`) }).click()
  await page.getByText('Hidden (1)', { exact: true }).waitFor()
  told()
  part('told, and one is let be')
  assert.deepEqual(await everywhere(), asBefore, 'nothing was written anywhere')
})

test('7: a corrected PDF is uploaded, and what each shop would get is shown with nothing sent', async t => {
  const part = stopwatch(t)
  const previewed = clock.start(7)
  const [picture, corrected] = [join(drawn, 'sorrel.png'), join(drawn, 'sorrel-blouse-1.1-a4.pdf')]
  await writeFile(picture, pngOf(600, 750, [170, 120, 140]))
  await writeFile(corrected, pdfOf('Sorrel Blouse, A4, 1.1'))
  await openPattern('Sorrel Blouse', 'Pictures')
  await page.getByLabel('Add pictures').setInputFiles(picture)
  await page.getByRole('button', { name: 'Keep', exact: true }).and(page.locator(':enabled')).click()
  await page.getByText('Everything is kept.').waitFor()
  await page.getByRole('tab', { name: 'Files and versions' }).click()
  // The first version came with the join, from where files are handed over.
  await page.getByRole('button', { name: 'Add a version' }).click()
  await page.locator('.form > input[type=file]').setInputFiles(corrected)
  await page.getByLabel('Number').fill('1.1')
  await page.getByLabel('What is different').fill('Collar of sizes 42 to 46 corrected, page 9.')
  await page.locator('button:enabled', { hasText: 'Keep version 1.1' }).waitFor()
  await shot('7-version')
  await page.getByRole('button', { name: 'Keep version 1.1' }).click()
  part('uploaded')
  await page.getByRole('heading', { level: 1, name: 'Preview' }).waitFor()
  await page.getByText('In rehearsal nothing is written.').waitFor()
  await page.getByText('Nobody is told.').waitFor()
  for (const at of [0, 1, 2] as const) await page.getByRole('heading', { name: nameOf(at), exact: true }).waitFor()
  await shot('7-rehearsal')
  previewed()
  part('previewed')
  assert.deepEqual(await everywhere(), asBefore, 'nothing was written anywhere')
})

test('8: the dry run says what each shop gets; one press sends it, and each proves it', async t => {
  const part = stopwatch(t)
  const pressed = clock.start(8)
  const preview = page.url()
  for (const at of [0, 1, 2] as const) {
    await page.getByRole('link', { name: `Go live with ${nameOf(at)}` }).click()
    await page.getByRole('button', { name: 'What going live means…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Old orders, silent').waitFor()
    if (at === 1) await shot('8-go-live')
    await dialog.getByRole('button', { name: 'Go live', exact: true }).click()
    await page.getByRole('heading', { name: 'Live', exact: true }).waitFor()
    await page.goto(preview)
  }
  part('live at three')
  // Only now is it asked whether she lets it write there; she comes back to what she was about to send.
  const letWrite = page.getByRole('button', { name: /^Let it write at/ })
  await page.getByRole('button', { name: 'Publish 3 listings' }).waitFor()
  await letWrite.first().click()
  await page.getByText('It asks for:').waitFor()
  await shot('8-let-write')
  await page.getByRole('button', { name: /^(Grant|Allow|Install)/ }).click()
  await page.waitForURL(preview)
  await page.getByRole('button', { name: 'Publish 3 listings' }).waitFor()
  await letWrite.first().waitFor({ state: 'detached' })
  part('let write')
  const publish = page.getByRole('button', { name: 'Publish 3 listings' })
  await publish.waitFor()
  assert.match((await page.locator('.plan-sentence').textContent()) ?? '', /^3 listings will be changed\..*Nobody is written to\.$/)
  await shot('8-preview')
  assert.deepEqual(await everywhere(), asBefore, 'nothing was sent before the press')
  await publish.click()
  await page.getByText('3 of 3 listings updated').waitFor({ timeout: 40_000 })
  await page.getByText('Read back on').first().waitFor()
  await shot('8-pressed')
  pressed()
  part('pressed and proven')
  const wanted = await hashOf(join(drawn, 'sorrel-blouse-1.1-a4.pdf'))
  for (const [at, listings] of (await everywhere()).entries()) {
    const before = asBefore[at]!.find(isSorrel)!
    assert.deepEqual(
      listings.find(isSorrel)!.files.map(({ sha256 }) => sha256),
      [wanted],
      `${hers[at]!.spoke.label} gives the corrected bytes`,
    )
    assert.deepEqual(
      listings.filter(one => one.remoteId !== before.remoteId),
      asBefore[at]!.filter(one => one.remoteId !== before.remoteId),
      'and the others are untouched',
    )
  }
  clock.tell(t, 8)
  assert.deepEqual(stage.noise, [])
})

test('9: taking it back is in sight, tells first what it would do and what is gone for good, and puts back what she had', async t => {
  const takenBack = clock.start(9)
  await page.getByRole('link', { name: 'Undo…' }).click()
  await page.getByRole('heading', { level: 1, name: 'Take it back' }).waitFor()
  for (const at of [0, 1, 2] as const)
    await page.getByText(`that stood at ${nameOf(at)} are not kept here and cannot be put back.`).waitFor()
  await shot('9-undo')
  // Where only files and pictures were changed nothing else is to be put back.
  await page.getByRole('button', { name: 'Take back 2 listings' }).click()
  await page.getByText('2 of 2 listings updated').waitFor({ timeout: 40_000 })
  takenBack()
  await shot('9-taken-back')
  const words = ({ title, price, tags }: FarListing) => [title, price, [...tags].sort()]
  for (const [at, listings] of (await everywhere()).entries())
    assert.deepEqual(words(listings.find(isSorrel)!), words(asBefore[at]!.find(isSorrel)!), `${hers[at]!.spoke.label} has her words again`)
  clock.tell(t)
})

// ---------------------------------------------------------------- means

/** Its titles differ from shop to shop, its name is in all. */
const isSorrel = ({ title }: FarListing): boolean => title.includes('Sorrel')

const everywhere = (): Promise<readonly (readonly FarListing[])[]> => Promise.all(hers.map(({ far }) => far.listings()))

/** As it is called here: by its own name where keys were tried, by its platform's where its page was asked. */
const nameOf = (at: 0 | 1 | 2): string => names[at] ?? hers[at].spoke.label

async function joinAnswer(): Promise<{ reading: readonly unknown[] }> {
  const me = (await (await page.request.get(`${stage.origin}/api/v1/me`)).json()) as { shops: { id: string; isDemo: boolean }[] }
  const own = me.shops.find(({ isDemo }) => !isDemo)!
  return (await (await page.request.get(`${stage.origin}/api/v1/shops/${own.id}/join`)).json()) as { reading: readonly unknown[] }
}

async function openPattern(title: string, tab: string): Promise<void> {
  await goTo(page, 'Patterns')
  await page
    .getByRole('link', { name: new RegExp(`^${title}`) })
    .first()
    .click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  await page.getByRole('tab', { name: tab }).click()
}

async function connectByPage({ spoke, url, controlUrl, far }: HerShop): Promise<void> {
  const { authorise, settings: form, label } = spoke
  assert.ok(!isCannot(authorise))
  await page.getByRole('link', { name: label, exact: true }).click()
  const guide = (await page.locator('.guide li').allTextContents()).join(' ')
  assert.match(guide, /may read your shop and its sales/, 'what is asked for is said in plain words')
  await callControl(controlUrl, 'app', { callbacks: [await page.getByLabel('Callback address').inputValue()] })
  const { settings } = (await far.credentials()) as { settings: Record<string, string> }
  await fillIn(
    form.fields.filter(({ name }) => authorise.needs.includes(name)),
    settings,
  )
  await page.getByText('More', { exact: true }).click()
  await page.getByLabel('Another address').fill(url)
  await shot('3-asking')
  await far.pace({ answerMs: slowMs })
  await page.getByRole('button', { name: `Ask ${label} for access` }).click()
  await page.getByText('It asks for:').waitFor()
  await shot('3-consent')
  await page.getByRole('button', { name: /^(Grant|Allow|Install)/ }).click()
  await page.waitForURL(at => at.hostname === '127.0.0.1' && at.pathname.startsWith('/s/'))
  await shot('3-back')
}

async function connectByKeys({ spoke, url, far }: HerShop): Promise<void> {
  await goTo(page, 'Shops')
  await page.getByRole('link', { name: 'Connect a shop' }).click()
  await page.getByRole('link', { name: spoke.label, exact: true }).click()
  await page.locator('.guide li').first().waitFor()
  const { settings } = (await far.credentials()) as { settings: Record<string, string> }
  const fields = await keyFields(page, spoke.id)
  // All that she has, but not what only the platform's own page asks for.
  const forPage = isCannot(spoke.authorise) ? [] : spoke.authorise.needs
  await fillIn(
    fields.filter(({ name }) => settings[name] !== undefined && !forPage.includes(name)),
    settings,
  )
  if (spoke.home === null) await page.getByLabel('Address of your shop').fill(url)
  else {
    await page.getByText('More', { exact: true }).click()
    await page.getByLabel('Another address').fill(url)
  }
  await page.getByRole('button', { name: 'Try the keys' }).click()
  await page.getByText('answers at').waitFor()
  const at = hers.findIndex(one => one.spoke === spoke)
  names[at] = (await page.locator('.note strong').first().textContent())!.trim()
  await shot(`3-keys-${at}`)
  await far.pace({ answerMs: slowMs })
  await page.getByRole('button', { name: 'Connect, in rehearsal' }).click()
  await page.getByText('Everything is read, nothing is written there, and nothing is sent to anybody.').waitFor()
  await shot(`3-rehearsal-${at}`)
}

async function fillIn(fields: readonly { name: string; label: string }[], settings: Readonly<Record<string, string>>): Promise<void> {
  for (const { name, label } of fields)
    await page
      .getByLabel(label, { exact: false })
      .and(page.locator('input'))
      .fill(settings[name] ?? '')
}

async function shot(name: string): Promise<void> {
  if (!shots) return
  await page.evaluate('scrollTo(0, 0)')
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
  await page.setViewportSize(phone)
  await page.screenshot({ path: join(shots, `${name}-phone.png`), fullPage: true })
  const wider = Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
  assert.ok(wider <= 1, `${name} is ${wider} px wider than a phone`)
  await page.setViewportSize(wide)
}
