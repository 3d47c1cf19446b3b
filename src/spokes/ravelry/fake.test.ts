/** The pretend Ravelry is as strict as Ravelry's own page: each rule with a request that breaks it and is refused. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Wanted } from '#kit/contract-stage.ts'
import type { App, Product } from './fake/state.ts'
import { ask, bending, failing, far, make, ownStore, stage, under, verb, wantedOf, wish, withData } from './testing.ts'

ownStore()

const basic = (name: string, word: string) => ({ authorization: `Basic ${Buffer.from(`${name}:${word}`).toString('base64')}` })
const said = ({ status, body }: { status: number; body: unknown }) => [status, JSON.stringify(body)] as const
const assertRefused = (answer: { status: number; body: unknown }, status: number, words: RegExp) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.match(said(answer)[1], words)
}

describe('keys', () => {
  test('that are missing or wrong are refused with 403, and a dead token with 401', async () => {
    for (const headers of [{ authorization: '' }, basic(stage.settings.accessKey, 'wrong'), basic('wrong', stage.settings.personalKey)])
      assertRefused(await ask('GET', '/current_user.json', { headers }), 403, /keys are not valid/)
    assertRefused(await ask('GET', '/current_user.json', { headers: { authorization: 'Bearer none' } }), 401, /token is not valid/)
  })

  test('that are read only do nothing that needs a user', async () => {
    const { readUser, readPassword } = (await verb('app', {})) as App
    assertRefused(await ask('GET', '/stores/list.json', { headers: basic(readUser, readPassword) }), 403, /authenticated user/)
  })

  test('of an app read no sales, write only when Ravelry has listed it, and are good for one thing where asked so', async () => {
    const bearer = async (scopes: readonly string[]) => {
      const { access } = (await verb('grant', { username: 'pretendknits', scopes })) as { access: string }
      return { authorization: `Bearer ${access}` }
    }
    const store = stage.settings.storeId
    const purchases = `/stores/${store}/purchases.json?store_id=${store}`
    assertRefused(
      await ask('GET', purchases, { headers: await bearer(['patternstore-read', 'patternstore-write']) }),
      403,
      /not available to OAuth/,
    )
    assertRefused(
      await ask('POST', '/products/1.json', { data: {}, headers: await bearer(['patternstore-read']) }),
      403,
      /lacks the scope patternstore-write/,
    )
    assertRefused(await ask('GET', '/stores/list.json', { headers: await bearer(['carts-only']) }), 403, /good for carts-only alone/)
  })

  test('once too many requests came in a minute are refused without a word of when to come back', async () => {
    await verb('settings', { perMinute: 60 })
    const answers = await Promise.all(Array.from({ length: 65 }, () => ask('GET', '/current_user.json')))
    await stage.fake.limits({ are: 'raised' })
    const refused = answers.filter(({ status }) => status === 429)
    assert.ok(refused.length >= 5)
    assert.equal(refused[0]!.headers.get('retry-after'), null)
  })
})

describe('requests', () => {
  test('to no method, by another verb, or with a JSON body where a form is expected are refused', async () => {
    assertRefused(await ask('GET', '/nothing.json'), 404, /Not found/)
    assertRefused(await ask('GET', '/products/create.json'), 405, /Method Not Allowed/)
    const response = await fetch(`${stage.baseUrl}/products/create.json`, {
      method: 'POST',
      headers: { ...basic(stage.settings.accessKey, stage.settings.personalKey), 'content-type': 'application/json' },
      body: JSON.stringify({ store_id: stage.settings.storeId }),
    })
    assert.equal(response.status, 400)
  })

  test('that read carry an ETag, by which an answer that is the same is not sent again', async () => {
    const first = await ask('GET', '/pattern_categories/list.json')
    const again = await ask('GET', '/pattern_categories/list.json', { headers: { 'if-none-match': first.headers.get('etag')! } })
    assert.deepEqual([first.status, again.status, again.body], [200, 304, ''])
  })

  test('of more than 50 MB are refused with 413, and she reads so', async () => {
    const files = [{ key: 'a4', name: 'Big.pdf', sha256: stage.keep(new Uint8Array(51 * 1024 * 1024), 'application/pdf') }]
    const error = await failing(wish(await make(), { files }), real => real)
    assert.deepEqual([error.remedy, /takes 50 MB at once/.test(error.message)], ['seller', true])
  })
})

describe('purchases', () => {
  const ofStore = (query: Record<string, string>) =>
    ask(
      'GET',
      `/stores/${stage.settings.storeId}/purchases.json?${new URLSearchParams({ store_id: String(stage.settings.storeId), ...query })}`,
    )

  for (const [query, words] of [
    [{ page_size: '251' }, /more than 250/],
    [{ creator: 'everybody' }, /must be one of all/],
    [{ sort: 'price' }, /must be one of date/],
    [{ min_paid_date: '2026-03-01T00:00:00Z' }, /with offset/],
    [{ month: '2026-03-15' }, /YYYY-MM-01/],
  ] as const)
    test(`with ${JSON.stringify(query)} are refused`, async () => assertRefused(await ofStore(query), 400, words))

  test('of another store are not found', async () => {
    assertRefused(await ask('GET', '/stores/1/purchases.json?store_id=1'), 404, /Store was not found/)
    assertRefused(await ask('GET', `/stores/${stage.settings.storeId}/purchases.json`), 400, /Missing required parameter store_id/)
  })
})

describe('products', () => {
  let wanted: Wanted
  let draftId: number
  before(async () => {
    wanted = await make()
    const { body } = await ask('POST', '/drafts/patterns/create.json', {
      data: {
        name: 'Bare',
        draft_business_id: Number(
          await ask('GET', '/drafts/patterns/list.json').then(
            ({ body: all }) => (all as { businesses: { id: string }[] }).businesses[0]!.id,
          ),
        ),
      },
    })
    draftId = (body as { draft_pattern: { id: number } }).draft_pattern.id
  })
  const create = (form: Record<string, string>) =>
    ask('POST', '/products/create.json', { form: { store_id: String(stage.settings.storeId), ...form } })
  const bare = async () => ((await create({ draft_pattern_id: String(draftId) })).body as { product: { id: number } }).product.id
  const write = (id: number, data: object) => ask('POST', `/products/${id}.json`, { data })

  test('are made of exactly one thing that is there', async () => {
    assertRefused(await create({}), 400, /Only one of/)
    assertRefused(await create({ draft_pattern_id: String(draftId), pattern_source_id: '5' }), 400, /Only one of/)
    assertRefused(await create({ draft_pattern_id: '7' }), 404, /not found/)
  })

  test('are for sale only with a file, a price and in an open store; nothing of a refused change is kept', async () => {
    const id = await bare()
    assertRefused(await write(id, { title: 'Kept?', active: true }), 400, /needs an attachment/)
    const { products } = (await ask('GET', `/stores/${stage.settings.storeId}/products.json?store_id=${stage.settings.storeId}`)).body as {
      products: { id: number }[]
    }
    assert.ok(!products.some(one => one.id === id), 'the store lists active ones alone')
    assert.notEqual(((await verb('products')) as Product[]).find(one => one.id === id)!.title, 'Kept?')
  })

  test('have a price above zero in a currency of PayPal', async () => {
    const id = await bare()
    assertRefused(await write(id, { price: '5.00' }), 400, /needs a currency/)
    assertRefused(await write(id, { price: '5.00', currency: 'ISK' }), 400, /PayPal/)
    assertRefused(await write(id, { price: '0.00', currency: 'EUR' }), 400, /greater than 0/)
    assertRefused(await write(id, { price: 5, currency: 'EUR' }), 400, /expected string/)
  })

  test('lose their place in the shop with their last file', async () => {
    for (const { id } of (await far(wanted)).product.attachments) await ask('DELETE', `/product_attachments/${id}.json`)
    assert.equal((await far(wanted)).product.isActive, false)
  })

  test('from a client that sends the price as a number are refused', async () => {
    const number = bending(
      'POST',
      /\/products\/\d+\.json$/,
      withData(data => ('price' in data ? { ...data, price: 7.5 } : data)),
    )
    assert.match((await failing(wantedOf(), number)).message, /Invalid value for price/)
  })
})

describe('drafts and pages', () => {
  test('take crafts, categories and attributes from the lists alone, and a name', async () => {
    const business = stage.settings.storeId! - 41_003 + 51_003
    const create = (data: object) =>
      ask('POST', '/drafts/patterns/create.json', { data: { name: 'Wren', draft_business_id: business, ...data } })
    assertRefused(await create({ name: ' ' }), 400, /blank/)
    assertRefused(await create({ craft_id: 99 }), 400, /Craft is not in the list/)
    assertRefused(await create({ craft_id: '2' }), 400, /expected integer/)
    assertRefused(await create({ pattern_classifications: [{ pattern_category_id: 1 }] }), 400, /no such pattern_category_id/)
    assertRefused(await create({ draft_business_id: 1 }), 400, /not one of yours/)
    const { body } = await create({})
    const { id } = (body as { draft_pattern: { id: number } }).draft_pattern
    const { errors } = (await ask('POST', `/drafts/patterns/${id}/publish.json`, { form: { preview: 'true' } })).body as {
      errors: { message: string }[]
    }
    assert.deepEqual(
      errors.map(({ message }) => message),
      ['Please choose a craft'],
    )
  })

  test('once published are changed as pages, and cannot be published again', async () => {
    const wanted = await make()
    const drafts = (
      (await ask('GET', '/drafts/patterns/list.json')).body as { draft_patterns: { id: number; published_pattern_id: number | null }[] }
    ).draft_patterns
    const page = (await far(wanted)).product.soldOn.id
    const draft = drafts.find(({ published_pattern_id }) => published_pattern_id === page)!
    assertRefused(await ask('PUT', `/drafts/patterns/${draft.id}.json`, { data: { name: 'X' } }), 400, /Edit the pattern instead/)
    assertRefused(await ask('POST', `/drafts/patterns/${draft.id}/publish.json`), 400, /published already/)
  })

  test('are unpublished within seven days, and never once sold or in a project', async () => {
    const draftOf = async (wanted: Wanted) => {
      const { draft_patterns: all } = (await ask('GET', '/drafts/patterns/list.json')).body as {
        draft_patterns: { id: number; published_pattern_id: number | null }[]
      }
      const page = (await far(wanted)).product.soldOn.id
      return all.find(({ published_pattern_id }) => published_pattern_id === page)!.id
    }
    const unpublish = async (id: number) => ask('POST', `/drafts/patterns/${id}/unpublish.json`)
    const [fresh, sold, old] = [await make(), await make(), await make()]
    const ids = [await draftOf(fresh), await draftOf(sold), await draftOf(old)] as const
    await stage.fake.sell({ lines: [{ remoteId: sold.remoteId! }], email: null, name: 'A' })
    assert.equal((await unpublish(ids[0])).status, 200)
    assert.deepEqual([(await far(fresh)).product.soldOn.type, (await far(fresh)).product.isActive], ['DraftPattern', false])
    assertRefused(await unpublish(ids[1]), 400, /sold or downloaded/)
    await stage.advance(8 * 86_400_000)
    assertRefused(await unpublish(ids[2]), 400, /more than 7 days/)
    assertRefused(await unpublish(ids[0]), 400, /has not been published/)
  })
})

describe('uploads', () => {
  const image = (token: string, bytes: string) => {
    const form = new FormData()
    form.set('upload_token', token)
    form.set('file0', new Blob([bytes], { type: 'image/png' }), 'a.png')
    return fetch(`${stage.baseUrl}/upload/image.json`, { method: 'POST', body: form })
  }
  const token = async () => ((await ask('POST', '/upload/request_token.json')).body as { upload_token: string }).upload_token

  test('need a token that serves once, and no keys', async () => {
    const one = await token()
    assert.deepEqual(
      [(await image(one, '\x89PNG')).status, (await image(one, '\x89PNG')).status, (await image('made up', '\x89PNG')).status],
      [200, 403, 403],
    )
  })

  test('of what is no picture fail when the photo is made, and she reads so', async () => {
    const images = [{ sha256: stage.keep(new TextEncoder().encode('not a picture'), 'image/png'), alt: '' }]
    assert.match((await failing(wantedOf({ images }), real => real)).message, /could not make a photo/)
  })

  test('of a form without its boundary are refused', async () => {
    const bad = await ask('POST', '/product_attachments/upload.json', { form: { product_id: '1' } })
    assertRefused(bad, 400, /multipart/)
  })
})

test('what never happens at Ravelry is refused by the verbs, with the reason', async () => {
  const wanted = await make()
  const lines = [{ remoteId: wanted.remoteId! }]
  const sale = { lines, email: null, name: 'A' }
  await assert.rejects(stage.fake.sell({ ...sale, state: 'pending' }), /never: Ravelry exports what was paid/)
  await assert.rejects(stage.fake.sell({ ...sale, lines: [{ ...lines[0]!, quantity: 2 }] }), /never: Ravelry sells one copy/)
  await assert.rejects(stage.fake.cancel({ remoteId: '1' }), /never: what was bought at Ravelry is refunded/)
})

test('keys that were taken away mean: connect anew', async () => {
  assert.equal((await under('revoked', () => failing(wantedOf(), real => real))).remedy, 'reconnect')
})
