/** Every pretend storefront beside one hub that is spoken to over HTTP, its real work behind it, and their consent pages as a person uses them. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { asShop } from '#database'
import { startShop } from '#hub/shop/start-shop.ts'
import type { FakeControl } from '#kit/fake.ts'
import { callControl, control } from '#kit/fake-control.ts'
import type { Exchange } from '#kit/lie.ts'
import type { RateLimiter } from '#kit/rate.ts'
import { type AnyShop, fakes, shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import type { WorkDeps } from '#work/deps.ts'
import { type Door, doorOf } from '#work/door.ts'
import { planningWorldOf, runDepsOf } from '#work/run-deps.ts'
import { runListings } from '#work/run-listings.ts'
import { sweep } from '#work/sweep.ts'
import { startMeddler } from '../drill/meddler.ts'
import { sha256 } from '../drill/props.ts'
import type { TestDatabase } from './database.ts'
import { testHub } from './web-hub.ts'
import { noAddress, reached } from './work-deps.ts'

const unlimited: RateLimiter = {
  take: async () => ({ isGranted: true, at: 0, isStillGood: async () => true, release: async () => {} }),
  pause: async () => {},
  learn: async () => {},
}

/** A pretend storefront beside the hub. */
export interface Place {
  readonly spoke: AnyShop
  readonly label: string
  readonly url: string
  readonly far: FakeControl
  /** The one of its fault switches that is called so. */
  readonly fault: (name: RegExp) => string | undefined
}

export interface Asked {
  /** Of the platform's page. */
  readonly url: string
  readonly state: string
}

export interface Told {
  readonly status: number
  readonly says: string
}

export type World = Awaited<ReturnType<typeof openWorld>>

/** One hub with the real work behind its doors, and every pretend storefront, on one clock. */
export async function openWorld(database: TestDatabase) {
  const [spokes, played] = [await shops(), await fakes()]
  const closers: (() => Promise<void>)[] = []
  const t = { after: (close: () => Promise<void>) => void closers.push(close) }
  const clock = { aheadMs: 0 }
  const now = () => new Date(Date.now() + clock.aheadMs)
  const at = { address: noAddress }
  const publicUrl = { state: () => at.address, isOffered: () => true, check: async () => at.address, start: () => {}, stop: () => {} }
  const behind: { door?: Door } = {}
  const hub = await testHub(t, database, {
    changes: { spokes, now, rates: unlimited, publicUrl },
    work: { contextFrom: given => behind.door!.contextFrom(given), planningWorld: () => planningWorldOf(deps) },
  })
  const deps: WorkDeps = { ...hub.deps, publicUrl: () => at.address }
  behind.door = doorOf(deps, null as never)
  const owner = await hub.newOwner()
  const sent: Exchange[] = []
  const answers = { areKept: false }
  const relay = await startMeddler({
    target: hub.origin,
    meddling: async (exchange, pass) => {
      if (!exchange.path.startsWith('/connect/')) return pass()
      sent.push(exchange)
      return answers.areKept ? { status: 200, headers: {}, body: Buffer.from('kept') } : pass()
    },
  })
  const places = new Map<string, Place>()
  for (const [id, fake] of played) {
    const running = await fake.start({ port: 0, controlPort: 0, stateDir: null, seed: 1 })
    const spoke = spokes.get(id)!
    const place: Place = {
      spoke,
      label: spoke.label,
      url: running.url,
      far: control(running.controlUrl),
      fault: name => Object.keys(fake.faults).find(one => name.test(one)),
    }
    closers.push(() => running.stop())
    places.set(id, place)
    // What is played for loopback alone: a callback without TLS, and one that is registered.
    const overHttp = place.fault(/^http-callback$/)
    if (overHttp !== undefined) await place.far.fault({ name: overHttp, times: null })
    if (!isCannot(spoke.authorise) && spoke.authorise.needs.length > 0)
      await callControl(running.controlUrl, 'app', { callbacks: [`${relay.url}/connect/${id}`] }).catch((error: Error) => {
        // Not every platform holds callbacks against a list.
        if (!error.message.includes('There is no verb')) throw error
      })
  }
  return {
    database,
    deps,
    now,
    places,
    owner,
    sent,
    answers,
    url: relay.url,
    /** Whether the hub can be reached from outside, as a consent page must. */
    isReached: (is: boolean) => {
      at.address = is ? reached(relay.url) : noAddress
    },
    pass: async (ms: number) => {
      clock.aheadMs += ms
      for (const { far } of places.values()) await far.advance({ ms })
    },
    close: async () => {
      await relay.stop()
      for (const close of closers.reverse()) await close()
    },
  }
}

export type Scene = Awaited<ReturnType<typeof sceneOf>>

/** A new shop of hers, connected with these by keys, in rehearsal. */
export async function sceneOf({ database, owner, places: all, deps, now, pass }: World, ids: readonly string[]) {
  const shop = asShop(await startShop(database, { name: `Patterns ${randomUUID()}`, currency: 'EUR', owner: owner.user }))
  const { api } = owner
  const params = { shop }
  const places: (Place & { readonly connection: string })[] = []
  for (const id of ids) {
    const place = all.get(id)!
    const { settings } = await place.far.credentials({ access: 'write' })
    const body = { spoke: id, label: place.label, baseUrl: place.url, settings: settings as Record<string, string> }
    places.push({ ...place, connection: (await api.call('POST /shops/{shop}/connections', { params, body })).id })
  }
  const connections = async () => (await api.call('GET /shops/{shop}/connections', { params })).items
  /** As an upload that is whole and checked leaves it. @returns the upload's id. */
  const keep = async (bytes: Uint8Array, mediaType: string): Promise<string> => {
    const uploadId = randomUUID()
    const hash = sha256(bytes)
    await deps.blobs.put(shop, Readable.from([bytes]), 100_000_000)
    await database.inShop(shop, async tx => {
      const file = { shop_id: shop, sha256: hash, size_bytes: bytes.length }
      await tx
        .insertInto('blob')
        .values({ ...file, media_type: mediaType })
        .execute()
      await tx
        .insertInto('upload')
        .values({ ...file, upload_id: uploadId, file_name: 'x', received_bytes: bytes.length })
        .execute()
    })
    return uploadId
  }
  return {
    deps,
    now,
    shop,
    api,
    params,
    places,
    connections,
    keep,
    /** As the clock does after a while without news. */
    look: async () => {
      for (const { id: connectionId } of await connections()) await sweep(runDepsOf(deps), { shop, connectionId })
    },
    /** As the clock does, until nothing waits any more. */
    settle: async () => {
      const waiting = async () => {
        let count = 0
        for (const { id } of await connections()) count += (await runListings(runDepsOf(deps), { shop, connectionId: id })).waiting
        return count
      }
      for (let round = 0; round < 8 && (await waiting()) > 0; round++) await pass(5_000)
    },
    statesOf: async (pattern: string) => {
      const { listings } = await api.call('GET /shops/{shop}/patterns/{pattern}', { params: { shop, pattern } })
      return listings
        .filter(({ desiredNo }) => desiredNo > 0)
        .map(({ shop: label, state }) => `${label}: ${state}`)
        .sort()
    },
    keysOf: (connection: string) =>
      database.inShop(shop, async tx => {
        const { sealed } = await tx
          .selectFrom('connection')
          .select('sealed')
          .where('connection_id', '=', connection)
          .executeTakeFirstOrThrow()
        return sealed?.toString('hex')
      }),
  }
}

/** A storefront that is connected by its own page: she, the page, and what is sent back to the hub, which can be kept from arriving. */
export async function consentAt(world: World, { api, params, shop }: Scene, id: string) {
  world.isReached(true)
  const place = world.places.get(id)!
  const { spoke, url: baseUrl, far } = place
  const { authorise } = spoke
  assert.ok(!isCannot(authorise))
  const given = (await far.credentials()).settings as Record<string, string>
  const settings = Object.fromEntries(authorise.needs.map(name => [name, given[name] ?? '']))

  const ask = async (): Promise<Asked> => {
    const body = { spoke: id, label: spoke.label, baseUrl, settings }
    const { url } = await api.call('POST /shops/{shop}/connections/authorise', { params, body })
    const state = new RegExp(`${shop.replaceAll('-', '')}[\\w-]{32}`).exec(url)?.[0]
    assert.ok(state, 'the address holds the state')
    return { url, state }
  }
  /** Presses a button of the page, as her browser does, and follows it back to the hub. @returns what the hub says; null when it was not asked. */
  const press = async ({ url }: Asked, button: RegExp): Promise<Told | null> => {
    const left = await pressed(url, button)
    const to = left?.headers.get('location') ?? ''
    return to.startsWith(`${world.url}/connect/`) ? told(await fetch(to, { redirect: 'manual' })) : null
  }
  /** What the page of a connection is asked, so that it may be written to as well. */
  const askMore = async (connection: string, back: string): Promise<Asked> => {
    const { url } = await api.call('POST /shops/{shop}/connections/{connection}/access', {
      params: { ...params, connection },
      body: { back },
    })
    return { url, state: new RegExp(`${shop.replaceAll('-', '')}[\\w-]{32}`).exec(url)?.[0] ?? assert.fail('the address holds the state') }
  }
  return {
    ...place,
    askMore,
    /** The platform answers by sending her browser, so that an answer can be written by anybody. */
    isByBrowser: authorise.stateOf('', new URLSearchParams({ state: 's' })) === 's',
    ask,
    press,
    /** What is sent back when she agrees, kept from arriving. */
    answerTo: async (asked: Asked, agree: RegExp): Promise<Exchange> => {
      world.answers.areKept = true
      await press(asked, agree)
      world.answers.areKept = false
      return world.sent.at(-1) ?? assert.fail('the page sent nothing back')
    },
    send: async ({ method, path, headers, body }: Exchange, change = (text: string) => text) =>
      told(
        await fetch(`${world.url}${change(path)}`, {
          method,
          redirect: 'manual',
          ...(headers['content-type'] && { headers: { 'content-type': headers['content-type'] } }),
          ...(method === 'POST' && { body: change(body.toString('utf8')) }),
        }),
      ),
  }
}

/** @returns null where the page has no such button. */
async function pressed(url: string, button: RegExp): Promise<Response | null> {
  const page = await fetch(url)
  const html = await page.text()
  assert.equal(page.status, 200, html)
  for (const [, href = '', text = ''] of html.matchAll(/<a class="button[^"]*" href="([^"]*)">([^<]*)</g))
    if (button.test(text)) return fetch(new URL(plainText(href), url), { redirect: 'manual' })
  for (const [, attributes = '', text = ''] of html.matchAll(/<button([^>]*)>([^<]*)</g)) {
    if (!button.test(text)) continue
    const body = new URLSearchParams()
    for (const [, name = '', value = ''] of html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g))
      body.set(plainText(name), plainText(value))
    const [, name, value = ''] = /name="([^"]*)" value="([^"]*)"/.exec(attributes) ?? []
    if (name !== undefined) body.set(name, value)
    return fetch(new URL(/<form[^>]* action="([^"]*)"/.exec(html)?.[1] ?? url, url), { method: 'POST', body, redirect: 'manual' })
  }
  return null
}

const plainText = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** The sentence of an answer, whether it came as a page or as it is. */
export async function told(response: Response): Promise<Told> {
  const text = await response.text()
  return { status: response.status, says: plainText(/role="alert">([^<]*)</.exec(text)?.[1] ?? text) }
}
