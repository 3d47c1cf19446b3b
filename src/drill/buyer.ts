/** What a buyer does in a drill: opens the link of her mail, looks into her library, downloads. */
import assert from 'node:assert/strict'
import { sha256 } from './props.ts'

export interface Library {
  readonly cookie: string
  readonly address: string
}

/** Opens the mail's link and presses the button on the page. */
export async function openLibrary(mailText: string): Promise<Library> {
  const link = /https?:\/\/\S+\/open\/[\w-]+/.exec(mailText)?.[0]
  assert.ok(link, 'the mail carries a link')
  const page = await fetch(link)
  assert.equal(page.status, 200)
  assert.equal(page.headers.getSetCookie().length, 0, 'a mail scanner’s fetch signs nobody in')
  const pressed = await fetch(link, {
    method: 'POST',
    headers: { origin: new URL(link).origin, 'content-type': 'application/x-www-form-urlencoded' },
    redirect: 'manual',
  })
  const cookie = pressed.headers
    .getSetCookie()
    .map(one => one.split(';')[0])
    .join('; ')
  assert.ok(cookie, `the press signs the buyer in (${pressed.status})`)
  return { cookie, address: new URL(pressed.headers.get('location') ?? '../', link).href }
}

/** The hash of the first file in her library, or null when it offers none. */
export async function newestFile({ cookie, address }: Library): Promise<string | null> {
  const page = await fetch(address, { headers: { cookie } })
  const href = /href="([^"]+\/get\/[^"]+)"/.exec(await page.text())?.[1]
  if (!href) return null
  const file = await fetch(new URL(href.replaceAll('&amp;', '&'), address), { headers: { cookie } })
  return file.ok ? sha256(new Uint8Array(await file.arrayBuffer())) : null
}
