/** What PostgreSQL refused, without the row it refused: `detail` and `where` of the driver's error quote whole rows and stay behind. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
  /** SQLSTATE, such as 23505, or the socket's code, such as ECONNREFUSED. */
  readonly code: string | undefined
  readonly constraint: string | undefined
  readonly table: string | undefined
  /** The same call may succeed when made again: a lost connection, a serialization failure, a deadlock. */
  readonly isTransient: boolean

  constructor(message: string, facts: { code?: string | undefined; constraint?: string | undefined; table?: string | undefined } = {}) {
    super(message)
    this.code = facts.code
    this.constraint = facts.constraint
    this.table = facts.table
    this.isTransient = isTransient(facts.code, message)
  }
}

export const isUniqueViolation = (error: unknown, constraint?: string): boolean => violates('23505', error, constraint)
export const isForeignKeyViolation = (error: unknown, constraint?: string): boolean => violates('23503', error, constraint)

function violates(code: string, error: unknown, constraint: string | undefined): boolean {
  return error instanceof DatabaseError && error.code === code && (constraint === undefined || error.constraint === constraint)
}

const socketCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])

/** Nobody listens yet, or the server is starting or stopping: a connection is worth another try. */
export function isServerAway(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && (socketCodes.has(code) || code === '57P03' || code === '57P01')
}

function isTransient(code: string | undefined, message: string): boolean {
  if (code === undefined) return /connection (terminated|ended)|timeout exceeded/i.test(message)
  return (
    socketCodes.has(code) || code.startsWith('08') || code.startsWith('57P') || code === '40001' || code === '40P01' || code === '53300'
  )
}

/** Class 22 (bad data) puts the value itself into the message, after the last colon. */
export function toDatabaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error
  const { message, code, constraint, table } = error as { message?: string; code?: string; constraint?: string; table?: string }
  const text = message === undefined || message === '' ? (code ?? 'the database did not answer') : message
  return new DatabaseError(code?.startsWith('22') ? text.replace(/:? ?".*$/s, '') : text, { code, constraint, table })
}
