import { Aaron } from '@freesewing/aaron'
import { cisFemaleAdult, cisMaleAdult } from '@freesewing/models'
import { Penelope } from '@freesewing/penelope'
import { Teagan } from '@freesewing/teagan'
import { Waralee } from '@freesewing/waralee'
import type { PieceInfo, SewingPattern } from './pattern.ts'
import { type Box, boxOf, distance, edgesOf, type Line, type Point, sampled, turned } from './shape.ts'

const designs = { Aaron, Penelope, Teagan, Waralee }
const models = { cisFemaleAdult, cisMaleAdult }

/** One piece in one size, in millimetres of paper, y down. `cut` is where the scissors go, `seam` where the needle goes. */
export type DraftedPiece = {
  info: PieceInfo
  cut: Line[]
  /** Closed shapes of the piece with and without allowance, for filling. */
  outlines: Line[]
  seam: Line[]
  marks: Line[]
  folds: Line[]
  grains: Line[]
  notches: { name: string; at: Point }[]
  box: Box
}

const noBox: Box = { x: 0, y: 0, width: 0, height: 0 }

export type DraftedSize = { size: string; pieces: DraftedPiece[] }

/**
 * Drafts every size at true scale.
 *
 * @param isCorrected false puts the first version's misplaced notch where it was wrongly printed.
 * @throws {Error} when FreeSewing reports a fault or a named part, point or notch is not in its draft.
 */
export function draftPattern(pattern: SewingPattern, { isCorrected }: { isCorrected: boolean }): DraftedSize[] {
  return pattern.sizes.map((size, index) => {
    const parts = draftParts(pattern, index)
    const pieces = pattern.draft.pieces.map(info => {
      const part = parts[info.part]
      if (!part) throw new Error(`${pattern.slug} in size ${size}: FreeSewing drafted no part ${info.part}`)
      const piece = readPart(info, part, pattern.draft.seamAllowanceMm)
      return isCorrected ? piece : misplace(piece, pattern)
    })
    return { size, pieces }
  })
}

function draftParts(pattern: SewingPattern, index: number): Record<string, FreeSewing.Part> {
  const { design, models: family, modelSizes, seamAllowanceMm, options } = pattern.draft
  const measurements = models[family][modelSizes[index] ?? 0]
  if (!measurements) throw new Error(`${pattern.slug}: no measurements for size ${pattern.sizes[index]}`)
  const draft = new designs[design]({ measurements, sa: seamAllowanceMm, complete: true, units: 'metric', options }).draft()
  const faults = draft.setStores[0]?.logs.error ?? []
  const parts = draft.parts[0]
  if (faults.length > 0 || !parts) throw new Error(`${pattern.slug} in size ${pattern.sizes[index]}: ${faults.map(String).join('; ')}`)
  return parts
}

function readPart(info: PieceInfo, part: FreeSewing.Part, allowanceMm: number): DraftedPiece {
  const piece: DraftedPiece = { info, cut: [], outlines: [], seam: [], marks: [], folds: [], grains: [], notches: [], box: noBox }
  for (const [name, path] of Object.entries(part.paths)) {
    const kind = path.hidden ? null : kindOf(name, path.attributes.get('class') || '', info)
    if (kind) piece[kind].push(lineOf(path.ops, info))
  }
  piece.outlines = [...piece.cut, ...piece.seam]
  // A piece without seam allowance (bindings, facings) is cut on its outline; so are single edges without one (folds, bound edges).
  if (piece.cut.length === 0) piece.cut = piece.seam.splice(0)
  else piece.cut.push(...edgesAwayFrom(piece.cut, piece.seam, 3.2 * allowanceMm, info))
  for (const [name, snippet] of Object.entries(part.snippets)) {
    if (/notch/.test(snippet.def)) piece.notches.push({ name, at: place(snippet.anchor, info) })
  }
  for (const { name, point } of info.notches ?? []) {
    const at = part.points[point]
    if (!at) throw new Error(`${info.part}: no point ${point} for the notch ${name}`)
    piece.notches.push({ name, at: place(at, info) })
  }
  piece.box = boxOf([...piece.cut, ...piece.seam].flatMap(line => sampled(line, 5)))
  return piece
}

/**
 * The edges of the seam line that no cutting line accompanies and that are cut or folded as they are. A hem's allowance is the widest,
 * three times that of a seam. Darts run inside the piece and are none of these.
 */
function edgesAwayFrom(cut: Line[], seam: Line[], awayMm: number, info: PieceInfo): Line[] {
  const cutPoints = cut.flatMap(line => sampled(line, 3))
  const { x: left } = boxOf([...cut, ...seam].flatMap(line => sampled(line, 5)))
  return seam.flatMap(edgesOf).filter(edge => {
    const points = sampled(edge, 3)
    const middle = points[Math.floor(points.length / 2)]
    if (middle === undefined || points.length < 3) return false
    const isFold = points.every(point => Math.abs(point.x - left) < 0.5)
    return (isFold || info.isBound === true) && cutPoints.every(point => distance(point, middle) > awayMm)
  })
}

/** FreeSewing tells its lines apart by CSS classes and, for what its macros draw, by name. */
function kindOf(name: string, classes: string, info: PieceInfo): 'cut' | 'seam' | 'marks' | 'folds' | 'grains' | null {
  if (/hidden|scalebox/.test(classes) || /^__macro_(banner|scalebox|title)/.test(name)) return null
  if (/^__macro_cutonfold/.test(name)) return 'folds'
  if (/^__macro_grainline/.test(name)) return 'grains'
  if (info.marks?.includes(name)) return 'marks'
  if (/\bsa\b/.test(classes)) return 'cut'
  if (/help|note|mark|dotted|stroke-sm|contrast/.test(classes)) return 'marks'
  return 'seam'
}

function lineOf(ops: FreeSewing.Op[], info: PieceInfo): Line {
  const line: Line = []
  for (const { type, to, cp1, cp2 } of ops) {
    if (type === 'close') line.push({ type })
    else if (type === 'curve' && to && cp1 && cp2) line.push({ type, cp1: place(cp1, info), cp2: place(cp2, info), to: place(to, info) })
    else if ((type === 'move' || type === 'line') && to) line.push({ type, to: place(to, info) })
  }
  return line
}

function place({ x, y }: Point, info: PieceInfo): Point {
  return info.isTurned ? turned({ x, y }) : { x, y }
}

function misplace(piece: DraftedPiece, { correction: { misplaced }, slug }: SewingPattern): DraftedPiece {
  if (piece.info.id !== misplaced.piece) return piece
  if (!piece.notches.some(notch => notch.name === misplaced.notch))
    throw new Error(`${slug}: no notch ${misplaced.notch} on ${piece.info.id}`)
  const moved = ({ x, y }: Point) => ({ x: x + misplaced.offsetMm.x, y: y + misplaced.offsetMm.y })
  return { ...piece, notches: piece.notches.map(notch => (notch.name === misplaced.notch ? { ...notch, at: moved(notch.at) } : notch)) }
}
