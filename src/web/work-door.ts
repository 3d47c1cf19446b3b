/** What the pages ask of the work behind them. `web` imports nothing of `work`; the wiring hands this in. */
import type { ShopId } from '#database'
import type { Payment } from '#hub/checkout/payment.ts'
import type { Money } from '#hub/money.ts'
import type { PlanningWorld } from '#hub/publication/plan.ts'
import type { ClockWatch } from '#kit/clock-watch.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { SpokeContext } from '#kit/shop.ts'

export interface HookDelivery {
  readonly connection: string
  readonly headers: Headers
  /** The very bytes; signatures are made over these. */
  readonly body: Uint8Array
}

export interface Job {
  readonly id: string
  readonly name: string
  readonly says: string
  readonly state: 'waiting' | 'running' | 'retrying' | 'done' | 'failed'
  readonly attempts: number
  readonly reason: string | null
  readonly createdAt: Date
  readonly endedAt: Date | null
}

export interface WorkDoor {
  /** Checks the signature, keeps the bytes, wakes the reader. */
  readonly takeHook: (delivery: HookDelivery) => Promise<{ readonly status: 200 | 401 | 404 | 409 | 413; readonly sentence: string }>
  /** Takes our subscriptions away, before a shop is removed. @returns why that was not possible, or null. */
  readonly dropHooks: (shop: ShopId, connection: string) => Promise<string | null>
  /** For keys that are only tried. */
  readonly contextFrom: (given: {
    readonly shop: ShopId
    readonly spoke: Pick<AnyShop, 'rates' | 'learn' | 'tokens'>
    readonly settings: unknown
    readonly baseUrl: string
    readonly clock: ClockWatch
  }) => SpokeContext<unknown>
  /** Gives money back that was paid in the shop’s own store; `key` names the giving. @throws {Refused} with a sentence for her. */
  readonly refundOrder: (
    shop: ShopId,
    refund: { readonly orderId: string; readonly amount: Money; readonly key: string },
  ) => Promise<Payment>
  /** What the hub is handed for planning; as of now. */
  readonly planningWorld: () => PlanningWorld
  readonly listJobs: (shop: ShopId, connection: string) => Promise<readonly Job[]>
  /** Stops the demo and takes its shop and files away. */
  readonly removeDemo: () => Promise<void>
  /** @returns false when there is no such job of this shop. */
  readonly retryJob: (shop: ShopId, job: string) => Promise<boolean>
}
