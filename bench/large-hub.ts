/** A hub over HTTP on large shops, with somebody signed in and a buyer in her library. */
import { Agent, get } from 'node:http'
import pg from 'pg'
import { createDatabase } from '#database'
import { makeLink, openLink } from '#hub/library/links.ts'
import { migratedDatabase, type TestDatabase } from '#testing/database.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'
import { cartCookie, cartSeal } from '#web/store/cart-cookie.ts'
import { slugWords } from '#web/store/words.ts'
import { firstFile, firstHash, makeLargeShops, type ShopSize, shopAt } from './large-shops.ts'
import { adminRequests, type PageRequest, portalRequests, samplesOf, storeRequests } from './page-requests.ts'
import { tellPlans } from './plans.ts'

export interface LargeHub {
  readonly requests: readonly PageRequest[]
  /** @returns the answer's body. @throws {Error} when it is not 200. */
  readonly ask: (request: PageRequest) => Promise<Buffer>
  /** The same pages with every plan told, which makes them slower. */
  readonly askExplained: (request: PageRequest) => Promise<Buffer>
  readonly owner: pg.Client
  readonly origin: string
  /** Of the one signed in. */
  readonly cookie: string
  readonly close: () => Promise<void>
}

/** Makes the shops in a database of their own (a minute or two at full size) and opens a hub on it. */
export async function largeHub(size: ShopSize): Promise<LargeHub> {
  const database = await migratedDatabase()
  try {
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    await makeLargeShops(owner, size).finally(() => owner.end())
    const hub = await hubOn(database)
    return {
      ...hub,
      close: async () => {
        await hub.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** @param urls of a database that `makeLargeShops` has filled. */
export async function hubOn({ url, ownerUrl }: { url: string; ownerUrl: string }): Promise<LargeHub> {
  const closers: (() => Promise<unknown>)[] = []
  const t = { after: (fn: () => Promise<unknown>) => void closers.unshift(fn) }
  const close = async () => {
    for (const closer of closers.splice(0)) await closer()
  }
  try {
    const owner = new pg.Client({ connectionString: ownerUrl })
    await owner.connect()
    t.after(() => owner.end())
    const [shop, agent] = [shopAt(1), new Agent({ keepAlive: true })]
    t.after(async () => agent.destroy())
    const plain = await openHub(t, url)
    const { user, cookie } = await signUp(plain)
    await owner.query(`insert into member (shop_id, user_id, role) values ($1, $2, 'owner')`, [shop, user])
    const buyer = await bestBuyer(owner)
    const { token, session } = await plain.deps.database.inShop(shop, async tx => {
      const link = await makeLink(tx, buyer.customer, new Date())
      return { token: link, session: await openLink(tx, link, new Date()) }
    })
    await plain.deps.blobs.put(shop, new Blob([firstFile]).stream(), firstFile.length)
    const onSale = await owner.query<{ id: string; title: string }>(
      `select pattern_id as id, title from pattern where shop_id = $1 and archived_at is null order by created_at desc limit 10`,
      [shop],
    )
    const bundles = await owner.query<{ id: string }>('select bundle_id as id from bundle where shop_id = $1 order by created_at limit 2', [
      shop,
    ])
    const items = [
      ...onSale.rows.map(({ id }) => ({ kind: 'pattern' as const, id, wish: null })),
      ...bundles.rows.map(({ id }) => ({ kind: 'bundle' as const, id, wish: null })),
    ]
    const cart = cartSeal(plain.deps.secretKey).write(shop, { items, code: 'CODE-7' })
    const [first] = onSale.rows
    const asker = (hub: TestHub, signedIn: string) => (request: PageRequest) =>
      ask(`${hub.origin}${request.path}`, { agent, cookie: `${signedIn}; selvage_library=${session}; ${cartCookie}=${cart}` })
    // Not before the first one is asked for: from then on each new connection tells its plans, also those of the plain one.
    const explaining = async () => {
      await tellPlans(owner)
      const hub = await openHub(t, url)
      await hub.deps.blobs.put(shop, new Blob([firstFile]).stream(), firstFile.length)
      return asker(hub, await signIn(hub))
    }
    let explained: ReturnType<typeof explaining> | null = null
    return {
      requests: [
        ...adminRequests(await samplesOf(owner, shop)),
        ...portalRequests({ slug: 'bench-1', token, version: buyer.version }),
        ...storeRequests({ slug: 'bench-1', pattern: `/store/bench-1/pattern/${first!.id}/${slugWords(first!.title)}` }),
      ],
      ask: asker(plain, cookie),
      askExplained: async request => {
        explained ??= explaining()
        return (await explained)(request)
      },
      owner,
      origin: plain.origin,
      cookie,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const reached = { state: 'reached' as const, url: 'http://127.0.0.1:1', checkedAt: new Date(), sentence: '' }
const publicUrl = { state: () => reached, isOffered: () => true, check: async () => reached, start: () => {}, stop: () => {} }

async function openHub(t: { after(fn: () => Promise<unknown>): void }, url: string): Promise<TestHub> {
  const database = createDatabase({ url, max: 10, name: 'selvage bench' })
  t.after(() => database.close())
  return testHub(t, database as TestDatabase, {
    env: { SELVAGE_PUBLIC_URL: reached.url },
    changes: { publicUrl, spokes: new Map([['bench', stubShop('bench').spoke]]) },
  })
}

const [email, password] = ['bench@example.com', 'a long enough password']

async function signUp(hub: TestHub): Promise<{ user: string; cookie: string }> {
  const { id } = await hub.deps.accounts.create({ name: 'Bench', email, password })
  return { user: id, cookie: await signIn(hub) }
}

const signIn = async ({ deps }: TestHub): Promise<string> =>
  (await deps.accounts.signIn(email, password)).map(one => one.split(';')[0]).join('; ')

/** Whose library is the longest. The first pattern is in it, so that there is a file to get. */
async function bestBuyer(owner: pg.Client): Promise<{ customer: string; version: string }> {
  const { rows } = await owner.query<{ customer: string; version: string }>(
    `select e.customer_id as customer, v.version_id as version
     from entitlement e join version_file f on f.shop_id = e.shop_id and f.sha256 = $2 and f.file_key = 'a4'
     join version v on v.shop_id = f.shop_id and v.version_id = f.version_id
     where e.shop_id = $1 and e.customer_id in (
       select customer_id from entitlement m join version w using (shop_id, pattern_id)
       where m.shop_id = $1 and w.version_id = v.version_id and m.ended_at is null)
     group by 1, 2 order by count(*) desc limit 1`,
    [shopAt(1), firstHash],
  )
  return rows[0]!
}

/** @throws {Error} when it is not answered with 200. */
function ask(url: string, { agent, cookie }: { agent: Agent; cookie: string }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const asking = get(url, { agent, headers: { cookie } }, answer => {
      const parts: Buffer[] = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () => {
        const body = Buffer.concat(parts)
        if (answer.statusCode === 200) resolve(body)
        else reject(new Error(`${new URL(url).pathname}: ${answer.statusCode} ${body.toString('utf8').slice(0, 300)}`))
      })
      answer.on('error', reject)
    })
    asking.on('error', reject)
  })
}
