/** The proof that a listing is as it should be: what was read back, hashed field by field, and the files by their bytes or names. Pure. */
import type { ListingFile } from './content.ts'
import { contentToJson } from './content-json.ts'
import { copyMark } from './delivery.ts'
import { hashOf, near } from './difference.ts'
import type { Held } from './held.ts'
import type { Proof } from './read-state.ts'
import type { ShopRules } from './shop-rules.ts'
import { isStaying } from './staying.ts'

/** Files whose bytes were not compared yet since they were last changed there. */
export const filesToVerify = (
  { desired, proof }: Held,
  { fields, uploadsFiles }: Pick<ShopRules, 'fields' | 'uploadsFiles'>,
  address: string | null,
): readonly ListingFile[] =>
  fields.includes('files') && !isStaying('files', desired)
    ? desired.files.filter(file => !provenFile(proof, file) || (!uploadsFiles && isElsewhere(proof, address)))
    : []

/** The files were proven in another place than they would be given in now: an old address of ours may lead nowhere. */
export const isElsewhere = (proof: Proof | null, address: string | null): boolean =>
  address !== null && typeof proof?.address === 'string' && proof.address !== address

const provenFile = (proof: Proof | null, { key, sha256 }: ListingFile) => proof?.files.find(one => one.key === key && one.sha256 === sha256)

/** Since the last proof, by a step of ours. */
export const wereFilesSent = ({ steps, provenAt }: Pick<Held, 'steps' | 'provenAt'>): boolean =>
  provenAt !== null &&
  steps.some(({ kind, state, fields, sentAt }) => kind !== 'put-copy' && state === 'done' && fields.includes('files') && sentAt >= provenAt)

/** All is right. @param verified keys of the files whose bytes were compared just now. */
export function proofOf(
  held: Held,
  rules: Pick<ShopRules, 'fields'>,
  { verified, address, now }: { verified: ReadonlySet<string>; address: string | null; now: Date },
): Proof {
  const content = near(held.observed!.content, held.desired)
  return {
    at: now.toISOString(),
    desiredNo: held.desiredNo,
    address: address ?? (wereFilesSent(held) ? copyMark : (held.proof?.address ?? copyMark)),
    fields: Object.fromEntries(rules.fields.map(field => [field, hashOf(field, content)])),
    content: contentToJson(content),
    files:
      rules.fields.includes('files') && !isStaying('files', held.desired)
        ? held.desired.files.map(file => ({
            key: file.key,
            name: file.name,
            sha256: file.sha256,
            by: verified.has(file.key) ? 'bytes' : (provenFile(held.proof, file)?.by ?? 'name'),
          }))
        : [],
  }
}

/** Some fields wait for her word: the others are as they should be, and a later hand edit in them is told from our own doing. */
export function proofWithout(held: Held, rules: Pick<ShopRules, 'fields'>, without: readonly string[], now: Date): Proof | null {
  if (held.proof === null) return null
  const whole = proofOf(held, rules, { verified: new Set(), address: held.proof.address ?? null, now })
  const left = rules.fields.filter(field => without.includes(field))
  return {
    ...whole,
    desiredNo: held.proof.desiredNo,
    fields: { ...whole.fields, ...Object.fromEntries(left.map(field => [field, held.proof!.fields[field]])) },
    content: { ...whole.content, ...Object.fromEntries(left.map(field => [field, held.proof!.content[field]])) },
    files: held.proof.files,
  }
}
