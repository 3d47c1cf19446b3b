/** A version being put together: the files of the last one, some of them replaced, some added. */
import type { AnswerOf } from '../../api.ts'
import type { PatternFull } from './pattern.tsx'

type Version = AnswerOf<'GET /shops/{shop}/patterns/{pattern}'>['versions'][number]
export type FileRole = Version['files'][number]['role']
export type VersionKind = Version['kind']

export interface DraftFile {
  /** Stays the same from version to version, so that earlier buyers keep their link. */
  readonly fileKey: string
  readonly role: FileRole
  readonly fileName: string
  readonly kept: { sha256: string; fileName: string } | null
  readonly uploadKey: string | null
}

export interface VersionDraft {
  readonly number: string
  readonly kind: VersionKind
  readonly note: string
  readonly sizes: readonly string[]
  readonly files: readonly DraftFile[]
}

export function newDraft(pattern: PatternFull): VersionDraft {
  const last = pattern.versions[0]
  const kind = last === undefined ? 'first' : 'correction'
  return {
    number: nextNumber(last?.number, kind),
    kind,
    note: '',
    sizes: [],
    files: (last?.files ?? []).map(file => ({
      fileKey: file.fileKey,
      role: file.role,
      fileName: file.fileName,
      kept: { sha256: file.sha256, fileName: file.fileName },
      uploadKey: null,
    })),
  }
}

/** 2.0 is followed by 2.1, and by 3.0 when it is a new edition. */
export function nextNumber(last: string | undefined, kind: VersionKind): string {
  if (last === undefined) return '1.0'
  const [first = '1', second = '0', ...rest] = last.split('.')
  if (!/^\d+$/.test(first) || !/^\d+$/.test(second)) return ''
  if (kind === 'edition') return `${Number(first) + 1}.0`
  return rest.length > 0 ? `${first}.${second}.${Number(rest.at(-1)) + 1}` : `${first}.${Number(second) + 1}`
}

const clues: readonly (readonly [FileRole, RegExp])[] = [
  ['projector', /projector|beamer/i],
  ['a0', /(^|[^a-z0-9])a0([^0-9]|$)|copy ?shop/i],
  ['a4', /(^|[^a-z0-9])a4([^0-9]|$)/i],
  ['letter', /letter|us[-_ ]?print/i],
  ['chart', /chart/i],
  ['instructions', /instruction|anleitung|guide|booklet/i],
]

export const roleFromName = (fileName: string): FileRole | null => clues.find(([, clue]) => clue.test(fileName))?.[0] ?? null

/** Puts a new file where it belongs: in the place of the old one of its role, else at the end. */
export function withFile(draft: VersionDraft, { uploadKey, fileName }: { uploadKey: string; fileName: string }): VersionDraft {
  const role = roleFromName(fileName) ?? 'other'
  const place = draft.files.findIndex(file => file.role === role && file.uploadKey === null && role !== 'other')
  if (place >= 0) return { ...draft, files: draft.files.map((file, index) => (index === place ? { ...file, fileName, uploadKey } : file)) }
  const fileKey = freeKey(role === 'other' ? slug(fileName) : role, draft.files)
  return { ...draft, files: [...draft.files, { fileKey, role, fileName, kept: null, uploadKey }] }
}

export function replaceFile(
  draft: VersionDraft,
  fileKey: string,
  { uploadKey, fileName }: { uploadKey: string; fileName: string },
): VersionDraft {
  return { ...draft, files: draft.files.map(file => (file.fileKey === fileKey ? { ...file, uploadKey, fileName } : file)) }
}

/** Back to the last version's file; a new file goes. */
export function takeBack(draft: VersionDraft, fileKey: string): VersionDraft {
  return {
    ...draft,
    files: draft.files.flatMap(file =>
      file.fileKey !== fileKey ? [file] : file.kept === null ? [] : [{ ...file, fileName: file.kept.fileName, uploadKey: null }],
    ),
  }
}

export const withoutFile = (draft: VersionDraft, fileKey: string): VersionDraft => ({
  ...draft,
  files: draft.files.filter(file => file.fileKey !== fileKey),
})

/** A new file's role may be set by hand; its key follows, since nobody has a link to it yet. */
export function withRole(draft: VersionDraft, fileKey: string, role: FileRole): VersionDraft {
  const others = draft.files.filter(file => file.fileKey !== fileKey)
  return {
    ...draft,
    files: draft.files.map(file =>
      file.fileKey !== fileKey
        ? file
        : { ...file, role, fileKey: file.kept ? file.fileKey : freeKey(role === 'other' ? slug(file.fileName) : role, others) },
    ),
  }
}

function freeKey(wanted: string, files: readonly DraftFile[]): string {
  const taken = new Set(files.map(file => file.fileKey))
  let key = wanted
  for (let count = 2; taken.has(key); count += 1) key = `${wanted}-${count}`
  return key
}

const slug = (fileName: string): string =>
  fileName
    .replace(/\.[a-z0-9]+$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50) || 'file'

const storageKey = (patternId: string): string => `selvage.version.${patternId}`

export function readDraft(patternId: string): VersionDraft | null {
  const kept = localStorage.getItem(storageKey(patternId))
  if (kept === null) return null
  try {
    return { sizes: [], ...(JSON.parse(kept) as Omit<VersionDraft, 'sizes'>) }
  } catch {
    return null
  }
}
export const keepDraft = (patternId: string, draft: VersionDraft): void =>
  localStorage.setItem(storageKey(patternId), JSON.stringify(draft))
export const forgetDraft = (patternId: string): void => localStorage.removeItem(storageKey(patternId))
