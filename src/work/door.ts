/** What the pages may ask of the work behind them; handed to them by the wiring. */
import type { ShopId } from '#database'
import type { Payment } from '#hub/checkout/payment.ts'
import type { ClockWatch } from '#kit/clock-watch.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { SpokeContext } from '#kit/shop.ts'
import type { WorkDeps } from './deps.ts'
import { dropHooks, type HookAnswer, openHookDoor } from './hooks.ts'
import { type JobSummary, listJobs, retryJob } from './job-list.ts'
import type { Queue } from './queue.ts'
import { contextFrom } from './spoke-context.ts'
import { refundOrder } from './till.ts'

export interface Door {
  readonly takeHook: (delivery: { connection: string; headers: Headers; body: Uint8Array }) => Promise<HookAnswer>
  readonly dropHooks: (shop: ShopId, connection: string) => Promise<string | null>
  readonly contextFrom: (given: {
    shop: ShopId
    spoke: Pick<AnyShop, 'rates' | 'learn' | 'tokens'>
    settings: unknown
    baseUrl: string
    clock: ClockWatch
  }) => SpokeContext<unknown>
  readonly refundOrder: (shop: ShopId, refund: Parameters<typeof refundOrder>[2]) => Promise<Payment>
  readonly listJobs: (shop: ShopId, connection: string) => Promise<readonly JobSummary[]>
  readonly retryJob: (shop: ShopId, job: string) => Promise<boolean>
}

export const doorOf = (deps: WorkDeps, queue: Queue, takeHook = openHookDoor(deps)): Door => ({
  takeHook: ({ connection, headers, body }) => takeHook(connection, headers, body),
  dropHooks: (shop, connection) => dropHooks(deps, { shop, connection }),
  contextFrom: given => contextFrom(deps, { ...given, requestClass: 'push' }),
  refundOrder: (shop, refund) => refundOrder(deps, shop, refund),
  listJobs: (shop, connection) => listJobs(deps.database, shop, connection),
  retryJob: (shop, job) => retryJob(deps.database, queue, shop, job),
})
