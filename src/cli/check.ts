/** `bin/selvage check`: what is known of the code without running it: types and style. Its own rules are tests, in `src/rules`. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Io } from './io.ts'

const root = join(import.meta.dirname, '../..')
const tool = (path: string) => join(root, 'node_modules', path)
const checks: readonly [name: string, script: string, args: readonly string[]][] = [
  ['types', tool('typescript/bin/tsc'), ['--noEmit', '-p', root]],
  ['types of the screens', tool('typescript/bin/tsc'), ['--noEmit', '-p', join(root, 'ui')]],
  ['style', tool('@biomejs/biome/bin/biome'), ['check', '--error-on-warnings', '--max-diagnostics=50', root]],
]

export async function run(args: string[], io: Io): Promise<number> {
  if (args.length > 0) return io.wrongUse('check takes no files: it looks at all of the code. For tests of one file say `test FILE`.')
  const refused: string[] = []
  for (const [name, script, options] of checks) {
    const from = performance.now()
    const { code, text } = await output(script, options)
    const seconds = (performance.now() - from) / 1000
    io.say(
      { check: name, ok: code === 0, seconds },
      `${code === 0 ? '✔' : '✖'} ${name} (${seconds.toFixed(1)} s)${code === 0 ? '' : `\n${text}`}`,
    )
    if (code !== 0) refused.push(name)
  }
  return refused.length === 0 ? 0 : io.refuse(`✖ ${refused.join(', ')} refused`)
}

function output(script: string, args: readonly string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    const hear = (part: string) => {
      text += part
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear)
    child.once('error', fail)
    child.once('close', code => done({ code, text: text.trim() }))
  })
}
