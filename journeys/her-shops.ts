/**
 * Three pretend storefronts of a designer who has sold for years. She has listed her patterns at each by hand, so each tells them in other words, and
 * some of what years leave behind is there: a price that was raised at two of three, a file that was forgotten, a title that fits at one alone.
 */
import { randomUUID } from 'node:crypto'
import type { ListingContent } from '#hub/listing/content.ts'
import { openStage, publish, type Wanted } from '#kit/contract-stage.ts'
import type { FakeControl } from '#kit/fake.ts'
import { type AnyShop, fakes, publishingFakes, shopById, shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { pdfOf, pngOf } from '../src/drill/props.ts'
import { shopByConsent, shopWithFiles } from './stage.ts'

export interface HerShop {
  readonly spoke: AnyShop
  readonly url: string
  readonly controlUrl: string
  readonly far: FakeControl
  readonly stop: () => Promise<void>
}

/** What she sells at each of the three: a title, and a price in cents; null where it is not for sale. */
interface Told {
  readonly title: string
  readonly minor: bigint
}
interface Pattern {
  readonly slug: string
  readonly sku: string
  readonly about: string
  readonly at: readonly [Told | null, Told | null, Told | null]
}

const told = (title: string, minor: bigint): Told => ({ title, minor })

export const oldPrice = 'Sorrel'
const catalogue: readonly Pattern[] = [
  {
    slug: 'sorrel-blouse',
    sku: 'SOR-01',
    about: 'A blouse with a tie collar and a deep back yoke, in sizes 34 to 46, for linen or double gauze.',
    at: [
      told('Sorrel Blouse sewing pattern, sizes 34–46', 1150n),
      told('Sorrel Blouse', 1150n),
      told('Tie-collar blouse “Sorrel”, PDF sewing pattern', 950n),
    ],
  },
  {
    slug: 'heron-trousers',
    sku: 'HER-02',
    about: 'Wide trousers with a high waist, slant pockets and a hem that is turned up twice. Sizes 34 to 52.',
    at: [
      told('Heron Trousers, high waist, PDF sewing pattern', 1250n),
      told('Heron Trousers', 1250n),
      told('Wide trousers Heron (sewing pattern)', 1250n),
    ],
  },
  {
    slug: 'kestrel-shawl',
    sku: 'KES-03',
    about: 'A crescent shawl in fingering wool that is knitted from tip to tip; the lace border has 14 rows.',
    at: [told('Kestrel Shawl knitting pattern', 700n), told('Kestrel Shawl', 700n), told('Knitted crescent shawl, Kestrel', 700n)],
  },
  {
    slug: 'bramble-mitts',
    sku: 'BRA-04',
    about: 'Fingerless mitts with a bramble stitch panel, knitted in the round on four needles. One ball is enough.',
    at: [told('Bramble fingerless mitts, knitting pattern', 550n), told('Bramble Mitts', 550n), null],
  },
  {
    slug: 'finch-hat',
    sku: '',
    about: 'A hat with a folded brim and a star at the crown, in worsted wool. Head 54 to 60 cm.',
    at: [told('Finch Hat knitting pattern, women', 500n), told('Finch Hat', 500n), null],
  },
  {
    slug: 'finch-hat-children',
    sku: '',
    about: 'A hat with a folded brim and a star at the crown, in worsted wool. Head 44 to 52 cm.',
    at: [told('Finch Hat for children, knitting pattern', 450n), null, null],
  },
  {
    slug: 'juniper-quilt',
    sku: 'JUN-07',
    about: 'A quilt of 42 blocks in two fabrics, cut without templates. 150 by 175 cm.',
    at: [null, told('Juniper Quilt', 900n), null],
  },
]
/** Forgotten when she moved to another host. */
export const withoutFile = 'Heron Trousers'

/** Such as take pasted keys and hold her files, beside the two others. */
async function shopByKeys(others: readonly string[]): Promise<AnyShop> {
  const pretended = await publishingFakes()
  const found = [...(await shops()).values()].find(
    spoke =>
      pretended.has(spoke.id) &&
      !others.includes(spoke.id) &&
      spoke.uploadsFiles &&
      spoke.fields.includes('files') &&
      (isCannot(spoke.authorise) || !spoke.authorise.isOnlyWay),
  )
  if (found === undefined) throw new Error('no third storefront takes keys and holds files')
  return found
}

/** @returns the one that is asked on its own page, the one at an address of hers, and one more by keys. */
export async function openHerShops(): Promise<readonly [HerShop, HerShop, HerShop]> {
  const asking = await shopByConsent()
  const own = await shopById(await shopWithFiles())
  const third = await shopByKeys([asking.id, own.id])
  return Promise.all([fill(asking, 0), fill(own, 1), fill(third, 2)])
}

async function fill(spoke: AnyShop, place: 0 | 1 | 2): Promise<HerShop> {
  const stage = await openStage(spoke, (await fakes()).get(spoke.id)!, { seed: 20 + place })
  const { currency } = await spoke.verify(stage.ctx())
  const wanted = catalogue.flatMap(({ at, ...pattern }, number): Wanted[] => {
    const here = at[place]
    if (here === null) return []
    const file = (role: string) => stage.keep(pdfOf(`${pattern.slug} ${role} 1.0`), 'application/pdf')
    const desired: ListingContent = {
      title: here.title,
      summary: pattern.about,
      description: `<p>${pattern.about}</p><p>A4, US Letter and A0.</p>`,
      // The third wants none.
      sku: place === 2 ? '' : pattern.sku,
      price: { minor: here.minor, currency },
      salePrice: null,
      isPublished: true,
      tags: ['pdf', 'download', pattern.slug.split('-').at(-1)!, ...(place === 1 ? ['printed at home'] : [])],
      categories: [],
      images: [{ sha256: stage.keep(pngOf(300, 375, shadeOf(number)), 'image/png'), alt: here.title }],
      files: [{ key: 'a4', name: `${pattern.slug}-v1.0-a4.pdf`, sha256: file('a4') }],
    }
    return [{ listingId: randomUUID(), desired, remoteId: null }]
  })
  const { outcomes } = await publish(stage, wanted)
  const failed = outcomes.find(({ state }) => state !== 'done')
  if (failed !== undefined) throw new Error(`her listings at ${spoke.label}: ${'error' in failed ? failed.error.message : failed.state}`)
  const far = stage.fake
  if (place === 1) {
    const bare = (await far.listings()).find(({ title }) => title === withoutFile)!
    await far.edit({ remoteId: bare.remoteId, set: { dropFile: bare.files[0]!.id } })
  }
  if (place !== 0) await far.history({ orders: 30 * place })
  return { spoke, url: stage.baseUrl, controlUrl: stage.controlUrl, far, stop: stage.stop }
}

const shadeOf = (number: number): [number, number, number] => [
  120 + ((number * 37) % 110),
  110 + ((number * 71) % 120),
  100 + ((number * 53) % 130),
]
