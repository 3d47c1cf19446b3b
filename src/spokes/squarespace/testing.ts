/** What the tests of this spoke against its fake are told with. */
import { after, before } from 'node:test'
import { type Json, type Page, type SaleItem, type SpokeContext, SpokeError } from '#kit'
import { openStage, type Stage } from '#kit/contract-stage.ts'
import { callControl } from '#kit/fake-control.ts'
import fake from './fake.ts'
import { readSales } from './sales.ts'
import { type Settings, settingsSchema } from './settings.ts'
import spoke from './spoke.ts'

/** Of the test file that runs now. */
export let stage: Stage<Settings>
export function ownSite(): void {
  before(async () => {
    stage = await openStage(spoke, fake, { seed: 3 })
  })
  after(() => stage.stop())
}

export const verb = (name: string, input: unknown = {}) => callControl(stage.controlUrl, name, input)

/** As with an API key that she made. */
export async function withKey(): Promise<SpokeContext<Settings>> {
  return stage.ctx({ settings: settingsSchema.parse(await verb('key')) })
}

export async function readAll(from: Json, ctx: SpokeContext<Settings> = stage.ctx()) {
  const items: SaleItem[] = []
  let page: Page<SaleItem> | null = null
  let pages = 0
  for (; page === null || page.hasMore; pages++) {
    page = await readSales(ctx, page === null ? from : (JSON.parse(JSON.stringify(page.cursor)) as Json))
    items.push(...page.items)
  }
  return { items, cursor: JSON.parse(JSON.stringify(page.cursor)) as Json, pages }
}

export async function thrown(act: Promise<unknown>): Promise<SpokeError> {
  const error = await act.then(
    () => null,
    (found: unknown) => found,
  )
  if (error instanceof SpokeError) return error
  throw new Error(`expected a SpokeError, got ${error}`)
}
