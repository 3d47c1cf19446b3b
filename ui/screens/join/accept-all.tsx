import { Button } from '@mantine/core'
import { useState } from 'react'
import { announce } from '../../announce.tsx'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Shown } from '../../parts/more.tsx'
import { useShop } from '../../shop.tsx'

type Accepting = { all: 'sure' | 'alone' } | { proposalIds: string[] }

/** All of a kind at once, after a look at what that is by number. Those that are in doubt are accepted one by one. */
export function AcceptAll({ kind, count }: { kind: 'sure' | 'doubtful' | 'alone'; count: number }) {
  const [isAsking, setAsking] = useState(false)
  if (kind === 'doubtful' || count === 0) return null
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        {kind === 'sure' ? `Accept all ${count} sure ones…` : `Make ${countWords(count, 'pattern')} of them…`}
      </Button>
      {isAsking && <AcceptDialog accepting={{ all: kind }} onClose={() => setAsking(false)} />}
    </>
  )
}

export function AcceptDialog({ accepting, onClose }: { accepting: Accepting; onClose: () => void }) {
  const shop = useShop()
  const preview = useApi('POST /shops/{shop}/join/preview', { params: { shop: shop.id }, body: { accept: accepting } })
  const accept = useAct('POST /shops/{shop}/join/accept', () => announce('Accepted. The listings are being joined.'))
  return (
    <Confirm
      opened
      onClose={onClose}
      title="Join these listings?"
      press="Join them"
      onPress={() => {
        if (preview.data === undefined) throw new Error('Look at what would be joined first.')
        return accept.mutateAsync({ params: { shop: shop.id }, body: { accept: accepting, key: preview.data.key } })
      }}
    >
      <Shown what="what would be joined" from={preview} rows={2}>
        {({ sentence, titles, proposals, doubtful }) => (
          <>
            <p>{sentence}</p>
            {doubtful > 0 && <p>{countWords(doubtful, 'of them has', 'of them have')} a reason to look first.</p>}
            <ul>
              {titles.map((title, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two may have one title
                <li key={at}>{title}</li>
              ))}
            </ul>
            {proposals > titles.length && <p>and {proposals - titles.length} more.</p>}
            <p>It can be taken back on this page.</p>
          </>
        )}
      </Shown>
    </Confirm>
  )
}
