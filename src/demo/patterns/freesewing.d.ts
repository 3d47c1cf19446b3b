/** FreeSewing publishes no types; only what the draft reads is written down here. Source: the 4.10.2 packages. */
declare namespace FreeSewing {
  type At = { x: number; y: number }
  type Op = { type: string; to?: At; cp1?: At; cp2?: At }
  type Attributes = { get: (name: string) => string | false }
  type Path = { hidden: boolean; ops: Op[]; attributes: Attributes }
  type Snippet = { def: string; anchor: At }
  type Part = { hidden: boolean; paths: Record<string, Path>; snippets: Record<string, Snippet>; points: Record<string, At> }
  type Draft = { draft: () => Draft; parts: Record<string, Part>[]; setStores: { logs: { error: unknown[] } }[] }
  type Settings = {
    measurements: Record<string, number>
    sa: number
    complete: boolean
    units: 'metric'
    options: Record<string, number | boolean | string>
  }
  type Design = new (settings: Settings) => Draft
}

declare module '@freesewing/models' {
  export const cisFemaleAdult: Record<number, Record<string, number>>
  export const cisMaleAdult: Record<number, Record<string, number>>
}
declare module '@freesewing/aaron' {
  export const Aaron: FreeSewing.Design
}
declare module '@freesewing/penelope' {
  export const Penelope: FreeSewing.Design
}
declare module '@freesewing/teagan' {
  export const Teagan: FreeSewing.Design
}
declare module '@freesewing/waralee' {
  export const Waralee: FreeSewing.Design
}
/** fontkit 2 has no types either; pdf-lib is handed the whole module and calls only this. */
declare module 'fontkit' {
  export function create(data: Uint8Array, postscriptName?: string): never
}
