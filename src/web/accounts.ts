/** Who may sign in: better-auth on the schema `auth`. Nobody signs up; the owner comes by a one-time link. */
import type { Database } from '#database'
import { createAuthPool } from '#database/system.ts'
import type { Log } from '#log'
import { readLimited } from './read-limited.ts'

export interface User {
  readonly id: string
  readonly name: string
  readonly email: string
}

export interface Accounts {
  /** Answers the few requests of /api/auth that are open; 404 for the rest of better-auth's own. */
  readonly handle: (request: Request, client: string | null) => Promise<Response>
  readonly userOf: (headers: Headers) => Promise<User | null>
  readonly hasOwner: () => Promise<boolean>
  /** The oldest account. */
  readonly owner: () => Promise<User | null>
  readonly create: (who: { name: string; email: string; password: string }) => Promise<User>
  /** Ends all sessions of the user as well. */
  readonly renewPassword: (userId: string, password: string) => Promise<void>
  /** @returns the answer's cookies. */
  readonly signIn: (email: string, password: string) => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

export const passwordLength = { min: 10, max: 128 } as const

const basePath = '/api/auth'
const open = new Set(['/sign-in/email', '/sign-out', '/change-password', '/get-session'])
const cookiePrefix = 'selvage'
const longestBody = 16_384
const clientHeader = 'x-selvage-client'

export interface AccountsOptions {
  readonly database: Database
  readonly secret: string
  readonly publicUrl: string | undefined
  readonly log: Log
  /** For tests that are not about passwords: better-auth's own take a tenth of a second each, on purpose. */
  readonly passwords?: {
    readonly hash: (password: string) => Promise<string>
    readonly verify: (data: { hash: string; password: string }) => Promise<boolean>
  }
}

export function createAccounts({ database, secret, publicUrl, log, passwords }: AccountsOptions): Accounts {
  const pool = createAuthPool(database)
  let made: ReturnType<typeof makeAuth> | undefined
  // Loaded with the first account, cookie or sign-in, which a start does not wait for.
  const auth = () => {
    made ??= makeAuth({ pool, secret, publicUrl, log, passwords })
    return made
  }
  const context = async () => (await auth()).$context
  const inner = async () => (await context()).internalAdapter
  const hash = async (password: string) => (await context()).password.hash(password)
  const toUser = ({ id, name, email }: User): User => ({ id, name, email })
  const owner = async () => {
    const [first] = await (await inner()).listUsers(1, 0, { field: 'createdAt', direction: 'asc' })
    return first === undefined ? null : toUser(first)
  }
  return {
    handle: async (request, client) => {
      const url = new URL(request.url)
      if (!open.has(url.pathname.slice(basePath.length))) return new Response(null, { status: 404 })
      const headers = new Headers(request.headers)
      headers.delete(clientHeader)
      if (client !== null) headers.set(clientHeader, client.replace(/^::ffff:/, ''))
      const body = request.method === 'GET' ? null : await readLimited(request, longestBody)
      if (body === null && request.method !== 'GET') return new Response(null, { status: 413 })
      return (await auth()).handler(new Request(url, { method: request.method, headers, body: body === null ? null : Buffer.from(body) }))
    },
    userOf: async headers => {
      if (!headers.get('cookie')?.includes(`${cookiePrefix}.session_token=`)) return null
      const found = await (await auth()).api.getSession({ headers })
      return found === null ? null : toUser(found.user)
    },
    hasOwner: async () => (await pool.query('select from "user" limit 1')).rowCount === 1,
    owner,
    create: async ({ name, email, password }) => {
      const adapter = await inner()
      const user = await adapter.createUser({ name, email: email.toLowerCase(), emailVerified: true }, { method: 'email-password' })
      await adapter.linkAccount({ userId: user.id, accountId: user.id, providerId: 'credential', password: await hash(password) })
      return toUser(user)
    },
    renewPassword: async (userId, password) => {
      const adapter = await inner()
      await adapter.updatePassword(userId, await hash(password))
      await adapter.deleteUserSessions(userId)
    },
    signIn: async (email, password) => {
      const { headers } = await (await auth()).api.signInEmail({ body: { email, password }, returnHeaders: true })
      return headers.getSetCookie()
    },
    close: () => pool.end(),
  }
}

interface AuthOptions extends Omit<AccountsOptions, 'database' | 'passwords'> {
  readonly pool: ReturnType<typeof createAuthPool>
  readonly passwords: AccountsOptions['passwords'] | undefined
}

async function makeAuth({ pool, secret, publicUrl, log, passwords }: AuthOptions) {
  const { betterAuth } = await import('better-auth')
  return betterAuth({
    appName: 'Selvage',
    baseURL: publicUrl ?? 'http://127.0.0.1',
    basePath,
    secret,
    database: pool,
    // Our own check has refused other origins before a request comes here (cross-site.ts).
    trustedOrigins: request => [request?.headers.get('origin') ?? ''],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      ...(passwords === undefined ? {} : { password: passwords }),
    },
    session: { expiresIn: 30 * 86_400, updateAge: 86_400 },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 300,
      customRules: { '/sign-in/email': { window: 60, max: 10 }, '/change-password': { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix,
      useSecureCookies: publicUrl?.startsWith('https:') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [clientHeader] },
    },
    logger: { level: 'warn', log: (level, message) => log.debug({ level, said: message }, 'accounts') },
    telemetry: { enabled: false },
  })
}
