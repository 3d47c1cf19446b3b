/** Plane geometry of a draft: millimetres, y down. */
export type Point = { x: number; y: number }
export type Box = { x: number; y: number; width: number; height: number }
export type LineOp =
  | { type: 'move'; to: Point }
  | { type: 'line'; to: Point }
  | { type: 'curve'; cp1: Point; cp2: Point; to: Point }
  | { type: 'close' }
export type Line = LineOp[]

/** Points along the line no further apart than about `everyMm`; enough to ask where a line runs. */
export function sampled(line: Line, everyMm: number): Point[] {
  const points: Point[] = []
  let start: Point | null = null
  let from: Point | null = null
  for (const op of line) {
    if (op.type === 'move') {
      start = op.to
      points.push(op.to)
    } else if (from && start) {
      const to = op.type === 'close' ? start : op.to
      const [cp1, cp2] = op.type === 'curve' ? [op.cp1, op.cp2] : [from, to]
      const long = distance(from, cp1) + distance(cp1, cp2) + distance(cp2, to)
      const parts = Math.max(1, Math.ceil(long / everyMm))
      for (let part = 1; part <= parts; part++)
        points.push(op.type === 'curve' ? onCurve(from, op, part / parts) : between(from, to, part / parts))
    }
    from = op.type === 'close' ? start : op.to
  }
  return points
}

/** Each straight or curved part of a line as a line of its own. */
export function edgesOf(line: Line): Line[] {
  const edges: Line[] = []
  let start: Point | null = null
  let from: Point | null = null
  for (const op of line) {
    if (op.type === 'move') start = op.to
    else if (from && start) edges.push([{ type: 'move', to: from }, op.type === 'close' ? { type: 'line', to: start } : op])
    from = op.type === 'close' ? start : op.to
  }
  return edges
}

export function boxOf(points: Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of points) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}

export function unionOf(boxes: Box[]): Box {
  return boxOf(
    boxes.flatMap(({ x, y, width, height }) => [
      { x, y },
      { x: x + width, y: y + height },
    ]),
  )
}

export function contains({ x, y, width, height }: Box, point: Point): boolean {
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height
}

/** A quarter turn anticlockwise, so that what stood upright lies down. */
export function turned({ x, y }: Point): Point {
  return { x: y, y: -x }
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}

function between(a: Point, b: Point, t: number): Point {
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t }
}

function onCurve(from: Point, { cp1, cp2, to }: { cp1: Point; cp2: Point; to: Point }, t: number): Point {
  const s = 1 - t
  const at = (axis: 'x' | 'y') => s * s * s * from[axis] + 3 * s * s * t * cp1[axis] + 3 * s * t * t * cp2[axis] + t * t * t * to[axis]
  return { x: at('x'), y: at('y') }
}
