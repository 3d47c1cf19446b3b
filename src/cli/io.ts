/** What a command needs of the outside, so that it can be tested in process. */
export type Io = {
  isJson: boolean
  env: Record<string, string | undefined>
  /** One fact: a JSON line with --json, else the sentence. A fact without a sentence is for scripts only. */
  say(fact: Record<string, unknown>, sentence?: string): void
  /** Why the command did not do it; on stderr, or a JSON line `{ refused }`. @returns 1 */
  refuse(reason: string): 1
  /** @returns 2 */
  wrongUse(reason: string): 2
}

export function createIo(isJson: boolean, env: Io['env'] = process.env, out = process.stdout, errors = process.stderr): Io {
  const tell = (key: string, reason: string) => (isJson ? out.write(`${JSON.stringify({ [key]: reason })}\n`) : errors.write(`${reason}\n`))
  return {
    isJson,
    env,
    say(fact, sentence) {
      if (isJson) out.write(`${JSON.stringify(fact, (_key, value) => (typeof value === 'bigint' ? value.toString() : value))}\n`)
      else if (sentence !== undefined) out.write(`${sentence}\n`)
    },
    refuse(reason) {
      tell('refused', reason)
      return 1
    },
    wrongUse(reason) {
      tell('wrongUse', reason)
      return 2
    },
  }
}
