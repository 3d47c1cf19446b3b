import { existsSync } from 'node:fs'
import { join } from 'node:path'

export type Command = { name: string; file: string; sentence: string; usage: string }

/** Every command; each lives in src/cli/<file>.ts and is loaded when it is called. */
const all: Command[] = [
  {
    name: 'start',
    file: 'start',
    sentence: 'Serve Selvage: the pages, the work behind them, and the database.',
    usage: 'start [--role web|work]',
  },
  {
    name: 'doctor',
    file: 'doctor',
    sentence: 'Say what is reachable, what is not, and what that costs; --live asks each shop as well.',
    usage: 'doctor [--live]',
  },
  { name: 'owner-link', file: 'owner-link', sentence: 'Print a new one-time link that makes or lets in the owner.', usage: 'owner-link' },
  {
    name: 'key',
    file: 'key',
    sentence: 'Make, list and revoke keys by which other programs use the API of one shop.',
    usage: 'key create --shop SHOP --scope read,…',
  },
  {
    name: 'audit',
    file: 'audit',
    sentence: 'Prove the ledger of which file went to whom, when and from where; --deep reads every byte of the files.',
    usage: 'audit bytes [--shop SHOP] [--deep]',
  },
  { name: 'demo', file: 'demo', sentence: 'Rebuild the demo shop from nothing.', usage: 'demo reset' },
  { name: 'fakes', file: 'fakes', sentence: 'Run the pretend shops that the demo and the tests sell on.', usage: 'fakes' },
  {
    name: 'drill',
    file: 'drill',
    sentence: 'Tell a whole story on a throw-away home and check it from the far side.',
    usage: 'drill main|kills|history|storefronts|ban|erratum [--spoke ID] [--break FAULT]',
  },
  {
    name: 'simulate',
    file: 'simulate',
    sentence: 'Run random stories of edits, sales, faults and crashes.',
    usage: 'simulate [--seed N] [--runs M]',
  },
  { name: 'bench', file: 'bench', sentence: 'Measure, and print each figure beside its limit.', usage: 'bench [NAME …]' },
  { name: 'new', file: 'new', sentence: 'Write the folder of a new spoke.', usage: 'new shop NAME' },
  {
    name: 'abilities',
    file: 'abilities',
    sentence: 'Say what each storefront can do; --write puts it into README.md.',
    usage: 'abilities [--write]',
  },
  { name: 'schema', file: 'schema', sentence: 'Write the types and sql/schema.sql from the migrations.', usage: 'schema' },
  { name: 'test', file: 'test', sentence: 'Run the tests.', usage: 'test [FILE …]' },
  { name: 'check', file: 'check', sentence: 'Check types and style.', usage: 'check' },
  {
    name: 'nightly',
    file: 'nightly',
    sentence: 'Run what takes too long for every change: each fault, each kill, long histories, figures.',
    usage: 'nightly [PART …]',
  },
  { name: 'help', file: 'help', sentence: 'List the commands, or explain one, or list the settings.', usage: 'help [COMMAND | settings]' },
]

export const fileOf = ({ file }: Command) => join(import.meta.dirname, `${file}.ts`)

export const commands: Command[] = all.filter(command => existsSync(fileOf(command)))
