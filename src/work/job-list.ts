/** Jobs as the seller's Details page shows them. */
import { type Database, type ShopId, sql } from '#database'
import { systemOf } from '#database/system.ts'
import type { JobName, Queue } from './queue.ts'

export interface JobSummary {
  readonly id: string
  readonly name: string
  readonly says: string
  readonly state: 'waiting' | 'running' | 'retrying' | 'done' | 'failed'
  readonly attempts: number
  readonly reason: string | null
  readonly createdAt: Date
  readonly endedAt: Date | null
}

const says: Readonly<Record<JobName, string>> = {
  poll: 'Read sales',
  sweep: 'Look through the listings',
  hooks: 'Check the webhooks',
  run: 'Bring listings up to date',
  source: 'Follow where she edits',
  launch: 'Do what is due at this moment',
  fulfil: 'Mark orders as delivered',
  coupons: 'Keep coupons as they should be',
  library: 'Write into buyers’ own libraries',
  tables: 'Bring in tables of sales',
  payments: 'Read payments',
  money: 'Read the account of money',
  'mail-files': 'Write a buyer’s mail',
  doubles: 'Look whether it was bought twice',
  'send-mail': 'Send mails',
  'sign-in': 'Let a buyer into her library',
  invite: 'Invite past buyers',
  match: 'Compare listings',
  look: 'Look at pictures',
  bring: 'Bring pictures and files of joined listings',
  claims: 'Look at what buyers claim',
  errata: 'Tell owners of corrections',
  tidy: 'Tidy up',
}

const states: Readonly<Record<string, JobSummary['state']>> = {
  created: 'waiting',
  retry: 'retrying',
  active: 'running',
  completed: 'done',
  cancelled: 'failed',
  failed: 'failed',
}

/** The last hundred of a connection, newest first; what is under way or failed before what is done. */
export async function listJobs(database: Database, shop: ShopId, connection: string): Promise<JobSummary[]> {
  const { rows } = await sql<Row>`
    select id, name, state::text as state, retry_count, output ->> 'message' as reason, created_on, completed_on
    from pgboss.job
    where data ->> 'shop' = ${shop} and data ->> 'connection' = ${connection}
    order by state not in ('created', 'retry', 'active', 'failed'), created_on desc
    limit 100`.execute(systemOf(database))
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    says: says[row.name as JobName] ?? row.name,
    state: states[row.state] ?? 'waiting',
    attempts: row.retry_count + (row.state === 'created' ? 0 : 1),
    reason: row.state === 'failed' || row.state === 'retry' ? row.reason : null,
    createdAt: row.created_on,
    endedAt: row.completed_on,
  }))
}

/** Runs a failed job again now. @returns false when there is no such job of this shop. */
export async function retryJob(database: Database, queue: Queue, shop: ShopId, jobId: string): Promise<boolean> {
  const { rows } = await sql<{ name: string; state: string }>`
    select name, state::text as state from pgboss.job where id = ${jobId}::uuid and data ->> 'shop' = ${shop}`.execute(systemOf(database))
  const job = rows[0]
  if (job === undefined) return false
  if (job.state === 'failed') await queue.boss.retry(job.name, jobId)
  return true
}

interface Row {
  id: string
  name: string
  state: string
  retry_count: number
  reason: string | null
  created_on: Date
  completed_on: Date | null
}
