/** Whether buyers and storefronts reach this machine: found out by asking ourselves through the public address. */
import { randomBytes } from 'node:crypto'
import { isSameSecret } from '#kit'
import { makeFetch } from '#kit/http.ts'
import type { Log } from '#log'

export const noncePath = '/.well-known/selvage-nonce'

/** The same shape as the workers' PublicAddress. */
export interface PublicUrlState {
  readonly state: 'none' | 'unchecked' | 'reached' | 'unreachable'
  /** Without a trailing slash. */
  readonly url: string | null
  readonly checkedAt: Date | null
  /** In her words: what is so, what that costs, what to do. */
  readonly sentence: string
}

export interface PublicUrlWatch {
  readonly state: () => PublicUrlState
  /** Reached now, or earlier since the start: one lost check does not shut out buyers who are in. */
  readonly isOffered: () => boolean
  /** Asks now. */
  readonly check: () => Promise<PublicUrlState>
  /** Asks now and from then on: hourly, more often while it does not answer. */
  readonly start: () => void
  readonly stop: () => void
}

const hourMs = 3_600_000
const [firstRetryMs, longestRetryMs] = [1_000, 60_000]

export interface PublicUrlOptions {
  readonly url: string | undefined
  readonly answerTo: (question: string) => string
  readonly now: () => Date
  readonly log: Log
}

export function watchPublicUrl({ url, answerTo, now, log }: PublicUrlOptions): PublicUrlWatch {
  let state: PublicUrlState =
    url === undefined
      ? { state: 'none', url: null, checkedAt: null, sentence: none }
      : { state: 'unchecked', url, checkedAt: null, sentence: `Whether ${url} leads here has not been tried yet.` }
  let wasReached = false
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let isStopped = false

  async function check(): Promise<PublicUrlState> {
    if (url === undefined) return state
    const why = await askOurselves(url, { answerTo, now, log })
    const checkedAt = now()
    if (why === null) {
      if (state.state !== 'reached') log.info({ host: new URL(url).host }, 'the public address leads here')
      wasReached = true
      failures = 0
      state = { state: 'reached', url, checkedAt, sentence: `${url} leads here. Buyers and shops can reach you.` }
    } else {
      if (state.state !== 'unreachable') log.warn({ host: new URL(url).host, why }, 'the public address does not lead here')
      failures++
      state = { state: 'unreachable', url, checkedAt, sentence: `${url} does not lead here: ${why} ${cost}` }
    }
    return state
  }

  async function round(): Promise<void> {
    await check().catch(error => log.error({ err: error }, 'the check of the public address failed'))
    if (isStopped) return
    const waitMs = failures === 0 ? hourMs : Math.min(firstRetryMs * 2 ** (failures - 1), longestRetryMs)
    timer = setTimeout(round, waitMs).unref()
  }

  return {
    state: () => state,
    isOffered: () => wasReached,
    check,
    start: () => {
      if (url !== undefined && !isStopped) void round()
    },
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

const none =
  'No public address is set. Sales are read every minute, listings are kept right and books are kept; buyers’ library pages and mails with links need SELVAGE_PUBLIC_URL.'
const cost = 'Until it does, buyers are offered no pages and mails with links wait.'

const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** @returns why it does not lead here, in her words; null when it does. */
async function askOurselves(url: string, { answerTo, now, log }: Omit<PublicUrlOptions, 'url'>): Promise<string | null> {
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'https:' && !loopbackHosts.has(hostname)) return 'it must begin with https://, so that nobody on the way reads along.'
  const ask = makeFetch({ rates: null, requestClass: 'buyer', now, allowPrivate: true, log })
  const question = randomBytes(16).toString('base64url')
  try {
    const response = await ask(`${url}${noncePath}?ask=${question}`, { redirect: 'manual', timeoutMs: 10_000, maxBytes: 4_096 })
    const said = (await response.text()).trim()
    if (response.status !== 200) return `it answers ${response.status}. Is the proxy or tunnel pointed at this machine’s port?`
    return isSameSecret(said, answerTo(question))
      ? null
      : 'something else answers there. Is the proxy or tunnel pointed at this machine’s port?'
  } catch (error) {
    return certificateProblem(error) ?? 'nothing answers there. Is the name set up, and is the proxy or tunnel running?'
  }
}

const certificateCodes = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY|SSL|TLS/

function certificateProblem(error: unknown): string | null {
  for (let at = error as (Error & { code?: unknown }) | undefined; at instanceof Error; at = at.cause as Error | undefined)
    if (typeof at.code === 'string' && certificateCodes.test(at.code))
      return `its certificate is not good (${at.code}). Renew it, or let your proxy fetch one.`
  return null
}
