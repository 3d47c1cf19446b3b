/** The addresses under which storefronts fetch files and pictures from us: a keyed mark binds each to its connection, listing and file. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type ListingFile, markedName, markOf } from './content.ts'

/** Raising `fileSecretNo` makes every address handed out before worthless. */
export interface AddressPlace {
  readonly connectionId: string
  readonly fileSecretNo: number
}
export interface FilePlace extends AddressPlace {
  readonly listingId: string
  readonly fileKey: string
}

/** @param base the hub's own address, without a trailing slash. @param key 32 bytes, of data/secret/key. */
export const fileUrl = (key: Buffer, base: string, place: Omit<FilePlace, 'fileKey'>, file: ListingFile): string =>
  [
    base,
    'files',
    place.connectionId,
    place.listingId,
    file.key,
    fileMac(key, { ...place, fileKey: file.key }),
    markedName(file.name, file.sha256),
  ].join('/')

export const pictureUrl = (key: Buffer, base: string, place: AddressPlace, picture: { sha256: string; mediaType: string }): string => {
  const mark = markOf(picture.sha256)
  return [base, 'pictures', place.connectionId, pictureMac(key, place, mark), `${mark}.${endings[picture.mediaType] ?? 'png'}`].join('/')
}

const endings: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' }

export const isFileMac = (key: Buffer, place: FilePlace, mac: string): boolean => isEqual(fileMac(key, place), mac)

/** @param mark the 16 hex digits in the address' last part. */
export const isPictureMac = (key: Buffer, place: AddressPlace, mark: string, mac: string): boolean =>
  isEqual(pictureMac(key, place, mark), mac)

/** @returns the 16 hex digits that end the name of one of our addresses, before its extension; null when there are none. */
export const markInName = (name: string): string | null => /(?:^|-)([0-9a-f]{16})(?:\.[a-z0-9]+)?$/.exec(name)?.[1] ?? null

const fileMac = (key: Buffer, { connectionId, fileSecretNo, listingId, fileKey }: FilePlace) =>
  mac(key, ['file', connectionId, fileSecretNo, listingId, fileKey])

const pictureMac = (key: Buffer, { connectionId, fileSecretNo }: AddressPlace, mark: string) =>
  mac(key, ['picture', connectionId, fileSecretNo, mark])

/** 192 bits; as base64url it cannot be taken for a mark, which ends the address. */
const mac = (key: Buffer, parts: readonly (string | number)[]) =>
  createHmac('sha256', key)
    .update(`selvage:address:${JSON.stringify(parts)}`)
    .digest()
    .subarray(0, 24)
    .toString('base64url')

function isEqual(ours: string, theirs: string): boolean {
  const [a, b] = [Buffer.from(ours), Buffer.from(theirs)]
  return a.length === b.length && timingSafeEqual(a, b)
}
