/** What stands at a storefront before anybody connects it: put there with the seller's own keys by something that is not this hub, as her own hands would. */
import { randomUUID } from 'node:crypto'
import type { ListingContent } from '#hub/listing/content.ts'
import { openStage, publish, type Wanted } from '#kit/contract-stage.ts'
import { fakes, shopById } from '#kit/registry.ts'
import type { Store } from '../scene.ts'

/** Bytes of the files and pictures by their hash. */
export type Bytes = ReadonlyMap<string, { readonly bytes: Uint8Array; readonly mediaType: string }>

export interface Stocked {
  /** In the order in which they were given. */
  readonly remoteIds: readonly string[]
  /** Her own files are at an address of hers, which answers until then. */
  readonly close: () => Promise<void>
}

/** Puts these listings there. @throws when the storefront does not take one of them. */
export async function stock(store: Store, contents: readonly ListingContent[], bytes: Bytes): Promise<Stocked> {
  const fake = (await fakes()).get(store.spoke)!
  const running = { url: store.direct, controlUrl: store.controlUrl, stop: async () => {} }
  const stage = await openStage(await shopById(store.spoke), { ...fake, start: async () => running })
  for (const { bytes: content, mediaType } of bytes.values()) stage.keep(content, mediaType)
  const wanted: Wanted[] = contents.map(desired => ({ listingId: randomUUID(), desired, remoteId: null }))
  for (const one of wanted) {
    const { outcomes } = await publish(stage, [one])
    const fault = outcomes.find(({ state }) => state !== 'done')
    if (fault !== undefined && fault.state !== 'done')
      throw new Error(`${store.label} takes no “${one.desired.title}”: ${fault.error.message}`)
  }
  return { remoteIds: wanted.map(({ remoteId }) => remoteId!), close: stage.stop }
}
