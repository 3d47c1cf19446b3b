/** Writes the folder of a new spoke: a small one that works against its own fake, from which the real one is made. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spokesFolder } from './registry.ts'

const template = join(import.meta.dirname, 'template')
/** The invented platform of the template; its id and label become the new ones. */
const invented = { id: 'patternmart', label: 'Patternmart' }

export class NewRefused extends Error {
  override readonly name = 'NewRefused'
}

/**
 * @param name the folder and id: 'thread-and-co'.
 * @param label as the seller reads it; made from the name when left out.
 * @returns the paths written.
 * @throws {NewRefused} with nothing written.
 */
export function writeShop({
  name,
  label = labelOf(name),
  folder = spokesFolder,
}: {
  name: string
  label?: string
  folder?: string
}): string[] {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40)
    throw new NewRefused(
      `“${name}” cannot be a folder's name here. Use small letters, digits and single hyphens, for example “thread-and-co”.`,
    )
  if (/['\\\n`$]/.test(label)) throw new NewRefused('The label must not hold quotes, backslashes or line breaks.')
  const target = join(folder, name)
  if (existsSync(target)) throw new NewRefused(`${target} is there already. Choose another name, or delete that folder first.`)
  mkdirSync(target, { recursive: true })
  return readdirSync(template).map(file => {
    // Under its own name it would run as a test of this folder.
    const path = join(target, file === 'test.ts' ? `${name}.test.ts` : file)
    writeFileSync(path, readFileSync(join(template, file), 'utf8').replaceAll(invented.label, label).replaceAll(invented.id, name), {
      flag: 'wx',
    })
    return path
  })
}

const labelOf = (name: string): string =>
  name.replace(/(^|-)([a-z0-9])/g, (_whole, dash: string, letter: string) => (dash ? ' ' : '') + letter.toUpperCase())
