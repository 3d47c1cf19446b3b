/** A real mail server in a process of its own that keeps who got what: what it took is judged, not what we say we sent. */
import { fork } from 'node:child_process'
import { SMTPServer } from 'smtp-server'

export interface Taken {
  readonly to: string
  /** As the header says it: 'files', 'correction'. */
  readonly kind: string
  readonly messageId: string
  /** The way into the library, where it carries one. */
  readonly link: string | null
}

/** How it deceives: notes each mail twice, or loses or refuses each tenth correction. */
export const sinkLies = ['honest', 'doubles', 'loses', 'refuses'] as const
export type SinkLie = (typeof sinkLies)[number]

export interface MailSink {
  readonly url: string
  readonly count: () => Promise<number>
  readonly taken: () => Promise<readonly Taken[]>
  readonly close: () => Promise<void>
}

type Asked = 'count' | 'taken'

export async function mailSink(lie: SinkLie = 'honest'): Promise<MailSink> {
  const child = fork(import.meta.filename, ['sink', lie], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const next = () =>
    new Promise<unknown>((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`the mail server ended with ${code}`))
      child.once('exit', ended)
      child.once('message', answer => {
        child.off('exit', ended)
        resolve(answer)
      })
    })
  const port = (await next()) as number
  let last: Promise<unknown> = Promise.resolve()
  // One question after another, as answers carry no name.
  const ask = (what: Asked): Promise<unknown> => {
    last = last.then(() => {
      const answer = next()
      child.send(what)
      return answer
    })
    return last
  }
  return {
    url: `smtp://127.0.0.1:${port}`,
    count: async () => (await ask('count')) as number,
    taken: async () => (await ask('taken')) as Taken[],
    close: async () => {
      child.kill()
    },
  }
}

async function serve(lie: SinkLie): Promise<void> {
  const taken: Taken[] = []
  let corrections = 0
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', part => parts.push(part))
      stream.on('end', () => {
        const mail = read(Buffer.concat(parts).toString('utf8'), session.envelope.rcptTo.map(({ address }) => address).join())
        const isTenth = isCorrection(mail) && ++corrections % 10 === 0
        if (isTenth && lie === 'refuses') return done(Object.assign(new Error('No such mailbox here'), { responseCode: 550 }))
        if (!(isTenth && lie === 'loses')) taken.push(mail, ...(lie === 'doubles' ? [mail] : []))
        done()
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  process.on('message', (what: Asked) => process.send!(what === 'count' ? taken.length : taken))
  process.on('disconnect', () => process.exit(0))
  process.send!((server.server.address() as { port: number }).port)
}

export const isCorrection = ({ kind }: Pick<Taken, 'kind'>): boolean => kind === 'correction'

function read(text: string, to: string): Taken {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const header = (name: string) => new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(head)?.[1]?.replaceAll('\r\n', '') ?? ''
  // Quoted-printable, as far as an address needs it.
  const body = rest.join('\r\n\r\n').replaceAll('=\r\n', '').replaceAll('=3D', '=')
  return {
    to,
    kind: header('X-Selvage-Mail'),
    messageId: header('Message-ID'),
    link: /https?:\/\/[^\s"<]+\/open\/[\w-]+/.exec(body)?.[0] ?? null,
  }
}

if (process.argv[2] === 'sink') await serve((process.argv[3] ?? 'honest') as SinkLie)
