/**
 * Messages of payment providers, taken in at the same door as those of storefronts. Of a message only which payment it is about is kept: what a
 * provider tells of the buyer stands in it too, and is nobody's here. What is so is read.
 */
import type { ShopId } from '#database'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { keepDeliveries } from '#hub/inbox/deliveries.ts'
import { SpokeError } from '#kit/error.ts'
import type { WorkDeps } from './deps.ts'
import type { HookAnswer } from './hooks.ts'
import { payContextOf } from './spoke-context.ts'

export type PayDoor = (shop: ShopId, connection: ConnectionFacts, headers: Headers, body: Uint8Array) => Promise<HookAnswer>

/** Where the provider itself is asked whether a message is genuine, so many forged ones in a minute are asked for; the genuine ones come again. */
const [mostForged, minuteMs] = [30, 60_000]

/** One for a process. @throws {SpokeError} when the provider could not be asked: the message comes again. */
export function openPayDoor(deps: WorkDeps): PayDoor {
  const forged = new Map<string, number[]>()
  return async (shop, connection, headers, body) => {
    if (connection.state === 'reconnect')
      return { status: 409, sentence: 'This payment provider waits for new keys; its payments are read once it has them.' }
    const now = deps.now().getTime()
    const recent = (forged.get(connection.id) ?? []).filter(at => at > now - minuteMs)
    if (recent.length >= mostForged) throw new SpokeError('wait', 'too many forged messages in a minute', { waitMs: minuteMs })
    const { spoke, ctx } = payContextOf(deps, shop, connection, 'sale')
    const { reading, about } = await spoke.readHook(ctx, headers, body)
    if (reading === 'forged') {
      forged.set(connection.id, [...recent, now])
      deps.log.warn({ connection: connection.id, sizeBytes: body.byteLength }, 'a message with a wrong signature was refused')
      return { status: 401, sentence: 'The signature does not fit. Nothing was kept.' }
    }
    if (reading === 'ping') return { status: 200, sentence: 'Heard.' }
    const kept = { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify({ about })) }
    const isKept = await deps.database.inShop(shop, async tx => {
      // A token may have been renewed on the way, which changes what is sealed; an account that was taken away meanwhile keeps nothing.
      const { sealed } = await readConnection(tx, connection.id, 'pay')
      return keepDeliveries(tx, connection.id, { sealed, deliveries: [kept], now: deps.now() })
    })
    return isKept
      ? { status: 200, sentence: 'Kept.' }
      : { status: 409, sentence: 'This payment provider waits for new keys; its payments are read once it has them.' }
  }
}
