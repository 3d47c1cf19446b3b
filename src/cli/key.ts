/** `bin/selvage key create | list | revoke`: keys for other programs. What is printed at making is shown this once. */
import { parseArgs } from 'node:util'
import { readConfig } from '#config'
import { type Database, directory, type ShopId } from '#database'
import { openDatabase } from '#database/open.ts'
import { type ApiKey, listKeys } from '#hub/api-key/list-keys.ts'
import { makeKey } from '#hub/api-key/make-key.ts'
import { revokeKey } from '#hub/api-key/revoke-key.ts'
import { type Scope, scopes, scopeWords } from '#hub/api-key/scopes.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import { createLog } from '#log'
import type { Io } from './io.ts'
import { noSuchShop, shopNamed } from './shop-named.ts'

interface Given {
  readonly shop: string | undefined
  readonly scope: string | undefined
  readonly name: string | undefined
  readonly expires: string | undefined
}

export async function run(args: string[], io: Io): Promise<number> {
  const read = argsOf(args)
  if (typeof read === 'string') return io.wrongUse(read)
  const { action, which, given } = read
  const wanted = action === 'create' ? creationOf(given) : null
  if (typeof wanted === 'string') return io.wrongUse(wanted)
  const { database, close } = await openDatabase(readConfig(io.env), createLog('silent'), { max: 2 })
  try {
    const shop = given.shop === undefined ? null : await shopNamed(database, given.shop)
    if (given.shop !== undefined && shop === null) return io.refuse(await noSuchShop(database, given.shop))
    if (wanted !== null) return await create(database, shop!, wanted, io)
    if (action === 'revoke') return await revoke(database, shop!, which!, io)
    return await list(database, shop === null ? await directory.shops(database) : [shop], io)
  } finally {
    await close()
  }
}

const usage = {
  create: 'key create --shop SHOP --scope read,patterns [--name NAME] [--expires 2027-03-01]',
  list: 'key list [--shop SHOP]',
  revoke: 'key revoke KEY --shop SHOP, where KEY is its first signs (selvage_5f0c11aa) or its id',
} as const

/** @returns what is wrong, as a sentence, when something is. */
function argsOf(args: string[]): { action: keyof typeof usage; which: string | undefined; given: Given } | string {
  let read: ReturnType<typeof parse>
  try {
    read = parse(args)
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}. ${Object.values(usage).join('; ')}.`
  }
  const { shop, scope, name, expires } = read.values
  const [action = '', which, ...more] = read.positionals
  if (!(action in usage) || more.length > 0) return `key takes one of: ${Object.values(usage).join('; ')}.`
  const known = action as keyof typeof usage
  const isMissing = (known !== 'list' && shop === undefined) || (known === 'revoke') !== (which !== undefined)
  const isTooMuch = known !== 'create' && (scope !== undefined || name !== undefined || expires !== undefined)
  return isMissing || isTooMuch ? `Use it as: ${usage[known]}` : { action: known, which, given: { shop, scope, name, expires } }
}

const parse = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: { shop: { type: 'string' }, scope: { type: 'string' }, name: { type: 'string' }, expires: { type: 'string' } },
  })

interface Wanted {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: Date | null
}

function creationOf({ scope, name, expires }: Given): Wanted | string {
  const listed = scopes.map(one => `  ${one.padEnd(9)} ${scopeWords[one]}`).join('\n')
  const chosen = (scope ?? '').split(',').map(one => one.trim())
  const unknown = chosen.find(one => !(scopes as readonly string[]).includes(one))
  if (scope === undefined || unknown === '')
    return `Say what the key may do: --scope with one or more of these, with commas between.\n${listed}`
  if (unknown !== undefined) return `There is no scope ${unknown}. There are:\n${listed}`
  // A day means its end in UTC; a time means itself.
  const expiresAt = expires === undefined ? null : new Date(/^\d{4}-\d{2}-\d{2}$/.test(expires) ? `${expires}T23:59:59Z` : expires)
  if (expiresAt !== null && Number.isNaN(expiresAt.getTime()))
    return '--expires takes a day such as 2027-03-01, or a time such as 2027-03-01T12:00:00Z.'
  return { name: name ?? 'Made in the shell', scopes: chosen as Scope[], expiresAt }
}

async function create(database: Database, shop: ShopId, wanted: Wanted, io: Io): Promise<number> {
  const { token, key } = await database.inShop(shop, tx => makeKey(tx, { ...wanted, madeBy: 'shell', now: new Date() }))
  io.say(
    { key: token, ...factsOf(key), shop },
    `${token}\nIt is shown this once. It ${key.expiresAt === null ? 'opens until it is revoked' : `opens until ${key.expiresAt.toISOString()}`}, for this shop alone:\n${key.scopes
      .map(scope => `  ${scope.padEnd(9)} ${scopeWords[scope]}`)
      .join('\n')}\nSend it as  Authorization: Bearer …  to /api/v1, described at /api/v1/openapi.json.`,
  )
  return 0
}

async function list(database: Database, shops: readonly ShopId[], io: Io): Promise<number> {
  let found = 0
  for (const shop of shops) {
    const { slug, keys } = await database.inShop(shop, async tx => ({ slug: (await readShop(tx)).slug, keys: await listKeys(tx) }))
    for (const key of keys) {
      found++
      const state = key.revokedAt !== null ? 'revoked' : key.expiresAt !== null && key.expiresAt <= new Date() ? 'run out' : 'in use'
      io.say(
        { ...factsOf(key), shop, slug, state },
        `${slug.padEnd(20)} ${key.prefix}  ${state.padEnd(8)} ${key.scopes.join(',').padEnd(20)} last used ${key.lastUsedAt?.toISOString() ?? 'never'}  ${key.name}`,
      )
    }
  }
  if (found === 0 && !io.isJson) io.say({ keys: 0 }, 'No key was made yet.')
  return 0
}

async function revoke(database: Database, shop: ShopId, which: string, io: Io): Promise<number> {
  const key = await database.inShop(shop, tx => revokeKey(tx, which, new Date()))
  io.say({ ...factsOf(key), shop }, `${key.prefix} (${key.name}) opens nothing any more.`)
  return 0
}

const factsOf = ({ id, name, prefix, scopes: opened, createdAt, expiresAt, revokedAt, lastUsedAt }: ApiKey) => ({
  ...{ id, name, prefix, scopes: opened },
  ...{ createdAt, expiresAt, revokedAt, lastUsedAt },
})
