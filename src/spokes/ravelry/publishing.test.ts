/** Drafts, pictures, PDFs and pages, against the pretend Ravelry. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { difference } from '#hub/listing/difference.ts'
import { type ProvenChange, SpokeError } from '#kit'
import { paper, picture, publish } from '#kit/contract-stage.ts'
import type { Fetch } from '#kit/http.ts'
import type { Product } from './fake/state.ts'
import { leftByHand } from './left-by-hand.ts'
import { markIn } from './mapping.ts'
import spoke from './spoke.ts'
import {
  bending,
  failing,
  far,
  make,
  observe,
  ownStore,
  publishAll,
  stage,
  thrown,
  under,
  verb,
  wantedOf,
  wish,
  withData,
} from './testing.ts'

ownStore()

/** The requests of one publishing, in their order: 'METHOD /path'. */
function listening(seen: string[], headers: Headers[] = []): (real: Fetch) => Fetch {
  return real => (url, init) => {
    seen.push(`${init?.method ?? 'GET'} ${new URL(url).pathname}`)
    headers.push(new Headers(init?.headers))
    return real(url, init)
  }
}

describe('a new pattern', () => {
  test('is a draft with the mark of its listing, and a page without it; craft, category and attributes are set by name', async () => {
    const wanted = wantedOf({ title: 'Crochet shawl', tags: ['lace', 'Cowls', 'unheard of'], categories: ['Scarf'] })
    await publish(stage, [wanted], { rounds: 1 })
    const draft = await far(wanted)
    assert.deepEqual(markIn(draft.facts.notes), { listingId: wanted.listingId, productId: Number(wanted.remoteId) })
    assert.deepEqual([draft.facts.craftId, draft.facts.categories, draft.facts.attributes], [1, [339, 340], [11]])
    await publishAll(wanted)
    const { facts, product } = await far(wanted)
    assert.equal(markIn(facts.notes), null)
    assert.equal(product.soldOn.type, 'Pattern')
    assert.deepEqual((await observe(wanted)).left, [])
    assert.match((await observe(wanted)).observed!.url!, /\/patterns\/library\/crochet-shawl-\d+$/)
  })

  test('stays a draft that nobody sees while it is not to be published', async () => {
    const wanted = await make({ isPublished: false })
    const { product, facts } = await far(wanted)
    assert.deepEqual([product.soldOn.type, product.isActive, product.price], ['DraftPattern', false, 750])
    assert.equal(facts.photos.length, 1)
    assert.deepEqual((await observe(wanted)).left, [])
  })

  test('is asked for in preview before it is published, and put up for sale after that', async () => {
    const seen: string[] = []
    const wanted = wantedOf()
    await publish(stage, [wanted], { ctx: stage.ctx({ bend: listening(seen) }) })
    const [publishes, product] = [/^POST \/drafts\/patterns\/\d+\/publish\.json$/, new RegExp(`^POST /products/${wanted.remoteId}\\.json$`)]
    const last = seen.filter(one => publishes.test(one) || product.test(one)).slice(-3)
    assert.deepEqual(
      last.map(one => publishes.test(one)),
      [true, true, false],
    )
  })

  test('with something missing is not published: Ravelry’s own word becomes a sentence, and the draft says still whose it is', async () => {
    const wanted = wantedOf({ tags: [], categories: [] })
    const error = await under('needs-category', () => failing(wanted, real => real))
    assert.equal(error.remedy, 'seller')
    assert.match(error.message, /does not publish the pattern yet: “Please choose a category\.” Fill it in/)
    assert.notEqual(markIn((await far(wanted)).facts.notes), null)
    await publishAll(wanted)
    assert.deepEqual((await observe(wanted)).left, [])
  })

  test('whose product was made without an answer gets another one; the first stays an empty one that nobody lists', async () => {
    const wanted = wantedOf()
    const before = ((await verb('products')) as Product[]).length
    const listed = (await stage.fake.listings()).length
    const { outcomes } = await under('drops', () => publish(stage, [wanted]), { times: 1, on: 'POST /products/create' })
    assert.equal(outcomes.at(-1)?.state, 'unknown')
    assert.equal((await spoke.findOwn(stage.ctx(), [{ listingId: wanted.listingId, sku: wanted.desired.sku }])).size, 0)
    await publishAll(wanted)
    const [products, listings] = [(await verb('products')) as Product[], await stage.fake.listings()]
    assert.deepEqual([products.length - before, listings.length - listed], [2, 1])
    assert.deepEqual(products.at(-2)!.attachments, [])
  })

  test('whose draft was made without an answer is found by its mark at once', async () => {
    const wanted = wantedOf()
    await under('drops', () => publishAll(wanted), { times: 1, on: 'POST /drafts/patterns/create' })
    assert.deepEqual((await observe(wanted)).left, [])
    const twins = (await stage.fake.listings()).filter(({ sku }) => sku === wanted.desired.sku)
    assert.equal(twins.length, 1)
  })

  test('by a client that leaves out the business is refused', async () => {
    const forget = bending(
      'POST',
      /drafts\/patterns\/create/,
      withData(({ draft_business_id: _, ...data }) => data),
    )
    const error = await failing(wantedOf(), forget)
    assert.deepEqual([error.remedy, /draft_business_id must be supplied/.test(error.message)], ['seller', true])
  })
})

describe('PDFs', () => {
  test('a corrected one goes up and is seen before the old one comes down', async () => {
    const wanted = await make()
    const seen: string[] = []
    const sha256 = stage.keep(paper('row 14'), 'application/pdf')
    const corrected = wish(wanted, { files: [{ ...wanted.desired.files[0]!, sha256 }, wanted.desired.files[1]!] })
    await publish(stage, [corrected], { ctx: stage.ctx({ bend: listening(seen) }) })
    const [up, down] = [seen.findIndex(one => one.includes('/upload.json')), seen.findIndex(one => one.startsWith('DELETE'))]
    assert.ok(up >= 0 && down > up)
    assert.ok(seen.slice(up, down).some(one => one.endsWith('/attachments.json')))
    assert.deepEqual((await observe(corrected)).left, [])
  })

  test('what was sent and is not listed yet is waited for, and not sent again', async () => {
    const wanted = await make()
    const sha256 = stage.keep(paper('slow'), 'application/pdf')
    const corrected = wish(wanted, { files: [{ ...wanted.desired.files[0]!, sha256 }, wanted.desired.files[1]!] })
    const seen: string[] = []
    // The line breaks at the first look for it, when it is on its way.
    let isSent = false
    const cut =
      (real: Fetch): Fetch =>
      async (url, init) => {
        if (isSent && url.endsWith('/attachments.json')) throw new SpokeError('retry', 'cut')
        if (url.endsWith('/upload.json')) isSent = true
        return listening(seen)(real)(url, init)
      }
    await verb('settings', { workMs: 60_000 })
    assert.equal((await failing(corrected, cut)).message, 'cut')
    await verb('settings', { workMs: 5 })
    assert.equal((await far(wanted)).product.attachments.length, 3, 'the old one stays')
    await stage.advance(61_000)
    await publish(stage, [corrected], { ctx: stage.ctx({ bend: listening(seen) }) })
    assert.deepEqual((await observe(corrected)).left, [])
    assert.equal(seen.filter(one => one.endsWith('/upload.json')).length, 1)
  })

  test('what is no PDF is refused there, too', async () => {
    const wanted = wantedOf()
    const sha256 = stage.keep(new TextEncoder().encode('no pdf at all'), 'application/pdf')
    const error = await failing(wish(wanted, { files: [{ key: 'a4', name: 'Hat.pdf', sha256 }] }), real => real)
    assert.match(error.message, /did not take the file “hat_a4-[0-9a-f]{16}\.pdf”/)
  })

  test('the day’s hundred links used up mean: wait, and nobody asks again meanwhile', async () => {
    const wanted = await make()
    const { observed } = await observe(wanted)
    assert.ok(typeof spoke.openListedFile === 'function')
    const open = spoke.openListedFile
    await verb('settings', { linksPerDay: 0 })
    const first = await thrown(open(stage.ctx(), observed!, 'a4'))
    assert.deepEqual([first.remedy, first.waitMs! >= 3_600_000], ['wait', true])
    const seen: string[] = []
    assert.equal((await thrown(open(stage.ctx({ bend: listening(seen) }), observed!, 'letter'))).remedy, 'wait')
    assert.deepEqual(seen, [])
    await verb('settings', { linksPerDay: 10_000 })
    await stage.advance(5 * 3_600_000)
    assert.match(await new Response(await open(stage.ctx(), observed!, 'a4')).text(), /^%PDF/)
  })
})

describe('pictures', () => {
  const [one, two, three] = [1, 2, 3]
  const shown = async (wanted: Parameters<typeof far>[0]) =>
    (await far(wanted)).facts.photos.map(({ caption }) => caption.replace(/ \[.*/, ''))
  const image = (shade: number, alt: string) => ({ sha256: stage.keep(picture(shade), 'image/png'), alt })

  test('are put in order, renamed in place, and taken away', async () => {
    const [a, b, c] = [image(one, 'A'), image(two, 'B'), image(three, 'C')]
    const wanted = await make({ images: [a, b] })
    assert.deepEqual(await shown(wanted), ['A', 'B'])
    const ids = (await far(wanted)).facts.photos.map(({ id }) => id)
    for (const [images, captions] of [
      [
        [c, b, a],
        ['C', 'B', 'A'],
      ],
      [
        [{ ...c, alt: 'Cover' }, a],
        ['Cover', 'A'],
      ],
    ] as const) {
      const next = wish(wanted, { images })
      await publishAll(next)
      assert.deepEqual(await shown(wanted), captions)
      assert.deepEqual((await observe(next)).left, [])
    }
    assert.equal((await far(wanted)).facts.photos[1]!.id, ids[0])
  })

  test('of a draft, whose note was lost, are put once more, and the double ones go once the page tells them', async () => {
    const wanted = wantedOf({ isPublished: false })
    await publishAll(wanted)
    await stage.ctx().note(wanted.remoteId!, null)
    await publishAll(wanted)
    assert.equal((await far(wanted)).facts.photos.length, 2)
    const published = wish(wanted, { isPublished: true })
    await publishAll(published)
    assert.deepEqual([(await far(wanted)).facts.photos.length, (await observe(published)).left], [1, []])
  })

  test('are sent without keys, since the token is enough', async () => {
    const [seen, headers]: [string[], Headers[]] = [[], []]
    await publish(stage, [wantedOf()], { ctx: stage.ctx({ bend: listening(seen, headers) }) })
    const at = seen.indexOf('POST /upload/image.json')
    assert.equal(headers[at]?.get('authorization'), null)
    assert.ok(headers[at - 1]?.get('authorization'))
  })
})

describe('price', () => {
  test('nothing makes it free, and a price makes it dear again', async () => {
    const wanted = await make({ price: { minor: 0n, currency: 'EUR' } })
    assert.deepEqual([(await far(wanted)).product.isFree, (await observe(wanted)).left], [true, []])
    const dear = wish(wanted, { price: { minor: 900n, currency: 'EUR' } })
    await publishAll(dear)
    assert.deepEqual([(await far(wanted)).product.isFree, (await far(wanted)).product.price, (await observe(dear)).left], [false, 900, []])
  })

  test('in another currency is a difference', async () => {
    const wanted = await make()
    const yen = wish(wanted, { price: { minor: 900n, currency: 'JPY' } })
    assert.deepEqual((await observe(yen)).left, ['price'])
    await publishAll(yen)
    assert.deepEqual([(await observe(yen)).left, (await far(wanted)).product.currency], [[], 'JPY'])
  })

  test('is not put up for sale in a closed store, and she reads why', async () => {
    const wanted = await make({ isPublished: false })
    await verb('settings', { isStoreOpen: false })
    const error = await failing(wish(wanted, { isPublished: true }), real => real)
    await verb('settings', { isStoreOpen: true })
    assert.match(error.message, /“Your store is not open for business\.”/)
    await publishAll(wish(wanted, { isPublished: true }))
    assert.equal((await far(wanted)).product.isActive, true)
  })
})

describe('what is left to her hands', () => {
  const changeOf = async (newVersion: ProvenChange['newVersion'], fields: ProvenChange['fields']): Promise<ProvenChange> => {
    const wanted = await make({ title: 'Wren' })
    const { observed } = await observe(wanted)
    return { observed: observed!, content: wanted.desired, fields, newVersion }
  }

  test('a new version: the words for buyers and the page', async () => {
    const change = await changeOf({ number: '1.1', note: 'Row 14 corrected.' }, ['files'])
    const [step] = leftByHand(change)
    assert.equal(step?.key, `update:${change.observed.remoteId}:1.1`)
    assert.equal(step.text, 'Wren: version 1.1 is in your library. Row 14 corrected.')
    assert.equal(step.url, change.observed.url)
    assert.match(step.says, /^Send version 1\.1 to those who have “Wren”/)
  })

  test('what Ravelry would like to know besides, as it said when the pattern was published', async () => {
    const steps = leftByHand(await changeOf(null, ['isPublished']))
    assert.deepEqual(
      steps.map(({ key }) => key.split(':')[0]),
      ['details'],
    )
    assert.match(steps[0]!.says, /“No yarn weight has been chosen\.”/)
  })

  test('nothing for a draft, and nothing when no file is another', async () => {
    const change = await changeOf({ number: '1.1', note: '' }, ['title'])
    assert.ok(leftByHand(change).every(({ key }) => !key.startsWith('update')))
    const draft = { ...change.observed, extras: { ...(change.observed.extras as object), place: { kind: 'draft', id: 1 } } }
    assert.deepEqual(leftByHand({ ...change, observed: draft, fields: ['files'] }), [])
  })
})

describe('many at once', () => {
  test('a new price on ten costs one write each, and a few reads for all of them', async () => {
    const all = []
    for (let at = 0; at < 10; at++) all.push(await make({ images: [] }))
    const dear = all.map(one => wish(one, { price: { minor: 990n, currency: 'EUR' } }))
    const observed = new Map(
      (
        await spoke.readListingsById(
          stage.ctx(),
          dear.map(({ remoteId }) => remoteId!),
        )
      ).map(one => [one.remoteId, one]),
    )
    const seen: string[] = []
    const ctx = stage.ctx({ bend: listening(seen) })
    for (const { listingId, desired, remoteId } of dear) {
      const found = difference(spoke.project(desired), observed.get(remoteId!)!.content, spoke.fields)
      const [step] = spoke.plan({ listingId, desired, observed: observed.get(remoteId!)!, difference: found, delivery: stage.delivery })
      await spoke.apply(ctx, [{ listingId, remoteId, sku: desired.sku, step: step! }])
    }
    const steps = new Map([...observed].map(([id, one]) => [id, { observed: one, fields: ['price' as const] }]))
    const again = await spoke.readListingsById(
      ctx,
      dear.map(({ remoteId }) => remoteId!),
      steps,
    )
    assert.deepEqual(new Set(again.map(({ content }) => content.price.minor)), new Set([990n]))
    assert.deepEqual(
      again.map(({ content }) => content.files.length),
      all.map(() => 2),
    )
    assert.deepEqual([seen.filter(one => one.startsWith('POST')).length, seen.filter(one => one.startsWith('GET')).length], [10, 2])
  })
})

describe('the store', () => {
  test('that is not there is named, with the numbers of those that are', async () => {
    const error = await thrown(spoke.verify(stage.ctx({ settings: { ...stage.settings, storeId: 7 } })))
    assert.match(error.message, /has no store with the number 7: Pretend Knits has the number \d+/)
  })

  test('need not be numbered where there is one; her name is in the warning about the key', async () => {
    const facts = await spoke.verify(stage.ctx({ settings: { ...stage.settings, storeId: undefined } }))
    assert.deepEqual([facts.name, facts.currency, facts.account], ['Pretend Knits', 'EUR', String(stage.settings.storeId)])
    assert.match(facts.warnings[0]!, /opens all of pretendknits’s Ravelry account/)
  })

  test('is asked once a second at Ravelry itself', () => {
    const [rule] = spoke.rates(stage.settings, 'https://api.ravelry.com')
    assert.deepEqual([rule?.perSecond, rule?.atOnce], [1, 2])
  })

  test('that says “too many” without a word of how long is left alone for a minute', async () => {
    const error = await under('too-many', () => thrown(spoke.verify(stage.ctx())))
    assert.deepEqual([error.remedy, error.waitMs], ['wait', 60_000])
  })
})
