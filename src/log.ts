import pino, { type DestinationStream, type Logger } from 'pino'

export type Log = Logger

/** Keys whose values never reach a log, wherever they sit. Matched on the whole key, lower case, without `_` and `-`. */
const secretKey =
  /(^|x)authorization$|cookie|secret|token|password|passphrase|^consumer|apikey|privatekey|credential|signature|^(body|rawbody|raw|bytes|payload|html|text|address|email|mail|to|from|phone|name|customer|buyer)$/
const emailInText = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu
/** The query of a URL (absolute or a path) carries consumer keys, tokens and addresses; the path before it is what helps. */
const queryInText = /((?:[a-z][a-z0-9+.-]*:\/\/|\/)[^\s"'<>?]*)\?[^\s"'<>]*/gi
const userInUrl = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi
const bearerInText = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi
const deepest = 6
const longest = 4_000

/** @returns the text without addresses, URL queries, URL passwords and bearer tokens. */
export function maskText(text: string): string {
  return text
    .slice(0, longest)
    .replace(userInUrl, '$1…@')
    .replace(queryInText, '$1?…')
    .replace(bearerInText, '$1 …')
    .replace(emailInText, '…@…')
}

/** @returns a copy fit for a log: secret keys emptied, texts masked, errors flat, nothing deeper than six levels. */
export function mask(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth >= deepest) return '…'
  if (value instanceof Error) return maskError(value, depth)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  if (Array.isArray(value)) return value.slice(0, 50).map(item => mask(item, depth + 1))
  if (value instanceof URL) return maskText(value.href)
  return maskEntries(Object.entries(value), depth)
}

function maskEntries(entries: [string, unknown][], depth: number): Record<string, unknown> {
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, secretKey.test(key.toLowerCase().replaceAll(/[_-]/g, '')) ? '…' : mask(inner, depth + 1)]),
  )
}

/** `detail`, `where` and `parameters` of a database error quote whole rows, so of an error's own fields only plain codes are kept. */
function maskError(error: Error, depth: number): Record<string, unknown> {
  const { code, status, waitMs, kind, constraint, table } = error as Error & Record<string, unknown>
  const kept = Object.entries({ code, status, waitMs, kind, constraint, table }).filter(([, v]) => v !== undefined)
  return {
    type: error.name,
    message: maskText(error.message),
    ...maskEntries(kept, depth),
    ...(error.stack === undefined ? {} : { stack: maskText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: mask(error.cause, depth + 1) }),
  }
}

/** One JSON object a line on stdout, or on `to`. Every value and every message is masked before it is written. */
export function createLog(level: string, to?: DestinationStream): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: label => ({ level: label }),
      log: entry => mask(entry) as Record<string, unknown>,
    },
    hooks: {
      logMethod(args, method) {
        const [first, ...rest] = args as unknown[]
        if (first instanceof Error)
          return method.apply(this, [{ err: first }, rest[0] === undefined ? maskText(first.message) : maskText(String(rest[0]))])
        const masked = [first, ...rest].map((arg, at) => (typeof arg === 'string' || at > 0 ? mask(arg) : arg))
        return method.apply(this, masked as Parameters<typeof method>)
      },
    },
  }
  const log = to === undefined ? pino(options) : pino(options, to)
  // pino writes a child's bindings past every formatter; children inherit this method, so theirs are masked as well.
  const child = log.child as unknown as (...args: unknown[]) => Log
  log.child = function maskedChild(this: Log, bindings: unknown, childOptions?: unknown) {
    return Reflect.apply(child, this, [mask(bindings), childOptions]) as Log
  } as unknown as typeof log.child
  return log
}

/** A log that says nothing, for tests and for commands whose output is their own. */
export const silent: Log = pino({ level: 'silent' })
