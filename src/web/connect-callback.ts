/** The platform's own consent page instead of pasted keys: the way there, and where it sends the keys. */
import { Hono } from 'hono'
import { z } from 'zod'
import { asShop, type ShopId } from '#database'
import { openSettings, sealSettings } from '#hub/connection/seal.ts'
import { Refused } from '#hub/refused.ts'
import { isCannot, SpokeError } from '#kit'
import { connectShop, spokeOf, tidyAddress } from './connecting.ts'
import type { WebDeps } from './deps.ts'
import { readLimited } from './read-limited.ts'
import type { WebEnv } from './request.ts'

const longestBody = 65_536
const lastsMs = 30 * 60_000
const Sealed = z.object({ spoke: z.string(), label: z.string(), baseUrl: z.string(), until: z.number() })

/** The sealing key binds a state to its shop; it holds all that the callback needs, so nothing waits in a table. */
const place = (shop: ShopId) => ({ shop, connection: 'consent' })
const stateForm = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})([\w-]+)$/

type Deps = Pick<WebDeps, 'spokes' | 'work' | 'log' | 'database' | 'secretKey' | 'now' | 'publicUrl'>

/** @returns the address of the platform's page. @throws {Refused} without a public address, or where the platform has none. */
export function consentAddress(deps: Deps, shop: ShopId, given: { spoke: string; label: string; baseUrl: string }): string {
  const spoke = spokeOf(deps, given.spoke)
  if (isCannot(spoke.authorise)) throw new Refused('no-consent-page', spoke.authorise.cannot, { status: 409 })
  const { state: reach, url, sentence } = deps.publicUrl.state()
  if (reach !== 'reached' || url === null)
    throw new Refused('no-public-address', `${spoke.label} must be able to send the keys here. ${sentence} Paste the keys instead.`, {
      status: 409,
    })
  const baseUrl = tidyAddress(given.baseUrl)
  const sealed = sealSettings(deps.secretKey, place(shop), {
    spoke: spoke.id,
    label: given.label,
    baseUrl,
    until: deps.now().getTime() + lastsMs,
  })
  const state = `${shop.replaceAll('-', '')}${sealed.toString('base64url')}`
  return spoke.authorise.start({ baseUrl, callbackUrl: `${url}/connect/${state}`, returnUrl: `${url}/shops/`, state })
}

export function connectCallback(deps: Deps): Hono<WebEnv> {
  return new Hono<WebEnv>().on(['GET', 'POST'], '/connect/:state', async c => {
    const { state } = c.req.param()
    const asked = openState(deps, state)
    if (asked === null) return c.text('This way in has run out. Start again under Shops.', 404)
    const body = await readLimited(c.req.raw, longestBody)
    if (body === null) return c.text('Too large.', 413)
    const { authorise } = spokeOf(deps, asked.spoke)
    if (isCannot(authorise)) return c.text('Not here.', 404)
    try {
      const finished = authorise.finish(new TextDecoder().decode(body), new URL(c.req.url).searchParams)
      if (finished.state !== state) return c.text('This answer belongs to another question.', 400)
      await connectShop(deps, asked.shop, { ...asked, settings: finished.settings })
    } catch (error) {
      if (error instanceof SpokeError || error instanceof Refused) return c.text(error.message, 400)
      throw error
    }
    return c.req.method === 'GET' ? c.redirect('/shops/', 303) : c.text('Connected.')
  })
}

function openState({ secretKey, now }: Deps, state: string): (z.output<typeof Sealed> & { shop: ShopId }) | null {
  const match = stateForm.exec(state)
  if (match === null) return null
  const [, a, b, c, d, e, sealed = ''] = match
  const shop = asShop(`${a}-${b}-${c}-${d}-${e}`)
  try {
    const asked = Sealed.parse(openSettings(secretKey, place(shop), Buffer.from(sealed, 'base64url')))
    return asked.until > now().getTime() ? { ...asked, shop } : null
  } catch {
    return null
  }
}
