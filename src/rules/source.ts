import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export type Import = { from: string /** A path from the root, or the package's name. */; to: string; isType: boolean }

/** Paths from the root, with slashes, of the files that match; without what is generated. */
export function files(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: root, exclude: path => /(^|\/)(node_modules|generated|\.ui-build)$/.test(path) })
    .map(path => path.replaceAll('\\', '/'))
    .sort()
}

export const text = (path: string): string => readFileSync(join(root, path), 'utf8')

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)

/** The text without comments; strings stay. Enough for code in our style, not a parser. */
export const withoutComments = (code: string): string =>
  code.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[\s;{(,])\/\/[^\n]*/g, '$1')

const aliases: Record<string, string> = {
  '#config': 'src/config.ts',
  '#log': 'src/log.ts',
  '#database': 'src/database/index.ts',
  '#kit': 'src/kit/index.ts',
}

/** What a file imports, statically or by `import('…')`. */
export function importsOf(path: string): Import[] {
  const code = withoutComments(text(path))
  const found = [...code.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:([^'";]*?)\sfrom\s+)?'([^']+)'/g)].map(match => ({
    specifier: match[3]!,
    isType: match[1] !== undefined || isAllTypes(match[2]),
  }))
  const lazy = [...code.matchAll(/\bimport\('([^']+)'\)/g)].map(match => ({ specifier: match[1]!, isType: false }))
  return [...found, ...lazy].map(({ specifier, isType }) => ({ from: path, to: resolveImport(path, specifier), isType }))
}

/** `{ type A, type B }` */
function isAllTypes(clause: string | undefined): boolean {
  const names = /^\{([\s\S]*)\}$/.exec(clause?.trim() ?? '')?.[1]
  return names?.split(',').every(name => name.trim() === '' || name.trim().startsWith('type ')) ?? false
}

function resolveImport(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(dirname(from), specifier))
  return aliases[specifier] ?? (specifier.startsWith('#') ? `src/${specifier.slice(1)}` : specifier)
}

/** Where each match is, as `path:line: text`. */
export function matches(path: string, code: string, pattern: RegExp): string[] {
  return code.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim().slice(0, 160)}`] : []))
}
