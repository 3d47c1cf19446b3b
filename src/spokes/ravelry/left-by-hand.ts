/** What no request can do at Ravelry: tell those who bought a pattern of its new file, and fill in what Ravelry would like to know. Pure. */
import { type HandStep, type ProvenChange, sha256Hex } from '#kit'
import type { Extras } from './mapping.ts'

export function leftByHand({ observed, content, fields, newVersion }: ProvenChange): readonly HandStep[] {
  const { place, warnings } = observed.extras as unknown as Extras
  if (place?.kind !== 'pattern' || !content.isPublished) return []
  const { remoteId, url } = observed
  const steps: HandStep[] = []
  if (newVersion !== null && fields.includes('files'))
    steps.push({
      key: `update:${remoteId}:${newVersion.number}`,
      says: `Send version ${newVersion.number} to those who have “${content.title}” in their Ravelry library: open the pattern’s page, choose “edit”, then its downloads, and “send an update to buyers”. Ravelry lets no program do it.`,
      url,
      text: [`${content.title}: version ${newVersion.number} is in your library.`, newVersion.note.trim()].filter(Boolean).join(' '),
    })
  if (warnings.length > 0)
    steps.push({
      key: `details:${remoteId}:${sha256Hex(warnings.join()).slice(0, 8)}`,
      says: `Ravelry would like to know more about “${content.title}”: ${warnings.join(' ')} Knitters search by it. Fill it in on the pattern’s page under “edit”.`,
      url,
      text: null,
    })
  return steps
}
