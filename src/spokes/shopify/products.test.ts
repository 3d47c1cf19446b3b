/** Products: what the shop's lists do, what it refuses, and what of a seller's own product is left alone. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { difference } from '#hub/listing/difference.ts'
import { money, type SeenListing } from '#kit'
import { publish, readBack } from '#kit/contract-stage.ts'
import type { Fetch } from '#kit/http.ts'
import { productNodesOperation, productsAgainOperation } from './queries.ts'
import spoke from './spoke.ts'
import { bending, failing, openStore, type Store } from './testing.ts'

let store: Store
before(async () => {
  store = await openStore()
})
after(() => store.stage.stop())

const set = async (variables: { i?: unknown; n: unknown }) => {
  const { body } = await store.raw(
    'mutation T($i: ProductSetIdentifiers, $n: ProductSetInput!) { productSet(identifier: $i, input: $n, synchronous: true) { product { id } userErrors { code field message } } }',
    variables,
  )
  const payload = (body.data as unknown as { productSet: { product: { id: string } | null; userErrors: { code: string }[] } }).productSet
  return { id: payload.product?.id ?? null, code: payload.userErrors[0]?.code ?? null }
}
const productOf = async (remoteId: string | null) => (await store.far()).products.find(({ id }) => String(id) === remoteId)!
const variant = { optionValues: [{ optionName: 'Title', name: 'Default Title' }], price: '5' }
const options = [{ name: 'Title', values: [{ name: 'Default Title' }] }]

test('the pretend shop refuses what the real one refuses, each with its code', async () => {
  const refusals: [unknown, unknown, string][] = [
    [undefined, { title: ' ' }, 'INVALID_PRODUCT'],
    [undefined, { title: 'x'.repeat(256) }, 'INVALID_PRODUCT'],
    [{ id: 'gid://shopify/Product/1' }, { title: 'x' }, 'PRODUCT_DOES_NOT_EXIST'],
    [{ customId: { namespace: 'nobody', key: 'defined', value: '1' } }, { title: 'x' }, 'INVALID_METAFIELD'],
    [undefined, { title: 'x', variants: [variant] }, 'PRODUCT_OPTIONS_INPUT_MISSING'],
    [undefined, { title: 'x', productOptions: options }, 'VARIANTS_INPUT_MISSING'],
    [
      undefined,
      { title: 'x', productOptions: options, variants: [{ ...variant, optionValues: [{ optionName: 'Size', name: 'M' }] }] },
      'OPTION_DOES_NOT_EXIST',
    ],
    [undefined, { title: 'x', productOptions: options, variants: [{ ...variant, price: '-1' }] }, 'INVALID_VARIANT'],
    [undefined, { title: 'x', productOptions: options, variants: [{ ...variant, price: '1.005' }] }, 'INVALID_VARIANT'],
    [
      undefined,
      { title: 'x', productOptions: options, variants: [{ ...variant, id: 'gid://shopify/ProductVariant/1' }] },
      'PRODUCT_VARIANT_DOES_NOT_EXIST',
    ],
    [undefined, { title: 'x', files: [{ id: 'gid://shopify/MediaImage/1' }] }, 'NOT_FOUND'],
    [undefined, { title: 'x', files: [{ originalSource: 'https://elsewhere.example/a.pdf', contentType: 'FILE' }] }, 'INVALID_INPUT'],
    [undefined, { title: 'x', tags: Array.from({ length: 251 }, (_, at) => `t${at}`) }, 'INVALID_PRODUCT'],
  ]
  const before = (await store.far()).products.length
  for (const [i, n, code] of refusals)
    assert.equal((await set({ ...(i === undefined ? {} : { i }), n })).code, code, JSON.stringify(n).slice(0, 80))
  assert.equal((await store.far()).products.length, before, 'nothing was made of any of them')
})

test('our id is unique: the metafields must hold it, and no second product may', async () => {
  const { listingId, remoteId } = await store.make({ images: [] })
  const i = { customId: { namespace: 'selvage', key: 'listing', value: listingId } }
  assert.equal(
    (await set({ i, n: { title: 'x', metafields: [{ namespace: 'selvage', key: 'listing', type: 'id', value: 'another' }] } })).code,
    'METAFIELD_MISMATCH',
  )
  assert.equal(
    (await set({ n: { title: 'x', metafields: [{ namespace: 'selvage', key: 'listing', type: 'id', value: listingId }] } })).code,
    'CAPABILITY_VIOLATION',
  )
  assert.equal((await set({ i, n: { title: 'Found again' } })).id, `gid://shopify/Product/${remoteId}`)
})

test('an update never names a list of hers: metafields, barcode and other fields stay as they are', async () => {
  const { id } = await set({
    n: { title: 'Hers', metafields: [{ namespace: 'custom', key: 'care', type: 'single_line_text_field', value: 'wash cold' }] },
  })
  const remoteId = id!.replace(/.*\//, '')
  const wanted = { ...store.wantedOf({ images: [], title: 'Adopted' }), remoteId }
  await publish(store.stage, [wanted])
  assert.deepEqual(await store.left(wanted), [])
  assert.deepEqual(
    (await productOf(remoteId)).metafields.map(({ key }) => key),
    ['care'],
  )
  // And were they named in part, they would be gone.
  const careless = bending(({ query, variables }) =>
    query.includes('SetProducts')
      ? { variables: { ...variables, n0: { ...(variables.n0 as unknown as object), metafields: [] } } as never }
      : {},
  )
  const renamed = { ...wanted, desired: { ...wanted.desired, title: 'Renamed' } }
  await publish(store.stage, [renamed], { ctx: store.stage.ctx({ bend: careless }) })
  assert.deepEqual((await productOf(remoteId)).metafields, [])
})

test('the variant stays the same one through changes of price, sale and SKU, so that carts and orders keep it', async () => {
  const wanted = await store.make({ images: [] })
  const before = (await productOf(wanted.remoteId)).variants
  const changed = {
    ...wanted,
    desired: { ...wanted.desired, price: money(900n, 'EUR'), sku: 'NEW', salePrice: { price: money(500n, 'EUR'), from: null, to: null } },
  }
  await publish(store.stage, [changed])
  assert.deepEqual(await store.left(changed), [])
  const [after_, ...others] = (await productOf(wanted.remoteId)).variants
  assert.deepEqual(
    [after_!.id, after_!.price, after_!.compareAtPrice, after_!.sku, after_!.requiresShipping, others.length],
    [before[0]!.id, '5.00', '9.00', 'NEW', false, 0],
  )
})

test('a product of hers with several variants is not flattened: she is told', async () => {
  const sizes = {
    productOptions: [{ name: 'Size', values: [{ name: 'S' }, { name: 'M' }] }],
    variants: ['S', 'M'].map(name => ({ optionValues: [{ optionName: 'Size', name }], price: '4' })),
  }
  const { id } = await set({ n: { title: 'Two sizes', ...sizes } })
  const remoteId = id!.replace(/.*\//, '')
  const [observed] = await spoke.readListingsById(store.stage.ctx(), [remoteId])
  const { listingId, desired } = store.wantedOf({ images: [] })
  const found = difference(spoke.project(desired), observed!.content, spoke.fields)
  assert.throws(
    () => spoke.plan({ listingId, desired, observed: observed!, difference: found, delivery: store.stage.delivery }),
    /several variants/,
  )
  assert.equal((await productOf(remoteId)).variants.length, 2)
})

test('a foreign single variant under an option of hers keeps that option', async () => {
  const own = {
    productOptions: [{ name: 'Format', values: [{ name: 'PDF' }] }],
    variants: [{ optionValues: [{ optionName: 'Format', name: 'PDF' }], price: '4' }],
  }
  const { id } = await set({ n: { title: 'Hers', ...own } })
  const wanted = { ...store.wantedOf({ images: [] }), remoteId: id!.replace(/.*\//, '') }
  await publish(store.stage, [wanted])
  assert.deepEqual(await store.left(wanted), [])
  assert.deepEqual((await productOf(wanted.remoteId)).variants[0]!.options, [{ name: 'Format', value: 'PDF' }])
})

test('active alone shows nothing to shoppers; archived and unlisted count as not for sale', async () => {
  const wanted = await store.make({ images: [] })
  const seen = async () => (await readBack(store.stage, [wanted])).get(wanted.remoteId!)!.content.isPublished
  const i = { id: `gid://shopify/Product/${wanted.remoteId}` }
  for (const [status, isOn] of [
    ['ARCHIVED', false],
    ['UNLISTED', false],
    ['ACTIVE', true],
  ] as const) {
    await set({ i, n: { status } })
    assert.equal(await seen(), isOn, status)
  }
  await store.raw(
    'mutation U($id: ID!, $p: [PublicationInput!]!) { publishableUnpublish(id: $id, input: $p) { userErrors { message } } }',
    { id: i.id, p: [{ publicationId: 'gid://shopify/Publication/91001' }] },
  )
  assert.equal(await seen(), false)
  assert.deepEqual(await store.left(wanted), ['isPublished'])
  await publish(store.stage, [wanted])
  assert.equal(await seen(), true)
})

test('a listing shows to shoppers only when all of it is right, and is hidden before it is changed', () => {
  const { listingId, desired } = store.wantedOf()
  const kinds = (wanted: typeof desired, observed: Parameters<typeof spoke.plan>[0]['observed']) =>
    spoke
      .plan({
        listingId,
        desired: wanted,
        observed,
        difference: difference(spoke.project(wanted), observed?.content ?? null, spoke.fields),
        delivery: store.stage.delivery,
      })
      .map(({ kind }) => kind)
  assert.deepEqual(kinds(desired, null), ['create', 'pictures', 'publish'])
  const content = spoke.project(desired)
  const extras = {
    listingId,
    status: 'ACTIVE',
    variants: 1,
    variantId: 'gid://shopify/ProductVariant/1',
    options: [],
    others: [],
    pictures: content.images.map(({ sha256, alt }) => ({
      id: 'gid://shopify/MediaImage/1',
      mark: sha256.slice(0, 16),
      alt,
      state: 'ready',
    })),
  }
  const there = { remoteId: '1', url: null, content, mark: null, extras }
  assert.deepEqual(kinds({ ...desired, title: 'Other', isPublished: false }, there), ['unpublish', 'update'])
})

test('a shop without an Online Store says so; one whose website has another name is found all the same', async () => {
  const other = await openStore({}, 5)
  try {
    type Nodes = { catalog: { title: string } }[]
    const asked =
      (change: (nodes: Nodes) => unknown[]) =>
      (real: Fetch): Fetch =>
      async (url, init) => {
        const response = await real(url, init)
        if (!String(init?.body).includes('query Publications')) return response
        const body = (await response.json()) as { data: { publications: { nodes: Nodes } } }
        return Response.json({ ...body, data: { publications: { nodes: change(body.data.publications.nodes) } } })
      }
    const none = await failing(
      other,
      other.wantedOf({ images: [] }),
      asked(nodes => nodes.slice(1)),
    )
    assert.deepEqual([none.remedy, /Online Store/.test(none.message)], ['seller', true])
    const wanted = other.wantedOf({ images: [] })
    const ctx = other.stage.ctx({ bend: asked(nodes => nodes.map(node => ({ ...node, catalog: { title: 'Onlineshop' } }))) })
    await publish(other.stage, [wanted], { ctx })
    assert.deepEqual(await other.left(wanted), [])
  } finally {
    await other.stage.stop()
  }
})

test('requests: five listings are made in one, ten are read back in one and searched for in one', async () => {
  const many = Array.from({ length: 10 }, () => store.wantedOf({ images: [], isPublished: false }))
  await store.stage.fake.resetRequests()
  await publish(store.stage, many)
  const { byRoute } = await store.stage.fake.requests()
  const count = (operation: string) => byRoute[`POST /admin/api/{version}/graphql.json ${operation}`] ?? 0
  assert.deepEqual([count('mutation SetProducts'), count('query ProductsById')], [2, 1])
  await store.stage.fake.resetRequests()
  const found = await spoke.findOwn(
    store.stage.ctx(),
    many.map(({ listingId }) => ({ listingId, sku: '' })),
  )
  assert.equal(found.size, 10)
  assert.equal((await store.stage.fake.requests()).total, 1)
})

test('what was set moments ago is read again without its pictures, for a third of the points; what else is there is as it was seen', async () => {
  const wanted = await store.make()
  const ctx = store.stage.ctx()
  const ids = [wanted.remoteId!]
  const [whole] = await spoke.readListingsById(ctx, ids)
  assert.ok(whole !== undefined && whole.content.images.length > 0)
  await store.stage.fake.edit({ remoteId: wanted.remoteId!, set: { price: '9.25', title: 'By hand' } })
  const read = async (fields: SeenListing['fields']) => {
    await store.stage.fake.resetRequests()
    const [listing] = await spoke.readListingsById(ctx, ids, new Map([[wanted.remoteId!, { observed: whole, fields }]]))
    return { listing: listing!, routes: Object.keys((await store.stage.fake.requests()).byRoute).map(route => route.split(' ').at(-1)) }
  }
  const again = await read(['price'])
  const anew = await read(['images'])
  assert.deepEqual([again.routes, anew.routes], [['ProductsAgain'], ['ProductsById']])
  assert.deepEqual(again.listing.content, anew.listing.content)
  assert.deepEqual(again.listing.extras, anew.listing.extras)
  assert.deepEqual([again.listing.content.price.minor, again.listing.content.title], [925n, 'By hand'])
  assert.ok(productsAgainOperation(1).cost * 3 < productNodesOperation(1).cost)
})

test('a definition that is not there yet is made once, by the first who misses it', async () => {
  const other = await openStore({}, 6)
  try {
    assert.equal((await spoke.findOwn(other.stage.ctx(), [{ listingId: 'x', sku: 'x' }])).size, 0)
    await other.make({ images: [] })
    await other.make({ images: [] })
    const { byRoute } = await other.stage.fake.requests()
    assert.equal(byRoute['POST /admin/api/{version}/graphql.json mutation DefineListingId'], 1)
    assert.deepEqual(
      (await other.far()).definitions.map(({ namespace, key, type, ownerType }) => [namespace, key, type, ownerType]),
      [['selvage', 'listing', 'id', 'PRODUCT']],
    )
  } finally {
    await other.stage.stop()
  }
})

test('a product taken out of the website by hand is seen by its mark, also where its time of change stays', async () => {
  const wanted = await store.make({ images: [] })
  await store.stage.advance(60_000)
  const { readMarks } = spoke
  assert.ok(typeof readMarks === 'function')
  const mark = async () => (await readMarks(store.stage.ctx(), [wanted.remoteId!])).get(wanted.remoteId!)
  const calm = await mark()
  assert.equal((await readBack(store.stage, [wanted])).get(wanted.remoteId!)!.mark, calm, 'the same by either way of looking')
  const silent =
    (real: Fetch): Fetch =>
    async (url, init) => {
      const response = await real(url, init)
      return Response.json(JSON.parse((await response.text()).replace(/"onlineStoreUrl":"[^"]*"/, '"onlineStoreUrl":null')))
    }
  const hidden = (await readMarks(store.stage.ctx({ bend: silent }), [wanted.remoteId!])).get(wanted.remoteId!)
  assert.ok(hidden !== null && hidden !== calm)
})
