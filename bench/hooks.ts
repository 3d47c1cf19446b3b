/** Sales as a storefront tells them: signed messages at 32 connections to a web process, until each sale is wholly taken. */
import { type ChildProcess, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '#config'
import { type Database, type ShopId, shopOf, sql } from '#database'
import { freePort } from '#database/free-port.ts'
import { openDatabase } from '#database/open.ts'
import { openServer } from '#database/server.ts'
import { connect } from '#hub/connection/connect.ts'
import { goLive } from '#hub/connection/move-state.ts'
import { keptKey } from '#hub/connection/secret-key.ts'
import { openStage, publish, type Stage, sample } from '#kit/contract-stage.ts'
import { type AnyShop, fakes, shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { silent } from '#log'
import { newShop } from '#testing/database.ts'
import { newPattern } from '#testing/sales.ts'
import { spawnHub, stopHub, throwAwayHome, until, untilReady } from '../src/drill/hub-process.ts'
import { figure, type Measured, median, percentile } from './figure.ts'
import type { Message, Sent } from './hook-sender.ts'

/** Few enough that the limit of what may be asked of that storefront is not reached: they are read in pages of a hundred. */
const perRound = 1_000
const rounds = 3

export async function benchHooks(): Promise<readonly Measured[]> {
  const { home, remove } = await throwAwayHome()
  const closers: (() => Promise<unknown>)[] = [remove]
  try {
    const config = readConfig({ SELVAGE_HOME: home })
    const { database, close } = await openDatabase(config, silent)
    closers.push(close)
    // A store of the seller's own, which tells what is sold and wants nothing marked there: what is counted here is selling alone.
    const isFit = ({ home: host, keepHooks, fulfil }: AnyShop) => host === null && !isCannot(keepHooks) && isCannot(fulfil)
    const spoke = [...(await shops()).values()].find(isFit)
    if (spoke === undefined) throw new Error('no storefront is as this bench needs it')
    const far = await openStage(spoke, (await fakes()).get(spoke.id)!)
    closers.push(far.stop)
    const scene = await sceneOf(database, { home, far })
    const port = await freePort()
    for (const role of ['web', 'work'] as const) {
      const hub = spawnHub({ home, port: role === 'web' ? port : await freePort(), role })
      closers.push(() => stopHub(hub))
      if (role === 'web') await untilReady(`http://127.0.0.1:${port}`, hub)
    }
    await until('the first look at the storefront', () => isSettled(scene), 60_000)
    const sender = fork(join(import.meta.dirname, 'hook-sender.ts'))
    closers.push(() => ended(sender))
    const server = await openServer({ home, log: silent })
    closers.push(() => server.close())
    const bare = fork(join(import.meta.dirname, 'bare-hooks.ts'), [server.ownerUrl])
    closers.push(() => ended(bare))
    const barePort = (await heard<{ port: number }>(bare)).port
    const file = join(home, 'messages.json')
    const send = async (url: string) => {
      sender.send({ url, path: file })
      await heard(sender)
      const begun = performance.now()
      return { begun, sent: heard<Sent>(sender) }
    }
    const measured: Round[] = []
    for (let round = -1; round < rounds; round++) {
      // The first round warms: plans, caches, the compiler.
      const count = round < 0 ? 200 : perRound
      const messages = await sold(scene, count)
      writeFileSync(file, JSON.stringify(messages))
      const limit = await (await send(`http://127.0.0.1:${barePort}/`)).sent
      const { begun, sent } = await send(`http://127.0.0.1:${port}/hooks/${scene.connection}`)
      // A look that the first message starts may find sales whose message is still to come: both must be over.
      const [told] = await Promise.all([sent, until('every sale to be taken', () => isTaken(scene), 60_000, { everyMs: 25 })])
      if (round >= 0) measured.push({ count, tookMs: performance.now() - begun, sent: told, limit })
    }
    return figuresOf(measured)
  } finally {
    for (const closer of closers.reverse()) await closer()
  }
}

interface Round {
  readonly count: number
  /** From the first message until the last is answered and the last sale wholly taken. */
  readonly tookMs: number
  readonly sent: Sent
  readonly limit: Sent
}

function figuresOf(measured: readonly Round[]): Measured[] {
  const of = (what: (round: Round) => number) => median(measured.map(what))
  const p99 = ({ eachMs }: Sent) => percentile(eachMs, 0.99)
  const limit = of(({ count, limit: { tookMs } }) => (count / tookMs) * 1_000)
  return [
    figure(
      { name: 'sales told at 32 connections, until wholly taken', unit: 'sales/s', bound: null },
      { value: of(({ count, tookMs }) => (count / tookMs) * 1_000), limit },
    ),
    figure(
      { name: 'messages kept at 32 connections', unit: 'messages/s', bound: null },
      { value: of(({ count, sent: { tookMs } }) => (count / tookMs) * 1_000), limit },
    ),
    figure(
      { name: 'answer to a message at 32 connections, p99', unit: 'ms', bound: null },
      { value: of(({ sent }) => p99(sent)), limit: of(round => p99(round.limit)) },
    ),
  ]
}

interface Scene {
  readonly database: Database
  readonly shop: ShopId
  readonly connection: string
  readonly far: Stage<unknown>
  /** Its id there. */
  readonly listing: string
  sold: number
}

/** A shop that is live at a storefront of the seller's own, with one pattern listed there; the messages go to a catcher of the bench. */
async function sceneOf(database: Database, { home, far }: { home: string; far: Stage<unknown> }): Promise<Scene> {
  const { spoke, baseUrl, settings } = far
  const secretKey = await keptKey(database, home)
  const shop = await newShop(database)
  const connection = await database.inShop(shop, async tx => {
    const now = new Date()
    const facts = { name: 'Far', version: null, warnings: [] }
    const keys = settings as Record<string, unknown>
    const id = await connect(tx, {
      spoke: spoke.id,
      label: 'Far',
      baseUrl,
      account: '',
      currency: 'EUR',
      facts,
      settings: keys,
      secretKey,
      now,
    })
    await goLive(tx, id, now)
    return id
  })
  const listingId = '00000000-0000-7000-8000-000000000001'
  const { outcomes } = await publish(far, [{ listingId, desired: sample(far, 'EUR', { name: 'bench' }), remoteId: null }])
  const [made] = await far.fake.listings()
  if (made === undefined) throw new Error(`nothing could be listed there: ${JSON.stringify(outcomes)}`)
  await newPattern(database, shop, { listed: { connection, remoteId: made.remoteId } })
  if (isCannot(spoke.keepHooks)) throw new Error(spoke.keepHooks.cannot)
  await spoke.keepHooks(far.ctx(), far.hookAddress)
  return { database, shop, connection, far, listing: made.remoteId, sold: 0 }
}

/** Sells so many there, which nobody looks at before a message comes. @returns what the storefront really sends, one message of each sale. */
async function sold(scene: Scene, count: number): Promise<Message[]> {
  const { database, shop, far, listing } = scene
  await database.inShop(shop, tx =>
    sql`update connection set next_poll_at = now() + interval '1 hour' where shop_id = ${shopOf(tx)}::uuid`.execute(tx),
  )
  await until('no look to be under way', () => isSettled(scene))
  await far.fake.deliver()
  far.caught.length = 0
  for (let at = 0; at < count; at++)
    await far.fake.sell({ lines: [{ remoteId: listing }], email: `b${scene.sold + at}@example.com`, name: 'Bo Buyer' })
  await far.fake.deliver()
  scene.sold += count
  // It tells of each sale more than once, that it came and that it was changed.
  const byTopic = Map.groupBy(far.caught, ({ headers }) => [...headers].find(([name]) => name.endsWith('topic'))?.[1])
  const once = [...byTopic.values()].find(({ length }) => length === count)
  if (once === undefined)
    throw new Error(`of ${count} sales it told ${[...byTopic].map(([topic, { length }]) => `${topic} ${length} times`)}`)
  return once.map(({ body, headers }) => ({
    body: Buffer.from(body).toString('utf8'),
    headers: Object.fromEntries([...headers].filter(([name]) => name === 'content-type' || name.startsWith('x-'))),
  }))
}

const isSettled = ({ database, shop }: Scene): Promise<boolean> =>
  database.inShop(shop, async tx => {
    const { rows } = await sql<{ is: boolean }>`
      select history_state = 'read' and (lease_until is null or lease_until <= now()) as is from connection where shop_id = ${shopOf(tx)}::uuid`.execute(
      tx,
    )
    return rows[0]!.is
  })

/** Order, buyer, grant, journal and event of each. */
const isTaken = ({ database, shop, sold: count }: Scene): Promise<boolean> =>
  database.inShop(shop, async tx => {
    const counted = (table: string) => sql`(select count(*)::int from ${sql.table(table)} where shop_id = ${shopOf(tx)}::uuid)`
    const { rows } = await sql<{ orders: number; least: number }>`select ${counted('order')} as orders`.execute(tx)
    if (rows[0]!.orders < count) return false
    const all = await sql<{ least: number }>`
      select least(${counted('customer')}, ${counted('entitlement')}, ${counted('journal')},
        (select count(*)::int from event where shop_id = ${shopOf(tx)}::uuid and name = 'order.taken')) as least`.execute(tx)
    if (all.rows[0]!.least !== count) throw new Error(`of ${count} sales ${all.rows[0]!.least} were wholly taken`)
    return true
  })

const heard = <Told>(child: ChildProcess): Promise<Told> =>
  new Promise((resolve, reject) => {
    const gone = () => reject(new Error('a process of the bench has ended'))
    child.once('exit', gone)
    child.once('message', message => {
      child.off('exit', gone)
      resolve(message as Told)
    })
  })

const ended = (child: ChildProcess): Promise<unknown> => {
  if (child.exitCode !== null) return Promise.resolve()
  const exit = new Promise(resolve => child.once('exit', resolve))
  child.kill()
  return exit
}
