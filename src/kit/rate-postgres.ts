/** The limiter that every process of an installation shares: the same sums as `rate.ts`, done by Postgres on locked rows. */
import type { Database } from '#database'
import { kept, sql, systemOf } from '#database/system.ts'
import { busyMs, dayOf, dayShare, type Learned, msToNextDay, placesFor, type RateLimiter, slidingMs, type Turn } from './rate.ts'
import type { RateRule, RequestClass } from './shop.ts'
import { sha256Hex } from './sign.ts'

/** What one statement answers for each rule: how long to wait, and the place taken where places are counted. */
interface Judged {
  readonly key: string
  readonly pause_ms: number
  readonly token_ms: number
  /** How far ahead the turn is given. */
  readonly ahead_ms: number
  readonly is_day_full: boolean
  /** Nothing stood in the way when it was looked at. */
  readonly is_free: boolean
  readonly is_granted: boolean
  readonly slot_id: string | null
  readonly until: string | null
}

/**
 * A granted turn is one statement (and one more to give a place back, where places are counted).
 * Nothing is leased ahead. A place is held for `placeMs` and held on to while its process lives, so that one that was killed does not
 * keep the shop from the others for as long as its longest request might have taken.
 *
 * @param now the clock of the installation; every process must have the same one, to a second or so.
 */
export function postgresLimiter(database: Database, now: () => Date): RateLimiter {
  const system = systemOf(database)
  const held = holdOn(system, now)
  let lesson: Promise<unknown> = Promise.resolve()
  return {
    take: async (rules, requestClass, cost = 1) => {
      await lesson
      for (let tries = 1; ; tries++) {
        const at = now()
        let rows = await takeAll(system, { rules, requestClass, cost, at })
        if (rows.length < rules.length) {
          await makeBuckets(system, rules, at)
          rows = await takeAll(system, { rules, requestClass, cost, at })
        }
        const turn = await toTurn(system, { rows, at, held, now })
        if (turn.isGranted || tries === mostTries || !rows.every(isOutrun)) return turn
      }
    },
    pause: async (rules, ms) => {
      const at = now()
      await makeBuckets(system, rules, at)
      const until = new Date(at.getTime() + ms)
      await sql`with ${lockedFirst(rules)}
        update rate.bucket b set paused_until = greatest(coalesce(paused_until, ${until}), ${until}) from locked where b.key = locked.key`.execute(
        system,
      )
    },
    // Written down in order while its answer is being read; the next turn in this process waits for it. One that fails is told again by the next answer.
    learn: async (rules, learned) => {
      const at = now()
      const learning = async () => {
        if ((await teach(system, { rules, learned, at })) === rules.length) return
        await makeBuckets(system, rules, at)
        await teach(system, { rules, learned, at })
      }
      lesson = lesson.then(learning).catch(() => {})
    },
  }
}

/** How much of a limit is used, for showing. */
export interface RateUse {
  readonly rule: RateRule
  readonly usedToday: number
  /** The platform's own word where it has told one. */
  readonly perDay: number | null
  readonly pausedUntil: Date | null
}

/** Takes no turn. A limit under which nothing was asked yet is unused. */
export async function lookAtRates(database: Database, rules: readonly RateRule[], now: Date): Promise<RateUse[]> {
  const { rows } = await sql<{ key: string; day: string; used_today: bigint; paused_until: Date | null; per_day: number | null }>`
    select key, day, used_today, paused_until, (learned ->> 'perDay')::float8 as per_day from rate.bucket
    where key = any (${keysOf(rules)})`.execute(systemOf(database))
  return rules.map(rule => {
    const row = rows.find(({ key }) => key === keyOf(rule))
    const isPaused = row?.paused_until != null && row.paused_until > now
    return {
      rule,
      usedToday: row?.day === dayOf(now.getTime()) ? Number(row.used_today) : 0,
      perDay: row?.per_day ?? rule.perDay,
      pausedUntil: isPaused ? row.paused_until : null,
    }
  })
}

/** Another taker came first to the place that was seen free. With a new look there is another place, or none and the wait that this takes. */
const isOutrun = ({ is_free, is_granted }: Judged): boolean => is_free && !is_granted
/** More than there are places at a platform that counts them; whoever is outrun so often waits like the others. */
const mostTries = 8

type System = ReturnType<typeof systemOf>
const keyOf = (rule: RateRule) => sha256Hex(rule.key)
const keysOf = (rules: readonly RateRule[]) => rules.map(keyOf)
/** Whoever locks several buckets locks them in the order of their keys, so that no two wait for each other. */
const lockedFirst = (rules: readonly RateRule[]) =>
  sql`locked as materialized (select key from rate.bucket where key = any (${keysOf(rules)}) order by key for update)`

async function makeBuckets(system: System, rules: readonly RateRule[], at: Date): Promise<void> {
  const inOrder = rules.map(rule => ({ rule, key: keyOf(rule) })).sort((one, two) => (one.key < two.key ? -1 : 1))
  const rows = inOrder.map(({ rule, key }) => sql`(${key}, ${rule.burst}::float8, ${at}::timestamptz, ${dayOf(at.getTime())}::date)`)
  await sql`insert into rate.bucket (key, tokens, filled_at, day) values ${sql.join(rows)} on conflict (key) do nothing`.execute(system)
}

interface Wanted {
  readonly rules: readonly RateRule[]
  readonly requestClass: RequestClass
  readonly cost: number
  readonly at: Date
}

/**
 * All or nothing over all rules. Rows are locked in the order of their keys, so that two takers of the same pair never wait for each other.
 * Places are numbered: two takers whose snapshots show the same free place collide on its key, and the later one is outrun.
 */
async function takeAll(system: System, { rules, requestClass, cost, at }: Wanted): Promise<readonly Judged[]> {
  const wanted = rules.map(
    rule => sql`(${keyOf(rule)}, ${rule.perSecond}::float8, ${rule.burst}::float8, ${rule.perDay}::float8,
      ${rule.atOnce === null ? null : placesFor(rule.atOnce, requestClass)}::int, ${rule.isSliding === true}::boolean)`,
  )
  const share = dayShare[requestClass]
  const day = dayOf(at.getTime())
  // Tells our own place from that of a later holder of the same number.
  const until = new Date(at.getTime() + placeMs + Math.random() * 1000)
  const { rows } = await sql<Judged>`${kept}
    with wanted (key, per_second, burst, per_day, places, is_sliding) as (values ${sql.join(wanted)}),
    held as (
      select b.key, b.tokens, b.filled_at, b.day, b.used_today, b.paused_until, b.recent,
        coalesce((b.learned ->> 'perSecond')::float8, w.per_second) as per_second,
        coalesce((b.learned ->> 'perDay')::float8, w.per_day) as per_day,
        coalesce((b.learned ->> 'burst')::float8, w.burst) as burst, w.places, w.is_sliding
      from rate.bucket b
      join wanted w on w.key = b.key
      order by b.key
      for update of b
    ),
    filled as (
      select *,
        least(burst, tokens + greatest(0, extract(epoch from ${at}::timestamptz - filled_at)::float8) * per_second) as filled,
        case when is_sliding then array(select r from unnest(recent) r where abs(${at.getTime()}::bigint - r) < ${slidingMs}::bigint order by r) else '{}' end as lately
      from held
    ),
    judged as (
      select key, filled, lately, is_sliding, places,
        case when slide_ms > 0 and slide_ms < ${slidingMs}::bigint then slide_ms else 0 end as ahead_ms,
        case when is_sliding then case when slide_ms < ${slidingMs}::bigint then 0 else slide_ms end
          when filled + 1e-9 < least(${cost}::float8, burst) then ceil((least(${cost}::float8, burst) - filled) / per_second * 1000)
          else 0 end::float8 as token_ms,
        greatest(0, coalesce(extract(epoch from paused_until - ${at}::timestamptz), 0))::float8 * 1000 as pause_ms,
        per_day is not null and (case when day = ${day}::date then used_today else 0 end) + ${cost}::float8 > per_day * ${share}::float8 as is_day_full,
        case when places is null then null else (
          select n from generate_series(1, places) n
          where not exists (
            select from rate.slot s
            where s.key = filled.key and s.slot_id = ('00000000-0000-8000-8000-' || lpad(n::text, 12, '0'))::uuid and s.until > ${at}::timestamptz
          )
          order by n limit 1
        ) end as place
      from (
        select *, coalesce(lately[cardinality(lately) - greatest(1, floor(per_second)::int) + 1] + ${slidingMs}::bigint - ${at.getTime()}::bigint, 0) as slide_ms
        from filled
      ) filled
    ),
    verdict as (
      select count(*) = ${rules.length}::bigint and bool_and(
        pause_ms = 0 and not is_day_full and token_ms = 0 and (places is null or place is not null)
      ) as is_free, coalesce(max(ahead_ms), 0)::bigint as given_ms from judged
    ),
    placed as (
      insert into rate.slot as s (key, slot_id, until)
      select key, ('00000000-0000-8000-8000-' || lpad(place::text, 12, '0'))::uuid, ${until}::timestamptz
      from judged, verdict
      where is_free and place is not null
      on conflict (key, slot_id) do update set until = excluded.until where s.until <= ${at}::timestamptz
      returning key, slot_id, until
    ),
    granted as (
      select is_free, is_free and (select count(*) from placed) = (select count(*) from judged where places is not null) as is_granted, given_ms from verdict
    ),
    spent as (
      update rate.bucket b
      set tokens = case when j.is_sliding then b.tokens else j.filled - ${cost}::float8 end,
        recent = case when j.is_sliding then j.lately || (${at.getTime()}::bigint + given_ms) else b.recent end, filled_at = greatest(b.filled_at, ${at}::timestamptz),
        used_today = (case when b.day = ${day}::date then b.used_today else 0 end) + ceil(${cost}::float8)::bigint, day = ${day}::date
      from judged j, granted
      where b.key = j.key and is_granted
    )
    select j.key, j.pause_ms, j.is_day_full, g.is_free, g.is_granted, p.slot_id::text, p.until::text, j.token_ms, g.given_ms::float8 as ahead_ms
    from judged j
    cross join granted g
    left join placed p on p.key = j.key`.execute(system)
  return rows
}

/** A place as its row has it; `until` moves on while the request is under way. */
interface Place {
  readonly key: string
  readonly slot_id: string
  until: string
}

interface Taken {
  readonly rows: readonly Judged[]
  readonly at: Date
  readonly held: ReturnType<typeof holdOn>
  readonly now: () => Date
}

async function isUnpaused(system: System, keys: readonly string[], at: Date): Promise<boolean> {
  const { rows } = await sql`${kept} select from rate.bucket where key = any (${keys}) and paused_until > ${at}::timestamptz`.execute(
    system,
  )
  return rows.length === 0
}

async function toTurn(system: System, { rows, at, held, now }: Taken): Promise<Turn> {
  const places = rows.flatMap(({ key, slot_id, until }): Place[] => (slot_id === null || until === null ? [] : [{ key, slot_id, until }]))
  const giveBack = async () => {
    // splice: a second call finds nothing to give back
    for (const place of places.splice(0)) {
      await held.letGo(place)
      await sql`${kept} delete from rate.slot where key = ${place.key} and slot_id = ${place.slot_id}::uuid and until = ${place.until}::timestamptz`.execute(
        system,
      )
    }
  }
  if (rows.every(row => row.is_granted)) {
    for (const place of places) held.hold(place)
    const keys = rows.map(({ key }) => key)
    return {
      isGranted: true,
      at: at.getTime() + (rows[0]?.ahead_ms ?? 0),
      isStillGood: () => isUnpaused(system, keys, now()),
      release: giveBack,
    }
  }
  await giveBack() // one rule had a place and the other had not
  const waitMs = Math.max(...rows.map(row => Math.max(row.pause_ms, row.token_ms, row.is_day_full ? msToNextDay(at.getTime()) : 0)))
  return { isGranted: false, waitMs: waitMs > 0 ? waitMs : busyMs }
}

const [placeMs, holdOnEveryMs] = [8_000, 2_500]

/** Moves the places of this process on before they end. A round that fails is made good by the next; a place lost for good is only one too many for a while. */
function holdOn(system: System, now: () => Date) {
  const places = new Set<Place>()
  let timer: NodeJS.Timeout | null = null
  let round: Promise<unknown> = Promise.resolve()
  const moveOn = async () => {
    const until = new Date(now().getTime() + placeMs)
    for (const place of [...places]) {
      const { rows } = await sql<{ until: string }>`
        update rate.slot set until = ${until} where key = ${place.key} and slot_id = ${place.slot_id}::uuid and until = ${place.until}::timestamptz
        returning until::text`.execute(system)
      if (rows[0] === undefined) places.delete(place)
      else place.until = rows[0].until
    }
  }
  return {
    hold(place: Place): void {
      places.add(place)
      timer ??= setInterval(() => {
        round = moveOn().catch(() => null) // the next round tries again
      }, holdOnEveryMs).unref()
    },
    /** After this its `until` is what the row has. */
    async letGo(place: Place): Promise<void> {
      if (!places.delete(place)) return
      if (places.size === 0 && timer !== null) {
        clearInterval(timer)
        timer = null
      }
      await round
    },
  }
}

interface Taught {
  readonly rules: readonly RateRule[]
  readonly learned: Learned
  readonly at: Date
}

/** @returns how many of the buckets are there to be taught. */
async function teach(system: System, { rules, learned, at }: Taught): Promise<number> {
  const { available = null, remainingToday = null, givenBack = 0, sent, ...limits } = learned
  const { perDay = null } = limits
  const told = JSON.stringify(limits)
  const day = dayOf(at.getTime())
  const { numAffectedRows = 0n } = await sql`${kept}
    with ${lockedFirst(rules)}
    update rate.bucket b
    set learned = learned || ${told}::jsonb, tokens = least(tokens + ${givenBack}::float8, ${available}::float8),
      recent = array_replace(recent, ${sent?.grantedAt ?? null}::bigint, ${sent?.at ?? null}::bigint),
      used_today = greatest(
        case when day = ${day}::date then used_today else 0 end,
        coalesce(coalesce(${perDay}::float8, (learned ->> 'perDay')::float8) - ${remainingToday}::float8, 0)
      )::bigint,
      day = ${day}::date
    from locked where b.key = locked.key`.execute(system)
  return Number(numAffectedRows)
}
