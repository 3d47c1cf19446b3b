/** A buyer on her phone, in two languages: in by mail, the right file, the size, a second address, her data, and out. */
import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { wordsIn } from '#hub/buyer-words/index.ts'
import { type Language, languageNames } from '#hub/buyer-words/language.ts'
import { makeCode } from '#hub/claim/claim-code.ts'
import { changeLibraryRules } from '#hub/library/rules.ts'
import { settleSignIn } from '#hub/library/sign-in.ts'
import { takeMail } from '#hub/mail/hand-over.ts'
import { readMail } from '#hub/mail/read-mails.ts'
import { openBrowser } from '#testing/browser.ts'
import { testDatabase } from '#testing/database.ts'
import { type LibraryScene, libraryScene, openLibraryHub } from '#testing/library-scene.ts'

const database = await testDatabase()
const browser = await openBrowser()
after(() => browser.close())
const shots = process.env.SELVAGE_SHOTS
const phone = { width: 390, height: 844 }
const locales = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES', nl: 'nl-NL' } as const
const ana = 'ana@example.com'

/** Everything leaves: what was asked is settled, and each mail is read as it was sent, newest last. */
async function mailsOf({ inShop }: LibraryScene, address: string): Promise<string[]> {
  for (const { sign_in_ask_id } of await inShop(tx => tx.selectFrom('sign_in_ask').select('sign_in_ask_id').execute()))
    await inShop(tx => settleSignIn(tx, sign_in_ask_id, new Date()))
  const links: string[] = []
  for (;;) {
    const letter = await inShop(tx => takeMail(tx, { hold: null, address, isLogOnly: false, secretKey: Buffer.alloc(32) }, new Date()))
    if (letter === null) return links
    if (letter !== 'settled') links.push(new RegExp(`${address}/\\S+`).exec(letter.text)?.[0] ?? letter.text)
  }
}

async function visitor(language: Language): Promise<{ context: BrowserContext; page: Page; noise: string[] }> {
  const context = await browser.newContext({ viewport: phone, locale: locales[language], isMobile: true, hasTouch: true, bypassCSP: true })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const noise: string[] = []
  page.on('pageerror', error => noise.push(error.message))
  return { context, page, noise }
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const found: string[] = []

/** Seen at phone width, light and dark: nothing hangs out at the side, and a screen reader can use it. */
async function look(page: Page, name: string, language: Language): Promise<void> {
  assert.equal(await page.evaluate('document.documentElement.lang'), language, name)
  const over = (await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')) as number
  if (over > 0) found.push(`${name} ${language}: ${over} px too wide`)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.evaluate(axe)
    const violations = (await page.evaluate(
      `axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 120)).join(' | ')))`,
    )) as string[]
    found.push(...violations.map(one => `${name} ${language} ${colorScheme}: ${one}`))
    if (shots) {
      await mkdir(shots, { recursive: true })
      await page.screenshot({ path: join(shots, `buyer-${name}-${language}-${colorScheme}.png`), fullPage: true })
    }
  }
}

test('in English and German: in by mail, the file, the size check, another address, her data, a limit, and out', {
  timeout: 120_000,
}, async t => {
  const hub = await openLibraryHub(t, database, () => new Date(), 'http://127.0.0.1:1')
  const home = hub.origin
  for (const language of ['en', 'de'] as const) {
    const words = wordsIn[language]
    const scene = await libraryScene(hub, database)
    await scene.sell(ana, '#1001', new Date('2026-03-01T12:00:00Z'))
    await scene.sell('ana.old@example.com', '#2002', new Date('2026-01-05T12:00:00Z'))
    await scene.inShop(async tx => {
      await changeLibraryRules(tx, { contact: 'maren@example.com' })
      await makeCode(tx, scene.pattern, { hasLeaked: false, now: new Date() })
    })
    const { context, page, noise } = await visitor(language)
    const library = `${home}/library/${scene.slug}/`

    await page.goto(library)
    await look(page, 'sign-in', language)
    await page.getByLabel(words.signIn.address).fill(ana)
    await page.getByRole('button', { name: words.signIn.press }).tap()
    await page.getByRole('heading', { name: words.lookForMail.title }).waitFor()
    await look(page, 'look-for-mail', language)
    const link = (await mailsOf(scene, home)).at(-1)!
    await page.goto(link)
    await look(page, 'open', language)
    await page.getByRole('button', { name: words.open.press }).tap()
    await page.getByRole('heading', { name: 'Wren Tee' }).waitFor()
    await page.getByText(words.scale.title).tap()
    await page.getByText(words.scale.measure).waitFor()
    await look(page, 'library', language)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: words.files.a4.what }).first().tap(),
    ])
    assert.match(await readFile(await download.path(), 'utf8'), /^%PDF-1\.7 1\.1 /, 'the newest')

    await page.getByRole('link', { name: words.library.account }).tap()
    await page.getByRole('heading', { level: 1, name: words.library.account }).waitFor()
    await look(page, 'account', language)
    await page.getByRole('button', { name: words.library.sendAgain }).first().tap()
    await page.getByText(words.library.sentAgain('#1001')).waitFor()
    await page.getByLabel(words.addresses.address).fill('ana.old@example.com')
    await page.getByRole('button', { name: words.addresses.press }).tap()
    await page.getByText(words.addresses.sent('ana.old@example.com')).waitFor()
    await look(page, 'account-said', language)
    const join = (await mailsOf(scene, home)).find(one => one.includes('/address/'))!
    await page.goto(join)
    await look(page, 'address', language)
    await page.getByRole('button', { name: words.addresses.joinPress }).tap()
    await page.getByRole('link', { name: words.library.account }).tap()
    await page.getByText(words.library.order('#2002')).waitFor()
    const [data] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: words.data.download }).tap()])
    assert.match(await readFile(await data.path(), 'utf8'), /ana\.old@example\.com/)

    // Her choice of language holds on every page, and for her mails.
    const other = language === 'en' ? 'nl' : 'es'
    await page.getByRole('button', { name: languageNames[other] }).tap()
    await page.getByRole('heading', { name: wordsIn[other].library.account }).waitFor()
    await look(page, 'account', other)
    await page.getByRole('link', { name: wordsIn[other].frame.back }).tap()
    await page.getByRole('heading', { name: 'Wren Tee' }).waitFor()
    await look(page, 'library', other)
    await page.getByRole('button', { name: languageNames[language] }).tap()
    await page.getByText(words.library.stays).waitFor()

    await page.goto(`${library}claim`)
    await look(page, 'claim', language)
    await scene.inShop(tx => changeLibraryRules(tx, { days: 1 }))
    await page.goto(`${library}get/${scene.versions[1]}/a4/x.pdf`)
    await page.getByRole('heading', { name: words.limits.headDays }).waitFor()
    await look(page, 'limit', language)
    await page.getByRole('button', { name: words.limits.press }).tap()
    await page.getByText(words.limits.until(''), { exact: false }).first().waitFor()
    await page.getByRole('button', { name: words.frame.signOut }).tap()
    await page.getByRole('button', { name: words.signIn.press }).waitFor()
    await page.goto(link)
    await page.getByRole('heading', { name: words.errors.linkUsed }).waitFor()
    await look(page, 'link-used', language)
    if (shots) await shootMails(page, scene, language)
    assert.deepEqual(noise, [])
    await context.close()
  }
  assert.deepEqual(found, [])
})

/** Each mail as a reader of HTML and one of text show it. */
async function shootMails(page: Page, { inShop }: LibraryScene, language: Language): Promise<void> {
  for (const { mail_id, kind } of await inShop(tx => tx.selectFrom('mail').select(['mail_id', 'kind']).execute())) {
    const { html, text } = await inShop(tx => readMail(tx, mail_id))
    await page.setContent(html)
    await page.screenshot({ path: join(shots!, `mail-${kind}-${language}.png`), fullPage: true })
    await page.setContent(`<pre style="white-space:pre-wrap;font:14px monospace">${text.replaceAll('<', '&lt;')}</pre>`)
    await page.screenshot({ path: join(shots!, `mail-${kind}-${language}-text.png`), fullPage: true })
  }
}
