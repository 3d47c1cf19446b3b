/** The platform's own consent page instead of pasted keys: the way there, and where it sends its answer. */
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { asShop, type ShopId } from '#database'
import { askConsent, useConsent } from '#hub/connection/consent.ts'
import { Refused } from '#hub/refused.ts'
import { isCannot, type Json, SpokeError } from '#kit'
import { ClockWatch } from '#kit/clock-watch.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { AccessKind } from '#kit/shop.ts'
import { addressFor, connectShop, renewShop, spokeOf } from './connecting.ts'
import type { WebDeps } from './deps.ts'
import { page } from './page.ts'
import { readLimited } from './read-limited.ts'
import type { Visitor, WebContext, WebEnv } from './request.ts'
import { shopsOf, visitorOf } from './visitor.ts'

const longestBody = 65_536
const Kept = z.object({
  label: z.string(),
  baseUrl: z.string(),
  callbackUrl: z.string(),
  given: z.record(z.string(), z.string()),
  keep: z.custom<Json>(() => true),
  from: z.string(),
  // Left out by an asking from before it was known that a shop may first be read alone.
  access: z.enum(['read', 'write']).default('write'),
  connection: z.string().nullable().default(null),
  back: z.string().default('/shops/'),
})
type Kept = z.output<typeof Kept>

type Deps = Pick<WebDeps, 'spokes' | 'work' | 'log' | 'database' | 'secretKey' | 'now' | 'publicUrl' | 'bound' | 'accounts' | 'config'>

/**
 * Where a platform sends its answers: the same for every asking, so that it can be registered there to the letter.
 * @returns null when the platform could not reach it: then `why` says so.
 */
export function callbackFor(
  { publicUrl, bound }: Pick<Deps, 'publicUrl' | 'bound'>,
  spoke: AnyShop,
): { readonly url: string } | { readonly url: null; readonly why: string } {
  if (isCannot(spoke.authorise)) return { url: null, why: spoke.authorise.cannot }
  const { state, url, sentence } = publicUrl.state()
  if (state === 'reached' && url !== null) return { url: `${url}/connect/${spoke.id}` }
  const here = bound()
  if (spoke.authorise.isLoopbackAllowed && here !== null) return { url: `http://localhost:${here.port}/connect/${spoke.id}` }
  return { url: null, why: `${spoke.label} must be able to send the keys here. ${sentence} Paste the keys instead.` }
}

export interface Asked {
  readonly spoke: string
  readonly label: string
  readonly baseUrl: string
  readonly settings: Readonly<Record<string, string>>
  /** The address under which she has Selvage open; she comes back there. */
  readonly from: string
  /** What she is asked for there. */
  readonly access: AccessKind
  /** The one that is to be allowed more, or gets new keys; null: a new one. */
  readonly connection: string | null
  /** Where she comes back to, below `from`. */
  readonly back: string
}

/** @returns the address of the platform's page. @throws {Refused} without an address for the answer, or where the platform has no such page. */
export async function consentAddress(
  deps: Deps,
  shop: ShopId,
  { label, settings, from, access, connection, back, ...asked }: Asked,
): Promise<string> {
  const { database, secretKey, now } = deps
  const spoke = spokeOf(deps, asked.spoke)
  if (isCannot(spoke.authorise)) throw new Refused('no-consent-page', spoke.authorise.cannot, { status: 409 })
  const callback = callbackFor(deps, spoke)
  if (callback.url === null) throw new Refused('no-public-address', callback.why, { status: 409 })
  for (const name of spoke.authorise.needs)
    if (!settings[name]?.trim())
      throw new Refused('missing-key', `${spoke.settings.fields.find(field => field.name === name)?.label ?? name} is missing.`, {
        field: `settings.${name}`,
      })
  const state = `${shop.replaceAll('-', '')}${randomBytes(24).toString('base64url')}`
  const asking = { baseUrl: addressFor(spoke, asked.baseUrl), callbackUrl: callback.url, given: settings }
  const { url, keep } = spoke.authorise.start({ ...asking, access, returnUrl: `${from}${back}`, state })
  const kept = { ...asking, label, keep, from, access, connection, back }
  await database.inShop(shop, tx => askConsent(tx, { state, spoke: spoke.id, kept, secretKey, now: now() }))
  return url
}

const runOut = 'This way in has run out or was used before. Start again under Shops.'
const signInFirst = 'You are not signed in in this browser. Sign in, then start again under Shops. Nothing was connected.'

export function connectCallback(deps: Deps): Hono<WebEnv> {
  return new Hono<WebEnv>().on(['GET', 'POST'], '/connect/:spoke', async c => {
    const spoke = deps.spokes.get(c.req.param('spoke'))
    if (spoke === undefined || isCannot(spoke.authorise)) return c.text('Not here.', 404)
    const bytes = await readLimited(c.req.raw, longestBody)
    if (bytes === null) return c.text('Too large.', 413)
    const [body, query] = [new TextDecoder().decode(bytes), new URL(c.req.url).searchParams]
    const state = spoke.authorise.stateOf(body, query)
    // Else one shop could send its address to another's designer, and what she grants there would open her storefront to that shop. On her own
    // machine the answer comes to another name of it than the one she has Selvage open under; a platform that sends the keys itself is nobody.
    const visitor = c.req.method !== 'POST' && deps.config.publicUrl !== undefined ? await visitorOf(c, deps) : null
    if (visitor?.user === null) return notConnected(c, signInFirst, { status: 403 })
    const asked = state === null ? null : await openAsking(deps, { spoke, state, visitor })
    if (asked === null) return notConnected(c, runOut, { status: 404 })
    const { shop, from, ...asking } = asked
    try {
      const clock = new ClockWatch(asking.baseUrl)
      const ctx = deps.work.contextFrom({ shop, spoke, settings: asking.given, baseUrl: asking.baseUrl, clock })
      const settings = await spoke.authorise.finish(ctx, { ...asking, body, query })
      const to = await keep(deps, { spoke, settings, ...asked })
      return c.req.method === 'GET' ? c.redirect(`${from}${to}`, 303) : c.text('Connected.')
    } catch (error) {
      const isDenied = query.has('error') && error instanceof SpokeError && error.remedy === 'seller'
      const sentence = isDenied && asking.connection !== null ? stillReads(spoke, asking.access) : sentenceOf(error, spoke)
      if (sentence === null) throw error
      return asking.connection === null ? notConnected(c, sentence, { status: 400, from }) : unchanged(c, sentence, `${from}${asking.back}`)
    }
  })
}

/** @returns the screen to go on at. */
async function keep(
  deps: Deps,
  { shop, spoke, settings, baseUrl, label, access, connection, back }: Kept & { shop: ShopId; spoke: AnyShop; settings: unknown },
): Promise<string> {
  if (connection !== null) {
    await renewShop(deps, shop, connection, settings as Record<string, unknown>, { access })
    return back
  }
  const given = { spoke: spoke.id, baseUrl, label: label.trim() || spoke.label, settings }
  return `/shops/${await connectShop(deps, shop, given, { renews: true, access })}`
}

const stillReads = ({ label }: AnyShop, access: AccessKind): string =>
  access === 'write'
    ? `${label} was told not to let Selvage write. It goes on as before, nothing is lost, and what you published there waits.`
    : `${label} was told not to let Selvage in. It goes on as before, and nothing is lost.`

/** @returns null for what nobody foresaw. */
function sentenceOf(error: unknown, { label }: AnyShop): string | null {
  if (error instanceof Refused) return error.message
  if (!(error instanceof SpokeError)) return null
  // Of the spokes' errors those for her are sentences; the others say what was tried and what came back.
  if (/^[“\p{Lu}]/u.test(error.message) && error.message.endsWith('.')) return error.message
  return `${label} did not connect: ${error.message.replace(/\.$/, '')}. Nothing was connected; start again under Shops.`
}

const unchanged = (c: WebContext, sentence: string, back: string): Response | Promise<Response> =>
  c.req.method === 'GET'
    ? page(c, {
        title: 'Nothing has changed',
        status: 400,
        body: html`<h1>Nothing has changed</h1>
<p role="alert">${sentence}</p>
<p><a href="${back}">Back to where you were</a></p>`,
      })
    : c.text(sentence, 400)

/** A platform that sends the keys itself reads no page; whoever comes by browser finds the way back. */
const notConnected = (
  c: WebContext,
  sentence: string,
  { status, from = '' }: { status: 400 | 403 | 404; from?: string },
): Response | Promise<Response> =>
  c.req.method === 'GET'
    ? page(c, {
        title: 'Not connected',
        status,
        body: html`<h1>Not connected</h1>
<p role="alert">${sentence}</p>
<p><a href="${from}/shops/">Back to your shops</a></p>`,
      })
    : c.text(sentence, status)

/** A state begins with its shop, so that the rest can be looked up there; it counts once. @param visitor must be of that shop, when given. */
async function openAsking(
  { database, secretKey, now }: Deps,
  { spoke, state, visitor }: { spoke: AnyShop; state: string; visitor: Visitor | null },
): Promise<(Kept & { shop: ShopId }) | null> {
  const match = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})[\w-]{32}$/.exec(state)
  if (match === null) return null
  const shop = asShop(match.slice(1).join('-'))
  if (visitor !== null && !(await shopsOf(database, visitor)).includes(shop)) return null
  const kept = await database.inShop(shop, tx => useConsent(tx, { state, spoke: spoke.id, secretKey, now: now() }))
  const { data } = Kept.safeParse(kept)
  return data === undefined ? null : { ...data, shop }
}
