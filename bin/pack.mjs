// Packs the libraries that consist of hundreds of files into one file each, once for an installation: opening them file by file was most of a start.
// `bin/packed.mjs` puts these in their place; without them everything runs as well, only later.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** As they are imported. All in one graph, so that what two of them share (zod, kysely) is there once. */
export const packed = ['kysely', 'zod', 'better-auth', 'graphql', '@cantoo/pdf-lib', 'nodemailer']
export const fileOf = specifier => `${specifier.replace('@', '').replaceAll('/', '-')}.js`

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

if (import.meta.main) {
  const folder = process.argv[2]
  const draft = `${folder}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  const input = Object.fromEntries(packed.map(specifier => [fileOf(specifier).slice(0, -3), specifier]))
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: draft,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      rolldownOptions: { input, output: { entryFileNames: '[name].js' } },
    },
  })
  writeFileSync(join(draft, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(draft, 'map.json'), JSON.stringify(Object.fromEntries(packed.map(specifier => [specifier, fileOf(specifier)]))))
  rmSync(folder, { recursive: true, force: true })
  renameSync(draft, folder)
}
