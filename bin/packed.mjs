// Preloaded by the launcher: our own imports of a packed library lead to the packed file (see pack.mjs).
import { readFileSync } from 'node:fs'
import * as modules from 'node:module'

const folder = new URL('../node_modules/.cache/selvage-packed/', import.meta.url)
const places = new Map()
try {
  for (const [specifier, file] of Object.entries(JSON.parse(readFileSync(new URL('map.json', folder), 'utf8'))))
    places.set(specifier, new URL(file, folder).href)
} catch {
  // Not packed: each library is loaded from where it is installed.
}
// Other Nodes than ours may be started with the same settings.
if (places.size > 0)
  modules.registerHooks?.({
    resolve(specifier, context, next) {
      const url = places.get(specifier)
      return url === undefined || context.parentURL?.includes('/node_modules/')
        ? next(specifier, context)
        : { url, format: 'module', shortCircuit: true }
    },
  })
