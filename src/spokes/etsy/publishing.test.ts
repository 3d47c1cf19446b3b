/** Publishing against the pretend Etsy, in the places where Etsy is unlike others. Asserted on the far side. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SeenListing } from '#kit'
import { paper, picture, publish, readBack } from '#kit/contract-stage.ts'
import { apply } from './apply.ts'
import { listingFee } from './plan.ts'
import spoke from './spoke.ts'
import { bending, failing, farListing, make, observe, ownShop, stage, takes, under, verb, wantedOf, wish, withForm } from './testing.ts'

ownShop()
const pdf = (text: string) => stage.keep(paper(text), 'application/pdf')
const file = (key: string, text: string) => ({ key, name: `Pattern ${key}.pdf`, sha256: pdf(text) })
const planFor = async (wanted: ReturnType<typeof wantedOf>) => {
  const { observed, difference } = await observe(wanted)
  return spoke.plan({ listingId: wanted.listingId, desired: wanted.desired, observed, difference, delivery: stage.delivery })
}

test('a new listing goes draft, pictures and files, price, texts, for sale: five steps, so six looks; the fee is told before, and once', async () => {
  const wanted = wantedOf()
  const before = await planFor(wanted)
  assert.deepEqual(
    before.map(({ kind }) => kind),
    ['create', 'media', 'inventory', 'texts', 'on-sale'],
  )
  assert.deepEqual(
    before.map(({ cost }) => cost),
    [null, null, null, null, listingFee],
  )
  assert.match(before[4]!.says, /0\.20 USD/)
  assert.equal((await publish(stage, [wanted])).steps, 5)
  const there = await farListing(wanted)
  assert.deepEqual(
    [there.type, there.state, there.quantity, there.autoRenew, there.whoMade, there.whenMade],
    ['download', 'active', 999, false, 'i_did', '2020_2025'],
  )
  assert.doesNotMatch(there.description, /Selvage/)
  assert.equal(
    ((await verb('ledger')) as { type: string; reference: string }[]).filter(
      ({ type, reference }) => type === 'listing' && reference === wanted.remoteId,
    ).length,
    1,
  )
})

test('off sale is free, and nothing of it costs; on again tells the fee', async () => {
  const wanted = await make()
  const off = wish(wanted, { isPublished: false })
  assert.deepEqual(
    (await planFor(off)).map(({ kind, cost }) => [kind, cost]),
    [['off-sale', null]],
  )
  await publish(stage, [off])
  assert.equal((await farListing(wanted)).state, 'inactive')
  assert.deepEqual(
    (await planFor(wanted)).map(({ cost }) => cost),
    [listingFee],
  )
})

test('a corrected file goes up before the old one comes down, and the listing is never without', async () => {
  const wanted = await make({ files: [file('a4', 'one')] })
  const corrected = wish(wanted, { files: [file('a4', 'two')] })
  const order: string[] = []
  await publish(stage, [corrected], {
    ctx: stage.ctx({
      bend: real => async (url, init) => {
        const answer = await real(url, init)
        if (/\/files/.test(url) && init?.method !== 'GET') order.push(`${init?.method} ${(await farListing(wanted)).files.length}`)
        return answer
      },
    }),
  })
  assert.deepEqual(order, ['POST 2', 'DELETE 1'])
  assert.deepEqual((await observe(corrected)).left, [])
})

test('with five files one of the old goes first, never the last; six are refused before anything is sent', async () => {
  const files = ['a', 'b', 'c', 'd', 'e'].map(key => file(key, key))
  const wanted = await make({ files })
  const changed = wish(wanted, { files: files.map(({ key }) => file(key, `${key} corrected`)) })
  const counts: number[] = []
  await publish(stage, [changed], {
    ctx: stage.ctx({
      bend: real => async (url, init) => {
        const answer = await real(url, init)
        if (/\/files/.test(url) && init?.method !== 'GET') counts.push((await farListing(wanted)).files.length)
        return answer
      },
    }),
  })
  assert.deepEqual((await observe(changed)).left, [])
  assert.ok(Math.min(...counts) >= 4, `never fewer than four: ${counts}`)
})

test('a new file that is not listed yet: the old one stays, and the next try ends it', async () => {
  const wanted = await make({ files: [file('a4', 'kept')] })
  const corrected = wish(wanted, { files: [file('a4', 'late')] })
  const { outcomes } = await under('late-files', () => publish(stage, [corrected], { rounds: 1 }))
  assert.equal(outcomes[0]?.state, 'refused')
  assert.equal((await farListing(wanted)).files.length, 2)
  await publish(stage, [corrected])
  assert.deepEqual((await observe(corrected)).left, [])
})

test('all files taken out of a listing: refused, since Etsy would make a thing to be shipped of it', async () => {
  const wanted = await make()
  const { observed, difference } = await observe(wish(wanted, { files: [], isPublished: false }))
  assert.throws(
    () =>
      spoke.plan({
        listingId: wanted.listingId,
        desired: { ...wanted.desired, files: [] },
        observed,
        difference,
        delivery: stage.delivery,
      }),
    /physical listing/,
  )
})

test('one whose last file was deleted by hand is physical; the next publishing makes it a download again', async () => {
  const wanted = await make({ files: [file('a4', 'only')] })
  const [own] = (await farListing(wanted)).files
  await stage.fake.edit({ remoteId: wanted.remoteId!, set: { dropFile: String(own!.id) } })
  assert.equal((await farListing(wanted)).type, 'physical')
  assert.deepEqual((await observe(wanted)).left, ['files'])
  await publish(stage, [wanted])
  assert.equal((await farListing(wanted)).type, 'download')
  assert.deepEqual((await observe(wanted)).left, [])
})

test('pictures: another order, other words, one more and one less end as wanted; a lost note costs a second upload and no more', async () => {
  const image = (shade: number, alt: string) => ({ sha256: stage.keep(picture(shade), 'image/png'), alt })
  const [a, b, c] = [image(11, 'A'), image(22, 'B'), image(33, 'C')]
  let wanted = await make({ images: [a, b] })
  for (const images of [[b, a], [b, { ...a, alt: 'A anew' }], [c, b], [a, c, b], [b]]) {
    wanted = wish(wanted, { images })
    await publish(stage, [wanted])
    assert.deepEqual((await observe(wanted)).left, [], images.map(({ alt }) => alt).join())
    assert.equal((await farListing(wanted)).images.length, images.length)
  }
  await stage.ctx().note(wanted.remoteId!, null)
  assert.deepEqual((await observe(wanted)).left, ['images'])
  await publish(stage, [wanted])
  assert.equal((await farListing(wanted)).images.length, 1)
})

test('twenty pictures exchanged for twenty others', async () => {
  const images = (from: number) =>
    Array.from({ length: 20 }, (_, at) => ({ sha256: stage.keep(picture(from + at), 'image/png'), alt: `${at}` }))
  const wanted = await make({ images: images(40) })
  const changed = wish(wanted, { images: images(80) })
  await publish(stage, [changed])
  assert.deepEqual((await observe(changed)).left, [])
})

test('a lost answer to a picture or a file: what is there is looked at, and nothing is put twice', async () => {
  for (const on of ['/images', '/files']) {
    const wanted = wantedOf()
    const { outcomes } = await under('drops', () => publish(stage, [wanted]), {
      times: 1,
      on: `POST /v3/application/shops/{shop_id}/listings/{listing_id}${on}`,
    })
    assert.deepEqual([...new Set(outcomes.map(({ state }) => state))], ['done'], on)
    const there = await farListing(wanted)
    assert.deepEqual([there.images.length, there.files.length], [1, 2], on)
  }
})

test('price and SKU go back with all that was there: quantity and whether it is offered stay', async () => {
  const wanted = await make()
  const there = await farListing(wanted)
  const products = there.products!.map(product => ({
    ...product,
    offerings: product.offerings.map(one => ({ ...one, quantity: 41, isEnabled: false })),
  }))
  await verb('alter', { remoteId: wanted.remoteId, set: { products, quantity: 41 } })
  await publish(stage, [wish(wanted, { price: { minor: 999n, currency: 'EUR' } })])
  const [product] = (await farListing(wanted)).products!
  assert.deepEqual(
    [product!.sku, product!.offerings.map(({ price, quantity, isEnabled }) => [price, quantity, isEnabled])],
    [wanted.desired.sku, [[999, 41, false]]],
  )
})

// 93 of 100 listings' files were asked for after a new price, whose marks were old enough by then: a third of the requests of the whole change.
test('after a new price the files are left to the next sweep, however long the others took; after a new title they are read', async () => {
  const wanted = await make({ files: [file('a4', 'kept')] })
  await stage.advance(10_000)
  const ctx = stage.ctx()
  const ids = [wanted.remoteId!]
  const [observed] = await spoke.readListingsById(ctx, ids)
  await publish(stage, [wish(wanted, { price: { minor: 990n, currency: 'EUR' } })], { ctx })
  await stage.advance(10_000)
  const filesRead = async (fields: SeenListing['fields']) => {
    await stage.fake.resetRequests()
    const [listing] = await spoke.readListingsById(ctx, ids, new Map([[wanted.remoteId!, { observed: observed!, fields }]]))
    assert.deepEqual(listing?.content.files, observed!.content.files)
    return Object.keys((await stage.fake.requests()).byRoute).filter(route => route.endsWith('/files')).length
  }
  assert.deepEqual([await filesRead(['price']), await filesRead(['price', 'title'])], [0, 1])
})

test('a listing with variations keeps its prices: she is told', async () => {
  const wanted = await make()
  const [product] = (await farListing(wanted)).products!
  const values = [{ property_id: 1, property_name: 'Size', scale_id: null, value_ids: [2], values: ['S'] }]
  await verb('alter', {
    remoteId: wanted.remoteId,
    set: {
      products: [
        { ...product, values },
        { ...product, id: 5, values },
      ],
    },
  })
  const other = wish(wanted, { price: { minor: 999n, currency: 'EUR' } })
  await assert.rejects(planFor(other), /variations/)
})

test('what was sold out comes back with as many pieces as Etsy holds, not with one', async () => {
  const wanted = await make()
  await verb('alter', { remoteId: wanted.remoteId, set: { quantity: 1 } })
  await stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: null, name: 'Last' })
  assert.equal((await farListing(wanted)).state, 'sold_out')
  await publish(stage, [wanted])
  const { state, quantity } = await farListing(wanted)
  assert.deepEqual([state, quantity], ['active', 999])
})

test('the era rolls over without a word: the refusal is read, and the next listing knows it', async () => {
  await verb('settings', { newestEra: '2020_2026' })
  try {
    assert.equal((await farListing(await make())).whenMade, '2020_2026')
    const refused = await stage.fake.requests()
    assert.equal((await farListing(await make())).whenMade, '2020_2026')
    const creates = (from: typeof refused) => from.byRoute['POST /v3/application/shops/{shop_id}/listings'] ?? 0
    assert.equal(creates(await stage.fake.requests()) - creates(refused), 1)
  } finally {
    await verb('settings', { newestEra: '2020_2025' })
  }
})

test('a detail that the category demands is named', async () => {
  const wanted = wantedOf()
  const { outcomes } = await under('needs-details', () => publish(stage, [wanted]))
  const last = outcomes.at(-1)
  assert.ok(last !== undefined && last.state === 'refused')
  assert.deepEqual([last.error.remedy, /Craft type/.test(last.error.message)], ['seller', true])
})

test('issue 174: files that a change has emptied are put again', async () => {
  const wanted = wish(await make(), { title: 'Changed while files vanish' })
  await under('issue-174', () => publish(stage, [wanted], { rounds: 1 }))
  assert.equal((await farListing(wanted)).files.length, 0)
  assert.deepEqual((await observe(wanted)).left, ['files'])
  await publish(stage, [wanted])
  assert.deepEqual((await observe(wanted)).left, [])
})

test('issue 221: “attach at least one file” of a listing that has files means: later', async () => {
  const wanted = wish(await make(), { title: 'Changed under 221' })
  const { outcomes } = await under('issue-221', () => publish(stage, [wanted]))
  assert.ok(outcomes[0]?.state === 'refused' && outcomes[0].error.remedy === 'retry')
  await publish(stage, [wanted])
  assert.deepEqual((await observe(wanted)).left, [])
})

test('issues 454 and 585: a made-to-order one needs no file; that a change makes an instant download of it is said before', async () => {
  const wanted = await make({ files: [file('a4', 'order')] })
  await verb('alter', { remoteId: wanted.remoteId, set: { whenMade: 'made_to_order' } })
  const changed = wish(wanted, { title: 'Made to order' })
  assert.match((await planFor(changed))[0]?.cannotUndo ?? '', /instant download/)
  await under('issue-585', () => publish(stage, [changed]))
  assert.equal((await farListing(wanted)).whenMade, '2020_2025')
  for (const [fault, type] of [
    ['hooks-dead', 'download'],
    ['issue-454', 'physical'],
  ] as const) {
    const one = await make({ files: [file('a4', fault)] })
    await verb('alter', { remoteId: one.remoteId, set: { whenMade: 'made_to_order' } })
    const [own] = (await farListing(one)).files
    await under(fault, () => stage.fake.edit({ remoteId: one.remoteId!, set: { dropFile: String(own!.id) } }))
    assert.equal((await farListing(one)).type, type, fault)
  }
})

test('issue 446: texts with entities are read as they were meant', async () => {
  const wanted = await make({ title: "Ana's “Łąka” & co", description: '<p>5 &lt; 6 &amp; "more"</p>', ...takes })
  await under('escaped', async () => assert.deepEqual((await observe(wanted)).left, []))
})

/** One step for each of so many new listings: another title. */
async function retitled(count: number, title: string) {
  const many = await Promise.all(Array.from({ length: count }, () => make()))
  const seen = await readBack(stage, many)
  return many.map(one => {
    const [step] = spoke.plan({
      listingId: one.listingId,
      desired: { ...one.desired, title },
      observed: seen.get(one.remoteId!)!,
      difference: [{ field: 'title', desired: title, observed: '' }],
      delivery: stage.delivery,
    })
    return { listingId: one.listingId, remoteId: one.remoteId, sku: '', step: step! }
  })
}

test('once Etsy says to wait, or refuses the keys, the rest of a group is not tried', async () => {
  const orders = await retitled(8, 'Waits')
  await stage.fake.resetRequests()
  const outcomes = await under('throttles', () => apply(stage.ctx(), orders), { value: 30 })
  assert.ok(outcomes.every(outcome => outcome.state === 'refused' && outcome.error.remedy === 'wait' && outcome.error.waitMs === 30_000))
  assert.ok((await stage.fake.requests()).total <= 4)
  const revoked = await under('revoked', () => apply(stage.ctx(), orders))
  assert.ok(revoked.every(outcome => outcome.state === 'refused' && outcome.error.remedy === 'reconnect'))
})

test('a second that is full is waited for in the middle of a group, and nothing of the group is left out', async () => {
  const orders = await retitled(6, 'In time')
  const outcomes = await under('throttles', () => apply(stage.ctx(), orders), { value: 1, times: 2 })
  assert.deepEqual([...new Set(outcomes.map(({ state }) => state))], ['done'])
})

test('a client that forgets type=download loses the files, and the next look shows it', async () => {
  const wanted = wish(await make(), { title: 'Without its type' })
  const forgetful = bending(
    'PATCH',
    /listings\/\d+$/,
    withForm(form => form.delete('type')),
  )
  await publish(stage, [wanted], { ctx: stage.ctx({ bend: forgetful }), rounds: 1 })
  assert.equal((await farListing(wanted)).type, 'physical')
  assert.deepEqual((await observe(wanted)).left, ['files'])
})

test('a client that puts it on sale too early is refused: without a picture, without a file', async () => {
  for (const change of [{ images: [] }, { files: [] }]) {
    const wanted = wantedOf(change)
    const error = await failing(wanted, real => real)
    assert.equal(error.remedy, 'seller')
  }
})
