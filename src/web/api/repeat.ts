/**
 * `Idempotency-Key`: a program that did not hear the answer sends the same once more, and it is done once and answered the same, for a day.
 * A refusal changed nothing and is not kept: what was put right meanwhile may go through under the same key.
 */
import { createHmac } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Tx } from '#database'
import { openSettings, sealSettings } from '#hub/connection/seal.ts'
import { type Asking, type Claim, claim, keepAnswer, letGo, longestSealedBytes } from '#hub/repeat/answers.ts'
import { problem } from '../problem.ts'
import type { WebContext } from '../request.ts'
import type { ShopCall } from './call.ts'

export const repeatHeader = 'Idempotency-Key'
/** Longer than any storefront is waited for; after a crash the key is free again then. */
const leaseMs = 120_000

/** @returns null when none was sent. */
export function repeatKeyOf(c: WebContext): string | Response | null {
  const key = c.req.header(repeatHeader)
  if (key === undefined) return null
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key
  return problem(
    c,
    400,
    'repeat-key',
    `${repeatHeader} should be 1 to 200 letters, digits or signs without spaces, such as a UUID.`,
    repeatHeader,
  )
}

export const noKeyOutside = (c: WebContext) =>
  problem(
    c,
    400,
    'repeat-key-outside',
    `Answers are kept within a shop, and this is outside of one. Send it without ${repeatHeader}; GET /me tells whether it was done.`,
    repeatHeader,
  )

export interface Once {
  readonly key: string
  /** What must be the same for the answer to be. */
  readonly asked: unknown
  /** All that `run` does is rows of the shop: then deed and answer are one transaction, and a crash leaves neither. */
  readonly isHere: boolean
  readonly run: (call: ShopCall) => Promise<object>
}

export async function answerOnce(c: WebContext, call: ShopCall, { key, asked, isHere, run }: Once): Promise<Response> {
  const { secretKey, database } = call.deps
  const keyed = (purpose: string, text: string) => createHmac('sha256', secretKey).update(`${purpose} ${call.shop} ${text}`).digest('hex')
  const asking: Asking = {
    keyHash: keyed('repeat', key),
    requestHash: keyed('asked', JSON.stringify(asked)),
    now: call.deps.now(),
    leaseMs,
  }
  const keep = (tx: Tx, answer: object) =>
    keepAnswer(tx, { keyHash: asking.keyHash, sealed: seal(call, asking, answer), now: call.deps.now() })
  if (isHere)
    return database.inShop(call.shop, async tx => {
      const claimed = await claim(tx, asking)
      if (claimed.state !== 'ours') return told(c, call, asking, claimed)
      const answer = await run({ ...call, inShop: fn => fn(tx) })
      await keep(tx, answer)
      return send(c, answer)
    })
  const claimed = await call.inShop(tx => claim(tx, asking))
  if (claimed.state !== 'ours') return told(c, call, asking, claimed)
  let answer: object
  try {
    answer = await run(call)
  } catch (error) {
    await call.inShop(tx => letGo(tx, asking.keyHash))
    throw error
  }
  await call.inShop(tx => keep(tx, answer))
  return send(c, answer)
}

const send = (c: WebContext, answer: object, headers: Record<string, string> = {}) =>
  c.json(answer, 200, { 'cache-control': 'no-store', ...headers })

function told(c: WebContext, call: ShopCall, asking: Asking, claimed: Exclude<Claim, { state: 'ours' }>): Response {
  switch (claimed.state) {
    case 'under-way':
      return problem(
        c,
        409,
        'repeat-under-way',
        'The same request is being done just now. Send it again in a moment to have its answer.',
        repeatHeader,
        {
          'retry-after': '2',
        },
      )
    case 'another':
      return problem(
        c,
        422,
        'repeat-key-used',
        'This key was used for another request within a day. Take a new key for each new request.',
        repeatHeader,
      )
    case 'too-many':
      return problem(
        c,
        429,
        'repeat-too-many',
        'So many answers are kept of the last day that no more fit. Wait an hour, or send it without the key.',
        repeatHeader,
        {
          'retry-after': '3600',
        },
      )
    case 'answered': {
      const kept = claimed.sealed === null ? null : open(call, asking, claimed.sealed)
      if (kept !== null) return send(c, kept, { 'idempotency-replayed': 'true' })
      return problem(
        c,
        409,
        'repeat-done',
        `This was done at ${claimed.answeredAt.toISOString()}, and its answer is not kept. Read what it made instead of sending it again.`,
        repeatHeader,
      )
    }
  }
}

const placeOf = ({ shop }: ShopCall, { keyHash }: Asking) => ({ shop, connection: `answer ${keyHash}` })

/** Answers name buyers, and one holds a new key: none lies open in a copy of the database. @returns null when it is too long. */
function seal(call: ShopCall, asking: Asking, answer: object): Buffer | null {
  const sealed = sealSettings(call.deps.secretKey, placeOf(call, asking), { gzip: gzipSync(JSON.stringify(answer)).toString('base64') })
  return sealed.length > longestSealedBytes ? null : sealed
}

/** @returns null when it cannot be opened, as after a change of data/secret/key. */
function open(call: ShopCall, asking: Asking, sealed: Buffer): object | null {
  try {
    const { gzip } = openSettings(call.deps.secretKey, placeOf(call, asking), sealed)
    return JSON.parse(gunzipSync(Buffer.from(String(gzip), 'base64')).toString('utf8')) as object
  } catch {
    return null
  }
}
