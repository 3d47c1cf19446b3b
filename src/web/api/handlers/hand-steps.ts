/** Things to do at storefronts by hand, and her ticks. */
import { type HandStepSummary, listHandSteps, readHandStep } from '#hub/hand-step/read-hand-steps.ts'
import { tickHandStep } from '#hub/hand-step/tick.ts'
import { handlersOf, type ShopCall } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { time } from './facts.ts'

export const handStepHandlers = handlersOf({
  'GET /shops/{shop}/hand-steps': async (call, { query }) => {
    const { pattern, connection, ...search } = query
    const { items, next } = await call.inShop(tx =>
      listHandSteps(tx, { ...search, patternId: pattern, connectionId: connection }, call.deps.work.planningWorld()),
    )
    return { items: items.map(step => stepShape(call, step)), next }
  },

  'POST /shops/{shop}/hand-steps/{step}': async (call, { params, body }) => {
    const world = call.deps.work.planningWorld()
    return stepShape(
      call,
      await call.inShop(async tx => {
        await tickHandStep(tx, params.step, { ...body, by: call.pressedBy }, world)
        return readHandStep(tx, params.step, world)
      }),
    )
  },
})

/** Where the kit of a listing is fetched. */
const kitHref = (shop: string, { listingId, id }: HandStepSummary): string => `/api/v1/shops/${shop}/listings/${listingId}/kit?step=${id}`

const stepShape = (
  { shop, pressedBy }: ShopCall,
  { hasKit, changes, madeAt, doneAt, doneBy, supersededAt, ...step }: HandStepSummary,
): AnswerOf<'POST /shops/{shop}/hand-steps/{step}'> => ({
  ...step,
  kit: hasKit ? kitHref(shop, { hasKit, changes, madeAt, doneAt, doneBy, supersededAt, ...step }) : null,
  changes: changes.map(({ field, label, from, to }) => ({ field, label, from, to })),
  madeAt: time(madeAt),
  doneAt: time(doneAt),
  doneBy: doneBy === null ? null : doneBy === pressedBy ? 'you' : doneBy.startsWith('key:') ? 'program' : 'somebody',
  supersededAt: time(supersededAt),
})
