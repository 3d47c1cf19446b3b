/** Does the steps of a plan, each judged on its own. */
import { type Json, SpokeError, type StepOrder, type StepOutcome } from '#kit'
import { ask, type Context, sellerError } from './client.ts'
import { withDefinition } from './definition.ts'
import { key, namespace } from './mapping.ts'
import { awaitPictures, setPictures } from './pictures.ts'
import type { SetBody } from './plan.ts'
import { onlineStore } from './publications.ts'
import { publishOperation, setOperation, setPageSize, unpublishOperation } from './queries.ts'
import { gidOf, numberOf, PublishAnswer, SetAnswer, type SetPayload } from './wire.ts'

/** Steps that one call of ours may hold; they leave a few at a time. */
export const batchSize = 50

/** @returns one outcome for each order, in the same order. @throws {SpokeError} when the very first request fails as a whole. */
export async function apply(ctx: Context, orders: readonly StepOrder[]): Promise<readonly StepOutcome[]> {
  const outcomes = new Map<StepOrder, StepOutcome>()
  for (const group of groupsOf(orders)) {
    try {
      const done = await doGroup(ctx, group)
      group.forEach((order, at) => void outcomes.set(order, done[at]!))
    } catch (error) {
      if (!(error instanceof SpokeError) || outcomes.size === 0) throw error
      for (const order of group) outcomes.set(order, failed(error))
    }
  }
  return orders.map(order => outcomes.get(order)!)
}

export const failed = (error: SpokeError): StepOutcome => ({ state: error.isUnknown ? 'unknown' : 'refused', error })

function groupsOf(orders: readonly StepOrder[]): StepOrder[][] {
  const groups: StepOrder[][] = []
  for (const some of Map.groupBy(orders, ({ step }) => step.kind).values()) {
    const size = sizes[some[0]!.step.kind] ?? 1
    for (let at = 0; at < some.length; at += size) groups.push(some.slice(at, at + size))
  }
  return groups
}
const sizes: Readonly<Record<string, number>> = { create: setPageSize, update: setPageSize, 'await-pictures': batchSize }

async function doGroup(ctx: Context, group: readonly StepOrder[]): Promise<readonly StepOutcome[]> {
  const [first] = group
  switch (first!.step.kind) {
    case 'create':
    case 'update':
      return set(ctx, group)
    case 'pictures':
      return [await setPictures(ctx, first!)]
    case 'await-pictures':
      return awaitPictures(ctx, group)
    case 'publish':
    case 'unpublish':
      return [await show(ctx, first!)]
    default:
      return group.map(({ step }) => failed(new SpokeError('bug', `there is no step “${step.kind}” here`)))
  }
}

/** Ours by the id that we gave it; so a create that is done again finds what it made. */
const identifierOf = ({ remoteId, listingId, step }: StepOrder): Json =>
  step.kind === 'create' || remoteId === null ? { customId: { namespace, key, value: listingId } } : { id: gidOf('Product', remoteId) }

async function set(ctx: Context, group: readonly StepOrder[]): Promise<readonly StepOutcome[]> {
  const variables = Object.fromEntries(
    group.flatMap((order, at) => [
      [`i${at}`, identifierOf(order)],
      [`n${at}`, (order.step.body as unknown as SetBody).input],
    ]),
  )
  const isMade = group[0]!.step.kind === 'create'
  const what = `${group[0]!.step.kind} ${group.length === 1 ? 'the listing' : `${group.length} listings`}`
  const answer = await withDefinition(
    ctx,
    () => ask(ctx, { what, operation: setOperation(group.length, { isMade }), variables, shape: SetAnswer }),
    found => Object.values(found).some(isUndefined),
  )
  return group.map(({ step, remoteId }, at) => {
    const payload = answer[`p${at}`]
    if (payload && !isMade && payload.userErrors.length === 0) return { state: 'done', remoteId }
    if (!payload) return failed(new SpokeError('bug', `${what}: one was not answered`, { isUnknown: true }))
    return outcomeOf(`${step.kind} the listing`, payload)
  })
}

/** The identifier's definition is not there yet. */
const isUndefined = (payload: SetPayload | null): boolean =>
  payload?.userErrors.some(({ field }) => field?.[0] === 'identifier' && field[1] === 'customId') ?? false

export function outcomeOf(what: string, { product, userErrors }: SetPayload): StepOutcome {
  if (userErrors.length > 0) return failed(sellerError(what, userErrors))
  if (!product) return failed(new SpokeError('bug', `${what}: nothing came back`, { isUnknown: true }))
  return { state: 'done', remoteId: numberOf(product.id) }
}

async function show(ctx: Context, { step, remoteId }: StepOrder): Promise<StepOutcome> {
  if (remoteId === null) return failed(new SpokeError('bug', `${step.kind}: the listing is not there yet`))
  const isOn = step.kind === 'publish'
  const what = isOn ? 'put the listing up for sale' : 'take the listing off sale'
  const id = gidOf('Product', remoteId)
  const publicationId = await onlineStore(ctx)
  const answer = await ask(ctx, {
    what,
    operation: isOn ? publishOperation : unpublishOperation,
    variables: { id, identifier: { id }, input: { status: isOn ? 'ACTIVE' : 'DRAFT' }, publications: [{ publicationId }] },
    shape: PublishAnswer,
  })
  const errors = [
    ...(answer.productSet?.userErrors ?? []),
    ...((isOn ? answer.publishablePublish : answer.publishableUnpublish)?.userErrors ?? []),
  ]
  return errors.length > 0 ? failed(sellerError(what, errors)) : { state: 'done', remoteId }
}
