/** Finds the spokes by their folders: a new one is a folder and no other edit. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Fake } from './fake.ts'
import type { ShopSpoke } from './shop.ts'

/** A spoke whose settings' type only the spoke itself knows: they are sealed as its own schema parsed them, and handed back unread. */
export type AnyShop = ShopSpoke<unknown>

export const spokesFolder = join(import.meta.dirname, '..', 'spokes')

/** @returns the storefronts by id, in the order of their labels. @throws when a manifest's id is not its folder's name. */
export const shops = (folder = spokesFolder): Promise<ReadonlyMap<string, AnyShop>> => load<AnyShop>(folder, 'spoke.ts')

/** @returns the fakes by id. */
export const fakes = (folder = spokesFolder): Promise<ReadonlyMap<string, Fake>> => load<Fake>(folder, 'fake.ts')

/** @throws when there is no such spoke; the message lists those that are. */
export async function shopById(id: string): Promise<AnyShop> {
  const all = await shops()
  const found = all.get(id)
  if (found === undefined) throw new Error(`There is no storefront “${id}”. There are: ${[...all.keys()].join(', ') || 'none'}.`)
  return found
}

const loaded = new Map<string, Promise<ReadonlyMap<string, unknown>>>()

function load<Part extends { readonly id: string }>(folder: string, file: string): Promise<ReadonlyMap<string, Part>> {
  const key = join(folder, file)
  const earlier = loaded.get(key) as Promise<ReadonlyMap<string, Part>> | undefined
  if (earlier !== undefined) return earlier
  const loading = read<Part>(folder, file)
  loaded.set(key, loading)
  // A folder that does not load is a fault to mend, not to remember.
  loading.catch(() => loaded.delete(key))
  return loading
}

async function read<Part extends { readonly id: string }>(folder: string, file: string): Promise<ReadonlyMap<string, Part>> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && existsSync(join(folder, entry.name, file)))
    .map(entry => entry.name)
    .sort()
  const parts = await Promise.all(
    names.map(async name => {
      const { default: part } = (await import(pathToFileURL(join(folder, name, file)).href)) as { default?: Part }
      if (part?.id !== name)
        throw new Error(`src/spokes/${name}/${file} must export default with id '${name}', not '${part?.id ?? 'nothing'}'`)
      return [name, part] as const
    }),
  )
  return new Map(parts)
}
