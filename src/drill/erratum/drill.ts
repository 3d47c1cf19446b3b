/** `bin/selvage drill erratum`: a correction to owners at six storefronts, and the switches that must make the story fail. */
import type { Meddling } from '#kit/lie.ts'
import { fakes, publishingFakes, shopById } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { mailSink, type SinkLie } from '#testing/mail-sink.ts'
import type { Told } from '../main-drill.ts'
import { openScene } from '../scene.ts'
import { type Book, chapters, type Twists } from './chapters.ts'

interface Fault {
  readonly says: string
  readonly sink?: SinkLie
  readonly twist?: Twists
  readonly meddling?: Meddling
  readonly hasNoWorker?: true
}

const changesPage =
  (ending: RegExp): Meddling =>
  async ({ path }, pass) => {
    const answer = await pass()
    return ending.test(path) ? { ...answer, body: Buffer.from(answer.body.toString().replaceAll('k2tog', 'k3tog')) } : answer
  }

/** Every `--break` switch. */
export const breaks: Readonly<Record<string, Fault>> = {
  'mails-twice': { says: 'the mail server gets each mail twice', sink: 'doubles' },
  'loses-mails': { says: 'the mail server says yes and loses each tenth correction', sink: 'loses' },
  'refuses-mails': { says: 'the mail server refuses each tenth correction', sink: 'refuses' },
  'forgets-no': { says: 'somebody asked for no mails, and her word was not kept', twist: { forgetsNo: true } },
  'keeps-press': { says: 'the press is not taken back', twist: { keepsPress: true } },
  'wrong-page': { says: 'the public page says something else', meddling: changesPage(/\/corrections\/[^/]+$/) },
  'wrong-feed': { says: 'the feed says something else', meddling: changesPage(/feed\.atom$/) },
  'no-worker': { says: 'no process does the work', hasNoWorker: true },
}

/** All where listings are made from here, and one where none can be but sales and listings are told. */
export async function storefrontsOf(): Promise<string[]> {
  const made = [...(await publishingFakes()).keys()]
  for (const id of (await fakes()).keys()) {
    const { publishes, readListings, readSales } = await shopById(id)
    if (isCannot(publishes) && !isCannot(readListings) && !isCannot(readSales)) return [...made, id]
  }
  return made
}

/** @param broken one of `breaks`, or null for the true story. @returns whether every chapter was true and the hub stopped cleanly. */
export async function tellErratum({
  owners,
  broken,
  onTold,
}: {
  owners: number
  broken: string | null
  onTold: (told: Told) => void
}): Promise<boolean> {
  const fault = broken === null ? undefined : breaks[broken]
  const sink = await mailSink(fault?.sink)
  const scene = await openScene({
    spokes: await storefrontsOf(),
    roles: fault?.hasNoWorker ? ['web'] : ['web', 'work'],
    env: { SELVAGE_SMTP_URL: sink.url, SELVAGE_MAIL_FROM: 'Errata Drill <hello@patterns.example>' },
    ...(fault?.meddling && { outerLie: fault.meddling }),
  }).catch(async error => {
    await sink.close()
    throw error
  })
  const book: Book = {
    ...{ shop: '', slug: '', pattern: '', erratum: '', sink, owners, twists: fault?.twist ?? {}, unknown: 0, orders: 0 },
    ...{ remoteIds: new Map(), connections: new Map(), told: new Set(), saidNo: new Map() },
  }
  let isTrue = true
  for (const { says, tell } of chapters) {
    const started = Date.now()
    const told = await tell(scene, book).then(
      proof => ({ isTrue: true, why: proof }),
      (error: unknown) => ({ isTrue: false, why: error instanceof Error ? error.message : String(error) }),
    )
    onTold({ chapter: says, ms: Date.now() - started, ...told })
    isTrue = told.isTrue
    if (!isTrue) break
  }
  await scene.close()
  await sink.close()
  return isTrue
}
