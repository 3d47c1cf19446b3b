/** A correction to ten thousand owners: from the moment in which it leaves until a local mail server has the last mail. */
import { createDatabase, type Database } from '#database'
import { readErratum } from '#hub/erratum/erratum.ts'
import { countOwners } from '#hub/erratum/owners.ts'
import { readReceipt } from '#hub/erratum/receipt.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { migratedDatabase } from '#testing/database.ts'
import { erratumScene, rulesOf } from '#testing/erratum-scene.ts'
import { mailSink } from '#testing/mail-sink.ts'
import { reached, testWorld } from '#testing/work-deps.ts'
import { deliverErrata } from '#work/errata.ts'
import { sendMails } from '#work/send-mail.ts'
import { figure, type Measured } from './figure.ts'

const owners = 10_000
const limitS = 60
const page = 100

export async function benchErratum(): Promise<readonly Measured[]> {
  const { url, close } = await migratedDatabase()
  const database = createDatabase({ url, max: 10, name: 'selvage bench' })
  const sink = await mailSink()
  try {
    const scene = await erratumScene(database)
    await sellTo(database, scene)
    const erratum = await scene.draft()
    await database.inShop(scene.shop, tx =>
      countOwners(tx, { id: erratum, patternId: scene.pattern, version: null, files: [] }, scene.now()),
    )
    const looked = performance.now()
    await scene.press(erratum, 0)
    const previewMs = performance.now() - looked
    const { deps } = testWorld(database, { at: scene.now(), address: reached(), config: { smtpUrl: sink.url } })
    const spokes = new Map(['open', 'closed', 'hand'].map(id => [id, rulesOf(id) as never]))
    const began = performance.now()
    let isWritten = false
    const writing = deliverErrata({ ...deps, spokes }, { shop: scene.shop }).finally(() => {
      isWritten = true
    })
    // As the worker does: a round of sending while mails are still being written.
    while (!isWritten) {
      await sendMails(deps, { shop: scene.shop })
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    await writing
    await sendMails(deps, { shop: scene.shop })
    const seconds = (performance.now() - began) / 1000
    const { counts, owners: told } = await database.inShop(scene.shop, tx => readReceipt(tx, erratum, { rulesOf }))
    const { version } = await database.inShop(scene.shop, tx => readErratum(tx, erratum))
    if (told !== owners || counts.told !== owners || (await sink.count()) !== owners || version === null)
      throw new Error(`the receipt tells ${counts.told} of ${told}, the mail server took ${await sink.count()}`)
    return [
      figure(
        { name: 'a correction to 10,000 owners, last mail handed over', unit: 's', bound: { atMost: 1 } },
        { value: seconds, limit: limitS },
      ),
      figure({ name: 'its preview and press', unit: 'ms', bound: { atMost: 1 } }, { value: previewMs, limit: 1_000 }),
    ]
  } finally {
    await sink.close()
    await database.close()
    await close()
  }
}

async function sellTo(database: Database, { shop, connections, saleTo, now }: Awaited<ReturnType<typeof erratumScene>>): Promise<void> {
  const at = new Date('2026-03-01T12:00:00Z')
  for (let done = 0; done < owners; done += page) {
    const sales = Array.from({ length: page }, (_, index) => saleTo(`owner${done + index}@example.com`, at))
    await database.inShop(shop, tx => takeOrders(tx, connections.open, sales, now()))
  }
}
