/**
 * The same pattern at several storefronts, proposed as one record. Pairs are weighed, the likeliest taken first, and a record never gets a second
 * listing of one storefront: two that are much alike there are two patterns of hers, whatever a third one seems to say. Pure.
 */
import { candidatesIn } from './candidates.ts'
import { type Features, readCorpus } from './features.ts'
import type { JoinListing } from './listing.ts'
import { inWords } from './reasons.ts'
import { confidenceOf, type Evidence, type Weighed, weigh } from './weigh.ts'

export interface Group {
  readonly members: readonly Member[]
  /** Of the least certain member. */
  readonly confidence: number
  /** All of its members may be taken as one without asking. */
  readonly isSure: boolean
}

export interface Member {
  readonly id: string
  /** 0 to 1: that it is the same pattern as the others of its group. 1 for one that stands alone. */
  readonly confidence: number
  readonly isSure: boolean
  /** What speaks for it, the strongest first. */
  readonly reasons: readonly string[]
  /** Why nobody should take it without a look; [] when sure. */
  readonly doubts: readonly string[]
}

/** More likely than not: below it a pair is not proposed. */
const proposedFrom = 0
/** As a logarithm of odds: less than one wrong in two hundred. */
const sureFrom = 5.3
/** A second listing of the same storefront must be so much less likely (some thirty times). */
const aheadBy = 3.4
/** The mean over the pairs between two groups: a translated or rewritten listing goes well with one of a group and hardly with another. */
const together = -1.5
/** Never one record, however well others go with both. */
const never = -5

export function matchListings(listings: readonly JoinListing[]): readonly Group[] {
  const corpus = readCorpus(listings)
  const { all } = corpus
  const totals = new Map<number, number>()
  const keyOf = (a: number, b: number) => (a < b ? a * all.length + b : b * all.length + a)
  const weighed = (a: number, b: number): Weighed => (a < b ? weigh(all[a]!, all[b]!, corpus) : weigh(all[b]!, all[a]!, corpus))
  const totalOf = (a: number, b: number): number => {
    const key = keyOf(a, b)
    const known = totals.get(key)
    if (known !== undefined) return known
    const { total } = weighed(a, b)
    totals.set(key, total)
    return total
  }
  const pairs: Pair[] = []
  const rivals = all.map(() => new Map<string, number[]>())
  for (const [a, others] of candidatesIn(corpus).entries())
    for (const b of others) {
      if (totals.has(keyOf(a, b))) continue
      const total = totalOf(a, b)
      note(rivals[a]!, all[b]!, total)
      note(rivals[b]!, all[a]!, total)
      if (total > proposedFrom) pairs.push({ a: Math.min(a, b), b: Math.max(a, b), total })
    }
  return cluster(all, pairs, totalOf).map(members => groupOf(members, { all, weighed, rivals }))
}

interface Pair {
  readonly a: number
  readonly b: number
  readonly total: number
}

/** The two best totals that a listing reaches at each other place. */
function note(best: Map<string, number[]>, other: Features, total: number): void {
  const { place } = other.listing
  best.set(place, [...(best.get(place) ?? []), total].sort((x, y) => y - x).slice(0, 2))
}

/** Those that have a tie begin together. */
function tiedGroups(all: readonly Features[]): number[][] {
  const byTie = Map.groupBy(all.keys(), index => all[index]!.listing.tie ?? `alone ${index}`)
  return [...byTie.values()]
}

/** Best pairs first. Two groups become one when no place is in both, nothing forbids it, and on the whole their members go together. */
function cluster(all: readonly Features[], pairs: Pair[], totalOf: (a: number, b: number) => number): number[][] {
  const begun = tiedGroups(all)
  const groups = new Map(begun.entries())
  const groupOfListing = new Int32Array(all.length)
  for (const [group, members] of groups) for (const index of members) groupOfListing[index] = group
  const isAlone = (members: readonly number[]) => members.some(index => all[index]!.listing.isAlone === true)
  const tieOf = (members: readonly number[]) => members.map(index => all[index]!.listing.tie ?? null).find(tie => tie !== null) ?? null
  for (const { a, b } of pairs.sort((x, y) => y.total - x.total || x.a - y.a || x.b - y.b)) {
    const [of, to] = [groupOfListing[a]!, groupOfListing[b]!]
    if (of === to) continue
    const [left, right] = [groups.get(of)!, groups.get(to)!]
    const places = new Set(left.map(index => all[index]!.listing.place))
    if (right.some(index => places.has(all[index]!.listing.place))) continue
    // What she has said stands: two that she keeps apart are never one.
    if (tieOf(left) !== null && tieOf(right) !== null) continue
    if (isAlone(left) || isAlone(right)) continue
    const links = left.flatMap(x => right.map(y => totalOf(x, y)))
    if (links.some(total => total < never) || links.reduce((sum, total) => sum + total, 0) / links.length < together) continue
    groups.set(of, [...left, ...right])
    groups.delete(to)
    for (const index of right) groupOfListing[index] = of
  }
  return [...groups.values()].map(members => members.sort((x, y) => x - y)).sort(([x], [y]) => x! - y!)
}

interface Known {
  readonly all: readonly Features[]
  readonly weighed: (a: number, b: number) => Weighed
  readonly rivals: readonly ReadonlyMap<string, readonly number[]>[]
}

function groupOf(indexes: readonly number[], known: Known): Group {
  const members = indexes.map(index => memberOf(index, indexes, known))
  return {
    members,
    confidence: Math.min(...members.map(({ confidence }) => confidence)),
    isSure: members.length > 1 && members.every(({ isSure }) => isSure),
  }
}

/** A member is as certain as its best link, and sure when that link is, no other one speaks against it, and no rival comes near. */
function memberOf(index: number, indexes: readonly number[], { all, weighed, rivals }: Known): Member {
  const { id, place, tie = null } = all[index]!.listing
  const links = indexes.filter(other => other !== index).map(other => ({ other, ...weighed(index, other) }))
  if (links.length === 0) return { id, confidence: 1, isSure: false, reasons: [], doubts: [] }
  if (tie !== null && links.some(({ other }) => all[other]!.listing.tie === tie))
    return { id, confidence: 1, isSure: true, reasons: [inWords.saidSo()], doubts: [] }
  const best = links.reduce((one, other) => (other.total > one.total ? other : one))
  const contrary = links.flatMap(({ evidence }) => evidence.filter(({ isContrary }) => isContrary))
  const rivalOf = (from: number, at: string) => {
    const [first, second] = rivals[from]!.get(at) ?? []
    return (first === best.total ? second : first) ?? Number.NEGATIVE_INFINITY
  }
  const rival = Math.max(rivalOf(index, all[best.other]!.listing.place), rivalOf(best.other, place))
  const isClose = best.total - rival < aheadBy
  const doubts = [...new Set(saysOf(contrary)), ...(isClose ? ['another listing is much like it, too'] : [])]
  return {
    id,
    confidence: confidenceOf(best.total),
    isSure: best.total >= sureFrom && links.every(({ total }) => total > proposedFrom) && doubts.length === 0,
    reasons: [...new Set(saysOf([...best.evidence].filter(({ weight }) => weight > 0).sort((x, y) => y.weight - x.weight)))].slice(0, 4),
    doubts,
  }
}

const saysOf = (evidence: readonly Evidence[]): string[] => evidence.flatMap(({ says }) => says ?? [])
