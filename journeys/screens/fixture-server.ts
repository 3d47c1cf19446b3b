/**
 * Serves the built screens and answers the whole contract from fixtures, so that each screen can be looked at in each of its states.
 * Every answer is checked against the contract: a fixture that lies fails here, not in a screen.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { scopes, scopeWords } from '#hub/api-key/scopes.ts'
import { type AnswerOf, contract } from '#web/api/contract.ts'
import { type Answers, type Asked, all, done, emptyAnswers, exampleOf, found, previewOf, refuse } from './answers.ts'
import * as full from './fixtures.ts'
import { errataAnswers } from './fixtures-of-errata.ts'
import * as work from './fixtures-of-work.ts'
import { file, json, live, matchOf, picture, problem, read } from './http.ts'

export const fixtureStates = ['full', 'empty', 'failed', 'loading'] as const
export type FixtureState = (typeof fixtureStates)[number]

const stepsMs = [700, 1_400, 2_100]

/** One pretend hub; what is done to it lasts as long as it runs. */
export async function startFixtureServer({ port = 0 } = {}): Promise<{ origin: string; stop: () => Promise<void> }> {
  const { me, patterns, listings, connections, orders, handEdits, handSteps } = full
  const { publications, mails, spokes, today, keys } = work
  const world = {
    ...structuredClone({ me, patterns, listings, connections, orders, handEdits, handSteps, publications, mails, spokes, today, keys }),
    uploads: new Map<string, AnswerOf<'GET /shops/{shop}/uploads/{upload}'>>(),
    pressedAt: 0,
  }
  const listeners = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    void handle(request, response).catch(error => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
    })
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fixture')
    const state = (/fixture=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'full') as FixtureState
    if (url.pathname.endsWith('/live')) {
      listeners.add(response.on('close', () => listeners.delete(response)))
      return live(response)
    }
    if (url.pathname.startsWith('/api/auth/')) return json(response, 200, {})
    if (url.pathname.startsWith('/api/v1/')) return await answer(request, response, url, state)
    if (url.pathname.startsWith('/fixture/')) return picture(response, url.pathname)
    await file(response, url.pathname)
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL, state: FixtureState): Promise<void> {
    const upload = /^\/api\/v1\/shops\/[^/]+\/uploads\/([^/]+)$/.exec(url.pathname)?.[1]
    const bytes = await read(request)
    if (request.method === 'PUT' && upload)
      return json(response, 200, receive(upload, Number(url.searchParams.get('offset')), bytes.length))
    const match = matchOf(request.method ?? 'GET', url.pathname.slice('/api/v1'.length))
    if (match === null) return json(response, 404, problem(404, `No endpoint ${request.method} ${url.pathname}`))
    const isOfFrame = match.name === 'GET /me'
    if (state === 'loading' && !isOfFrame) return
    if (state === 'failed' && !isOfFrame)
      return json(response, 503, problem(503, 'The database does not answer. Selvage tries again by itself; look again in a minute.'))
    const answers: Partial<Answers> = {
      ...fullAnswers(),
      ...(state === 'empty' ? {} : errataAnswers),
      ...(state === 'empty' ? emptyAnswers : {}),
    }
    try {
      const body: unknown = bytes.length === 0 ? undefined : JSON.parse(bytes.toString())
      const own = answers[match.name] as ((asked: Asked) => unknown) | undefined
      const found = own === undefined ? exampleOf(match.name, state) : own({ params: match.params, query: url.searchParams, body })
      json(response, 200, contract[match.name].answer.parse(found))
    } catch (error) {
      const status = (error as { status?: number }).status ?? 500
      json(response, status, problem(status, error instanceof Error ? error.message : 'unknown'))
    }
  }

  function receive(id: string, offset: number, bytes: number): unknown {
    const upload = world.uploads.get(id) ?? refuse(404, 'This upload is gone; send the file again.')
    const receivedBytes = Math.min(upload.sizeBytes, offset + bytes)
    const isWhole = receivedBytes === upload.sizeBytes
    const next = {
      ...upload,
      receivedBytes,
      file: isWhole
        ? { sha256: full.hash(receivedBytes), mediaType: 'application/pdf', pages: 12, layers: ['34', '36'], suggestedRole: null }
        : null,
    }
    world.uploads.set(id, next)
    return next
  }

  function fullAnswers(): Partial<Answers> {
    const pattern = ({ params }: Asked) => found(world.patterns, params.pattern)
    const connection = ({ params }: Asked) => found([...world.connections, full.keptByHand], params.connection)
    return {
      'GET /me': () => world.me,
      'POST /shops': ({ body }) => {
        const shop = { id: full.id(9), slug: 'own', isDemo: false, heldAt: null, ...(body as { name: string; currency: string }) }
        world.me.shops.push(shop)
        return shop
      },
      'POST /demo/remove': () => done,
      'GET /spokes': () => ({ items: world.spokes }),
      'GET /shops/{shop}/today': () => world.today,
      'POST /shops/{shop}/hold': ({ params, body }) => {
        const shop = found(world.me.shops, params.shop)
        shop.heldAt = (body as { isHeld: boolean }).isHeld ? new Date().toISOString() : null
        return shop
      },
      'GET /shops/{shop}/settings': () => ({ name: 'Studio Maren', fieldRules: { price: 'ask' } }),
      'PATCH /shops/{shop}/settings': ({ body }) => ({ name: 'Studio Maren', fieldRules: {}, ...(body as object) }),
      'GET /shops/{shop}/patterns': ({ query }) =>
        all(
          world.patterns
            .filter(one => one.title.toLowerCase().includes((query.get('search') ?? '').toLowerCase()) && query.get('archived') !== 'true')
            .map(one => ({
              ...one,
              cover: one.images[0]?.href ?? null,
              version: one.versions[0]?.number ?? null,
              price: one.prices[0]?.amount ?? null,
              shops: one.listings,
              sold: one.sales.sold,
            })),
        ),
      'POST /shops/{shop}/patterns': ({ body }) => {
        const made = { ...(world.patterns[6] ?? refuse(500, 'none')), ...(body as object), id: full.id(1900), listings: [], images: [] }
        world.patterns.push(made)
        return made
      },
      'GET /shops/{shop}/patterns/{pattern}': pattern,
      'PATCH /shops/{shop}/patterns/{pattern}': asked => {
        const { editNo, ...part } = asked.body as { editNo: number }
        if (editNo !== pattern(asked).editNo) refuse(409, 'Somebody else changed this pattern since. Look at theirs before you keep yours.')
        return Object.assign(pattern(asked), part, { editNo: editNo + 1, unsent: true })
      },
      'PUT /shops/{shop}/patterns/{pattern}/images': pattern,
      'POST /shops/{shop}/patterns/{pattern}/versions': pattern,
      'GET /shops/{shop}/patterns/{pattern}/claims': () => full.claims,
      'POST /shops/{shop}/patterns/{pattern}/claim-codes': () => full.claims,
      'POST /shops/{shop}/orders/{order}/claims/{pattern}/end': () => done,
      'POST /shops/{shop}/prices': ({ body }) => ({ changed: (body as { patternIds: string[] }).patternIds.length }),
      'POST /shops/{shop}/uploads': ({ body }) => {
        const upload = {
          id: full.id(20_000 + world.uploads.size),
          receivedBytes: 0,
          chunkBytes: 262_144,
          file: null,
          ...(body as { fileName: string; sizeBytes: number }),
        }
        if (upload.sizeBytes === 0) refuse(422, `${upload.fileName} is empty (0 bytes). Export it again and choose the new file.`)
        world.uploads.set(upload.id, upload)
        return upload
      },
      'GET /shops/{shop}/uploads/{upload}': ({ params }) =>
        world.uploads.get(params.upload ?? '') ?? refuse(404, 'This upload is gone; send the file again.'),
      'POST /shops/{shop}/preview': () => previewOf('publish'),
      'POST /shops/{shop}/publish': () => press(),
      'GET /shops/{shop}/publications': () => all(world.publications),
      'GET /shops/{shop}/publications/{publication}': ({ params }) => moved(found(world.publications, params.publication)),
      'POST /shops/{shop}/publications/{publication}/undo-preview': () => previewOf('undo'),
      'POST /shops/{shop}/publications/{publication}/undo': () => press(),
      'GET /shops/{shop}/listings': ({ query }) =>
        all(world.listings.filter(one => one.connectionId === query.get('connection') && one.state === (query.get('state') ?? one.state))),
      'GET /shops/{shop}/listings/{listing}': ({ params }) => found(world.listings, params.listing),
      'POST /shops/{shop}/listings/{listing}/retry': () => done,
      'POST /shops/{shop}/listings/{listing}/check': () => done,
      'GET /shops/{shop}/hand-edits': ({ query }) =>
        all(world.handEdits.filter(one => (one.settledAt !== null) === (query.get('settled') === 'true'))),
      'POST /shops/{shop}/hand-edits/{edit}': ({ params, body }) =>
        Object.assign(found(world.handEdits, params.edit), {
          settledAt: new Date().toISOString(),
          settledHow: (body as { how: string }).how === 'accept' ? 'accepted' : 'put-right',
        }),
      'GET /shops/{shop}/hand-steps': ({ query }) =>
        all(world.handSteps.filter(one => (query.get('state') === 'done') === (one.doneAt !== null))),
      'POST /shops/{shop}/hand-steps/{step}': ({ params, body }) =>
        Object.assign(found(world.handSteps, params.step), {
          doneAt: (body as { isDone: boolean }).isDone ? new Date().toISOString() : null,
          doneBy: (body as { isDone: boolean }).isDone ? 'you' : null,
        }),
      'GET /shops/{shop}/orders': ({ query }) =>
        all(
          world.orders.filter(
            one =>
              one.state === (query.get('state') ?? one.state) &&
              (query.get('unmatched') === null || one.unmatched > 0) &&
              `${one.number} ${one.buyer} ${one.patterns}`.toLowerCase().includes((query.get('search') ?? '').toLowerCase()),
          ),
        ),
      'GET /shops/{shop}/patterns/{pattern}/holders': call => full.holdersOf(pattern(call)),
      'GET /shops/{shop}/orders/{order}': ({ params }) => found(world.orders, params.order),
      'POST /shops/{shop}/orders/{order}/lines/{line}/match': () => ({ granted: 3 }),
      'GET /shops/{shop}/unreadable': () => ({
        items: [
          {
            id: full.id(7700),
            shop: 'Second shop',
            remoteId: '88',
            reason: 'Its amount has no currency. It was kept; ask the shop’s maker or read it again.',
            receivedAt: full.ago(400),
          },
        ],
      }),
      'GET /shops/{shop}/connections': () => ({ items: world.connections }),
      'POST /shops/{shop}/connections/check': ({ body }) =>
        (body as { settings: Record<string, string> }).settings.key === 'wrong'
          ? refuse(422, 'The shop does not know this key (401). Copy both halves again, without spaces.')
          : {
              name: 'Studio Maren',
              currency: 'EUR',
              url: 'https://studiomaren.example',
              canWrite: true,
              warnings: ['The clock of the shop is 40 s late.'],
            },
      'POST /shops/{shop}/connections': () => world.connections[1] ?? refuse(500, 'none'),
      'POST /shops/{shop}/connections/authorise': () => ({ url: '/' }),
      'GET /shops/{shop}/connections/{connection}/access': () => ({
        mayWrite: false,
        sentence: '“studiomaren.example” lets Selvage read only so far.',
        cannot: null,
        rights: [{ name: 'write_products', lets: 'add and change products' }],
        consent: { can: true, why: null },
        steps: ['Open the key “Selvage” in your shop and set it to Read/Write.', 'Then press “Look again” here.'],
      }),
      'POST /shops/{shop}/connections/{connection}/access': () => ({ url: '/' }),
      'POST /shops/{shop}/connections/{connection}/access/look': () => refuse(500, 'none'),
      'GET /shops/{shop}/connections/{connection}': connection,
      'PATCH /shops/{shop}/connections/{connection}': connection,
      'POST /shops/{shop}/connections/{connection}/remove': () => done,
      'GET /shops/{shop}/connections/{connection}/live-preview': () => ({
        sentences: [
          'Each new sale brings its buyer a mail with the link to the files.',
          'The 4,312 orders from before stay silent: nobody is told of them.',
          'Five listings are kept as they stand here; a press of Publish reaches them.',
        ],
        historyOrders: 4312,
        historyBuyers: 2977,
        patternsListed: 5,
        canGoLive: true,
        why: null,
      }),
      'POST /shops/{shop}/connections/{connection}/state': asked =>
        Object.assign(connection(asked), { state: (asked.body as { to: 'live' }).to }),
      'POST /shops/{shop}/connections/{connection}/look': () => done,
      'GET /shops/{shop}/connections/{connection}/sales-imports': () => all(work.salesImports),
      'GET /shops/{shop}/connections/{connection}/found': ({ params }) =>
        all(
          ['Wren Tee, PDF pattern', 'Gift bundle, spring', 'Sedge Socks']
            .slice(params.connection === full.id(500) ? 3 : 0)
            .map((title, at) => ({
              listingId: full.id(3900 + at),
              remoteId: String(40 + at),
              title,
              sku: at === 1 ? '' : at === 0 ? 'SM-101' : 'socks',
              price: full.eur(950),
              url: 'https://second.example/p/1',
              isPublished: at !== 1,
              sold: 40 * at,
              suggestion:
                at === 1
                  ? null
                  : {
                      patternId: full.id(at === 0 ? 1000 : 1005),
                      patternTitle: at === 0 ? 'Wren Tee' : 'Sedge Socks',
                      why: at === 0 ? 'the article number is the same' : 'title and cover are the same',
                    },
            })),
        ),
      'POST /shops/{shop}/connections/{connection}/adopt': ({ body }) => ({
        adopted: (body as { listings: unknown[] }).listings.length,
        granted: 41,
      }),
      'GET /shops/{shop}/connections/{connection}/invite-preview': () => ({
        buyers: 2977,
        batches: 30,
        sentence: '2,977 past buyers with an address have never been told of their library.',
        subject: 'Your patterns have a home',
        text: 'Hello,\n\neverything you bought from Studio Maren now lies in one library, always in its newest version.\n\nOpen it: (a link of your own)\n\nYou get this mail once.',
        canSend: false,
        why: 'The shop is in rehearsal. Go live first; then the invitation may leave.',
      }),
      'POST /shops/{shop}/connections/{connection}/invite': ({ body }) => ({ invited: (body as { buyers: number }).buyers }),
      'GET /shops/{shop}/connections/{connection}/deliveries': () =>
        all(
          (['done', 'unreadable', 'kept'] as const).map((state, at) => ({
            id: full.id(7700 + at),
            source: at === 0 ? ('hook' as const) : ('poll' as const),
            state,
            reason: state === 'unreadable' ? 'Its amount has no currency.' : null,
            remoteId: String(88 + at),
            times: at + 1,
            sizeBytes: 5210,
            receivedAt: full.ago(at * 44),
          })),
        ),
      'POST /shops/{shop}/deliveries/{delivery}/replay': () => done,
      'POST /shops/{shop}/deliveries/{delivery}/done': () => done,
      'GET /shops/{shop}/connections/{connection}/jobs': () => ({
        items: (['running', 'failed', 'done'] as const).map((state, at) => ({
          id: `j${at}`,
          name: 'poll',
          says: ['Reads new sales', 'Updates Harbour Tank', 'Looks for changes by hand'][at] ?? '',
          state,
          attempts: at === 1 ? 5 : 1,
          reason: state === 'failed' ? 'The shop answered 500.' : null,
          createdAt: full.ago(at * 9 + 1),
          endedAt: state === 'running' ? null : full.ago(at * 9),
        })),
      }),
      'POST /shops/{shop}/jobs/{job}/retry': () => done,
      'GET /shops/{shop}/mails': ({ query }) =>
        all(world.mails.filter(one => `${one.to} ${one.subject}`.toLowerCase().includes((query.get('search') ?? '').toLowerCase()))),
      'GET /shops/{shop}/mails/{mail}': ({ params }) => found(world.mails, params.mail),
      'POST /shops/{shop}/mails/{mail}/retry': () => done,
      'GET /shops/{shop}/keys': () => ({ items: world.keys, scopes: scopes.map(scope => ({ scope, opens: scopeWords[scope] })) }),
      'POST /shops/{shop}/keys': ({ body }) => {
        const row = { ...work.keys[0]!, ...(body as { name: string }), id: full.id(9900 + world.keys.length), lastUsedAt: null }
        world.keys.unshift(row)
        return { ...row, key: `${row.prefix}_${'k'.repeat(43)}` }
      },
      'POST /shops/{shop}/keys/{key}/revoke': ({ params }) =>
        Object.assign(found(world.keys, params.key), { revokedAt: new Date().toISOString() }),
    }
  }

  function press(): { publicationId: string } {
    world.pressedAt = Date.now()
    for (const waitMs of stepsMs) setTimeout(() => tell(), waitMs + 20).unref()
    return { publicationId: full.id(9000) }
  }

  const tell = () => {
    for (const listener of listeners) listener.write(`event: changed\ndata: ${JSON.stringify({ kinds: ['listing'] })}\n\n`)
  }

  /** After a press the rows of the first publication go from Waiting over Updating to Updated, as a real hub would tell it. */
  function moved(press: (typeof world.publications)[number]): typeof press {
    if (world.pressedAt === 0 || press.id !== full.id(9000)) return press
    const gone = stepsMs.filter(waitMs => Date.now() - world.pressedAt >= waitMs).length
    return {
      ...press,
      listings: press.listings.map((listing, at) => {
        const state = gone - at < 1 ? ('waiting' as const) : gone - at < 2 ? ('working' as const) : ('updated' as const)
        return { ...listing, state, provenAt: state === 'updated' ? new Date().toISOString() : null }
      }),
    }
  }

  await new Promise<void>(listening => server.listen(port, '127.0.0.1', listening))
  const address = server.address()
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`,
    stop: () =>
      new Promise(stopped => {
        server.closeAllConnections()
        server.close(() => stopped())
      }),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await startFixtureServer({ port: Number(process.env.PORT ?? 4480) })
  process.stdout.write(`${origin}\n`)
}
