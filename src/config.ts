import { resolve } from 'node:path'
import { z } from 'zod'

const onOff = z.enum(['on', 'off'], 'should be either on or off')
const port = z.coerce
  .number('should be a port number')
  .int('should be a whole number')
  .min(0, 'should be at least 0')
  .max(65_535, 'should be at most 65535')
const url = (protocols: RegExp, sentence: string) => z.url({ protocol: protocols, error: sentence })

/** Every setting, once: `bin/selvage help settings` prints this table and `readConfig` reads by it. */
export const settings = {
  PORT: { sentence: 'The port of the web pages.', default: '4400', shape: port },
  SELVAGE_HOST: {
    sentence: 'The address the web pages are bound to.',
    default: '127.0.0.1',
    shape: z.string().min(1, 'should not be empty'),
  },
  SELVAGE_HOME: {
    sentence: 'The folder of the database, the files and the secrets.',
    default: './data',
    shape: z.string().min(1, 'should not be empty'),
  },
  DATABASE_URL: {
    sentence: 'Another PostgreSQL 18 server, with a role that owns its database and may create roles; without it Selvage runs its own.',
    default: '',
    shape: url(/^postgres(ql)?$/, 'should be a URL like postgres://owner:password@host:5432/selvage').optional(),
  },
  SELVAGE_PUBLIC_URL: {
    sentence: 'The https address under which buyers and shops reach this machine; without it nothing is offered to the outside.',
    default: '',
    shape: url(/^https?$/, 'should be a URL like https://patterns.example.com').optional(),
  },
  SELVAGE_DEMO: { sentence: 'Whether an empty home gets a demo shop (on or off).', default: 'on', shape: onOff },
  SELVAGE_LOG: {
    sentence: 'The least serious line that is logged: trace, debug, info, warn, error or silent.',
    default: 'info',
    shape: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'should be one of trace, debug, info, warn, error, silent'),
  },
  SELVAGE_SMTP_URL: {
    sentence: 'The mail server, as smtp://user:password@host:587; without it mails are kept in the mail log only.',
    default: '',
    shape: url(/^smtps?$/, 'should be a URL like smtp://user:password@host:587').optional(),
  },
  SELVAGE_MAIL_FROM: {
    sentence: 'The sender of mails, as Name <name@example.com>.',
    default: 'Selvage <selvage@localhost>',
    shape: z.string().regex(/^[^\r\n<>]*<?[^\s@<>]+@[^\s@<>]+>?$/, 'should be an address like Ann <ann@example.com>'),
  },
  SELVAGE_UPLOAD_LIMIT_MB: {
    sentence: 'The largest file that may be uploaded, in megabytes.',
    default: '200',
    shape: z.coerce
      .number('should be a number')
      .int('should be a whole number')
      .min(1, 'should be at least 1')
      .max(4096, 'should be at most 4096'),
  },
  SELVAGE_PRIVATE_HOSTS: {
    sentence:
      'Hosts inside your own network that a connected shop may have, separated by commas; all others must be public once a public URL is set or a second person has an account.',
    default: '',
    shape: z.string().optional(),
  },
  SELVAGE_COUNTRY_HEADER: {
    sentence:
      'The header in which your own proxy tells the country of a line, such as CF-IPCountry; kept as one of the proofs of place that tax law wants. Without it buyers say it alone.',
    default: '',
    shape: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,60}$/, 'should be the name of a header, like CF-IPCountry')
      .optional(),
  },
  SELVAGE_FAKES_PORT: {
    sentence: 'The first port of the pretend shops behind the demo; 0 takes free ports.',
    default: '4410',
    shape: port,
  },
} as const satisfies Record<string, { sentence: string; default: string; shape: z.ZodType }>

export type Config = {
  port: number
  host: string
  /** Absolute. */
  home: string
  databaseUrl: string | undefined
  /** Without a trailing slash. */
  publicUrl: string | undefined
  demo: boolean
  log: string
  smtpUrl: string | undefined
  mailFrom: string
  uploadLimitBytes: number
  fakesPort: number
  privateHosts: readonly string[]
  /** undefined: no proxy tells the country of a line. */
  countryHeader: string | undefined
}

/** A setting that cannot be used; the message names the setting and what it should be, never the value (it may hold a password). */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** @throws {ConfigError} naming the first setting that cannot be used; the command then exits 2. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const read = <N extends keyof typeof settings>(name: N): z.infer<(typeof settings)[N]['shape']> => {
    const given = env[name] === undefined || env[name] === '' ? settings[name].default : env[name]
    const result = settings[name].shape.safeParse(given === '' ? undefined : given)
    if (!result.success) throw new ConfigError(`${name} ${result.error.issues[0]?.message ?? 'cannot be used'}. ${settings[name].sentence}`)
    return result.data as z.infer<(typeof settings)[N]['shape']>
  }
  return {
    port: read('PORT'),
    host: read('SELVAGE_HOST'),
    home: resolve(read('SELVAGE_HOME')),
    databaseUrl: read('DATABASE_URL'),
    publicUrl: read('SELVAGE_PUBLIC_URL')?.replace(/\/+$/, ''),
    demo: read('SELVAGE_DEMO') === 'on',
    log: read('SELVAGE_LOG'),
    smtpUrl: read('SELVAGE_SMTP_URL'),
    mailFrom: read('SELVAGE_MAIL_FROM'),
    uploadLimitBytes: read('SELVAGE_UPLOAD_LIMIT_MB') * 1024 * 1024,
    fakesPort: read('SELVAGE_FAKES_PORT'),
    countryHeader: read('SELVAGE_COUNTRY_HEADER'),
    privateHosts: (read('SELVAGE_PRIVATE_HOSTS') ?? '')
      .split(',')
      .map(host => host.trim().toLowerCase())
      .filter(Boolean),
  }
}
