/** Plays Patternmart over HTTP. A fake kinder than the platform is a defect: each strictness you learn of belongs here first. */
import type { Fake, Json } from '#kit'
import { FakeClock } from '#kit/fake-clock.ts'
import { type FakePlatform, type FakeReply, type FakeRequest, serveFake } from '#kit/fake-server.ts'
import { StateFile } from '#kit/fake-state.ts'
import type { Item } from './wire.ts'

interface State {
  items: Item[]
  next: number
}
type Fields = Record<string, unknown>

const apiKey = 'pm_key_of_the_fake_0001'
const reply = (status: number, body: unknown, headers: Record<string, string> = {}): FakeReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

function answer(state: State, { method, path, query, headers, body }: FakeRequest): FakeReply {
  if (headers.authorization !== `Bearer ${apiKey}`) return reply(401, { error: 'unknown key' })
  const given = body.length === 0 ? {} : (JSON.parse(body.toString()) as Fields)
  if (path === '/api/shop') return reply(200, { name: 'Pretend patterns', currency: 'EUR', url: 'https://shop.example/' })
  if (path === '/api/items' && method === 'GET') {
    const [ids, references] = ['ids', 'references'].map(name => (query.get(name) ?? '').split(','))
    return reply(
      200,
      state.items.filter(item => ids!.includes(item.id) || references!.includes(item.reference ?? ' ')),
    )
  }
  if (path === '/api/items' && method === 'POST') {
    const taken = state.items.find(({ reference }) => reference !== null && reference === given.reference)
    if (taken !== undefined) return reply(409, { error: 'reference taken', id: taken.id })
    const item: Item = { reference: null, title: '', text: '', sku: '', price: '0.00', isLive: false, ...given, id: String(state.next++) }
    state.items.push(item)
    return reply(201, item)
  }
  const item = state.items.find(({ id }) => path === `/api/items/${id}`)
  if (item === undefined || method !== 'PUT') return reply(404, { error: 'not found' })
  Object.assign(item, given, { id: item.id })
  return reply(200, item)
}

const start: Fake['start'] = async options => {
  const state = ((await StateFile.read(options.stateDir)) as State | null) ?? { items: [], next: 1 }
  const file = new StateFile(options.stateDir, () => JSON.stringify(state))
  const home = { url: '' }
  const itemOf = (input: Json): Item => state.items.find(({ id }) => id === (input as { remoteId: string }).remoteId)!
  const platform: FakePlatform = {
    routeOf: (_method, path) => path.replace(/\/\d+$/, '/{id}'),
    handle: async request => answer(state, request),
    tooLarge: () => reply(413, { error: 'too large' }),
    refusal: (name, value) => (name === 'throttles' ? reply(429, { error: 'slow down' }, { 'retry-after': String(value ?? 1) }) : null),
    faultNames: [],
    maxBodyBytes: 1_000_000,
    clock: new FakeClock(),
    verbs: {
      credentials: async () => ({ baseUrl: home.url, settings: { apiKey } }),
      listings: async () =>
        state.items.map(({ id, title, text, sku, price, isLive }) => ({
          remoteId: id,
          title,
          description: text,
          sku,
          price,
          salePrice: null,
          isPublished: isLive,
          tags: [],
          categories: [],
          images: 0,
          files: [],
        })),
      limits: async () => ({ says: 'none are known', isTimed: false }),
      fewest: async input => ({
        calls: (input as { listings: number }).listings,
        ms: 0,
        says: 'one call a listing, whose answer tells it',
      }),
      edit: async input => void Object.assign(itemOf(input), (input as { set: Fields }).set),
      remove: async input => void state.items.splice(state.items.indexOf(itemOf(input)), 1),
    },
    changed: () => file.changed(),
    stop: () => file.close(),
  }
  return serveFake(options, platform, url => {
    home.url = url
  })
}

const fake: Fake = { id: 'patternmart', faults: {}, start }
export default fake
