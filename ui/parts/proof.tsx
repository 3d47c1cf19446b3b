import { useApi } from '../data.ts'
import { exactTimeWords, shortHash } from '../format.ts'
import { useShop } from '../shop.tsx'
import { stepWords } from '../words.ts'
import { Changes } from './changes.tsx'
import { Shown } from './more.tsx'
import { State } from './state.tsx'
import { When } from './when.tsx'

const proofs = {
  bytes: 'fetched and compared byte by byte',
  name: 'told by the mark in its name',
  hand: 'by your word: nothing can be read there',
} as const

/** What was read back from a storefront, field by field and file by file, and what was done to get there. */
export function ListingProof({ listingId }: { listingId: string }) {
  const shop = useShop()
  const listing = useApi('GET /shops/{shop}/listings/{listing}', { params: { shop: shop.id, listing: listingId } })
  return (
    <Shown what="the proof" from={listing} rows={2}>
      {answer => (
        <div className="proof">
          {answer.proof === null ? (
            <p className="dim">Nothing has been read back yet.</p>
          ) : (
            <>
              <h4>
                {answer.proof.by === 'hand' ? 'Ticked off by hand on' : 'Read back on'}{' '}
                <time dateTime={answer.proof.at}>{exactTimeWords(answer.proof.at)}</time>
              </h4>
              <dl className="proof-fields">
                {answer.proof.fields.map(field => (
                  <div key={field.field}>
                    <dt>{field.label}</dt>
                    <dd>
                      <code className="hash" title={field.hash}>
                        {shortHash(field.hash)}
                      </code>
                    </dd>
                  </div>
                ))}
              </dl>
              {answer.proof.files.length > 0 && (
                <ul className="proof-files">
                  {answer.proof.files.map(file => (
                    <li key={file.fileKey}>
                      <span>{file.name}</span>
                      <code className="hash" title={file.sha256}>
                        {shortHash(file.sha256)}
                      </code>
                      <small>{proofs[file.by]}</small>
                    </li>
                  ))}
                </ul>
              )}
            </>
          )}
          {answer.changes.length > 0 && (
            <>
              <h4>Different there now</h4>
              <Changes changes={answer.changes} to="Should be" />
            </>
          )}
          {answer.steps.length > 0 && (
            <details className="older">
              <summary>What was done, step by step ({answer.steps.length})</summary>
              <ol className="steps">
                {answer.steps.map(step => (
                  <li key={step.id}>
                    <span>{step.says}</span>
                    <State is={stepWords[step.state]} />
                    <small>
                      <When at={step.settledAt ?? step.sentAt} />
                      {step.reason && ` · ${step.reason}`}
                    </small>
                  </li>
                ))}
              </ol>
            </details>
          )}
        </div>
      )}
    </Shown>
  )
}
