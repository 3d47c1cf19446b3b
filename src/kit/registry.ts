/** Finds the spokes by their folders: a new one is a folder and no other edit. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Fake } from './fake.ts'
import type { PaySpoke } from './pay.ts'
import { isCannot, type ShopSpoke } from './shop.ts'

/** A spoke whose settings' type only the spoke itself knows: they are sealed as its own schema parsed them, and handed back unread. */
export type AnyShop = ShopSpoke<unknown>

export const spokesFolder = join(import.meta.dirname, '..', 'spokes')

export type AnyPay = PaySpoke<unknown>
type AnySpoke = AnyShop | AnyPay

const spokes = (folder: string): Promise<ReadonlyMap<string, AnySpoke>> => load<AnySpoke>(folder, 'spoke.ts')
const isPay = (spoke: AnySpoke | undefined): spoke is AnyPay => spoke !== undefined && 'kind' in spoke && spoke.kind === 'pay'

/** @returns the storefronts by id, in the order of their folders. @throws when a manifest's id is not its folder's name. */
export async function shops(folder = spokesFolder): Promise<ReadonlyMap<string, AnyShop>> {
  return new Map([...(await spokes(folder))].flatMap(([id, spoke]) => (isPay(spoke) ? [] : [[id, spoke] as const])))
}

/** @returns the payment providers by id. */
export async function pays(folder = spokesFolder): Promise<ReadonlyMap<string, AnyPay>> {
  return new Map([...(await spokes(folder))].flatMap(([id, spoke]) => (isPay(spoke) ? [[id, spoke] as const] : [])))
}

/** @returns the fakes of storefronts by id. */
export const fakes = (folder = spokesFolder): Promise<ReadonlyMap<string, Fake>> => fakesOf(folder, spoke => !isPay(spoke))

/** @returns of those, the fakes of storefronts where listings can be made and changed from outside. */
export async function publishingFakes(folder = spokesFolder): Promise<ReadonlyMap<string, Fake>> {
  const all = await shops(folder)
  return new Map([...(await fakes(folder))].filter(([id]) => !isCannot(all.get(id)!.publishes)))
}

/** @returns the fakes of payment providers by id. */
export const payFakes = (folder = spokesFolder): Promise<ReadonlyMap<string, Fake>> => fakesOf(folder, isPay)

async function fakesOf(folder: string, isWanted: (spoke: AnySpoke | undefined) => boolean): Promise<ReadonlyMap<string, Fake>> {
  const [all, manifests] = [await load<Fake>(folder, 'fake.ts'), await spokes(folder)]
  return new Map([...all].filter(([id]) => isWanted(manifests.get(id))))
}

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
