/** `bin/selvage audit bytes`: proves the ledger of what was given to whom, or names what was changed. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '#config'
import { type Database, directory, type ShopId } from '#database'
import { openDatabase } from '#database/open.ts'
import { folderStore } from '#hub/file/blob-store.ts'
import { auditBytes, type Noted } from '#hub/given/audit-bytes.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import { count } from '#hub/words.ts'
import { createLog } from '#log'
import type { Io } from './io.ts'
import { noSuchShop, shopNamed } from './shop-named.ts'

const usage = 'audit bytes [--shop SHOP] [--deep] [--noted ROW:HASH, of one shop]'

interface Given {
  readonly shop: string | undefined
  readonly isDeep: boolean
  readonly noted: Noted | null
}

export async function run(args: string[], io: Io): Promise<number> {
  const given = argsOf(args)
  if (typeof given === 'string') return io.wrongUse(given)
  const config = readConfig(io.env)
  const { database, close } = await openDatabase(config, createLog('silent'), { max: 2 })
  try {
    const shop = given.shop === undefined ? null : await shopNamed(database, given.shop)
    if (given.shop !== undefined && shop === null) return io.refuse(await noSuchShop(database, given.shop))
    const world = { database, blobs: folderStore(join(config.home, 'files')) }
    let isRight = true
    for (const one of shop === null ? await directory.shops(database) : [shop])
      isRight = (await auditShop(world, one, given, io)) && isRight
    return isRight ? 0 : 1
  } finally {
    await close()
  }
}

/** @returns what is wrong, as a sentence, when something is. */
function argsOf(args: string[]): Given | string {
  let read: ReturnType<typeof parse>
  try {
    read = parse(args)
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}. Use it as: ${usage}`
  }
  const { shop, deep = false, noted } = read.values
  if (read.positionals.length !== 1 || read.positionals[0] !== 'bytes') return `Use it as: ${usage}`
  if (noted === undefined) return { shop, isDeep: deep, noted: null }
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(noted)
  if (match === null || shop === undefined)
    return '--noted takes the row and the hash that an earlier audit of that shop told, such as 1204:3fa9…, with --shop.'
  return { shop, isDeep: deep, noted: { no: Number(match[1]), hash: match[2]! } }
}

const parse = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: { shop: { type: 'string' }, deep: { type: 'boolean' }, noted: { type: 'string' } },
  })

async function auditShop(
  world: { database: Database; blobs: ReturnType<typeof folderStore> },
  shop: ShopId,
  { isDeep, noted }: Given,
  io: Io,
): Promise<boolean> {
  const { slug } = await world.database.inShop(shop, readShop)
  const started = performance.now()
  let faults = 0
  const audit = await auditBytes(world, shop, {
    isDeep,
    noted,
    tell: fault => {
      faults++
      io.say({ shop, slug, ...fault }, `!! ${slug}: ${fault.says}`)
    },
  })
  const tookMs = Math.round(performance.now() - started)
  const walked = `${count(audit.rows, 'row', 'rows')} and ${count(audit.files, 'file', 'files')}${isDeep ? ', every byte of them,' : ''} in ${(tookMs / 1000).toFixed(1)} s`
  const end = audit.head === null ? 'nothing was given yet' : `the end is ${audit.head.no}:${audit.head.hash}`
  io.say(
    { shop, slug, ...audit, isDeep, faults, tookMs },
    faults === 0 ? `ok ${slug}: ${walked}; ${end}.` : `!! ${slug}: ${count(faults, 'fault', 'faults')} in ${walked}; ${end}.`,
  )
  return faults === 0
}
