import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Icon } from '../../parts/icons.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import type { ConnectionFull } from './connection.tsx'

/** Telling past buyers of their library: an act of its own, seen before it is done. */
export function Buyers({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const params = { shop: shop.id, connection: connection.id }
  const preview = useApi('GET /shops/{shop}/connections/{connection}/invite-preview', { params })
  const [isAsking, setAsking] = useState(false)
  const [invited, setInvited] = useState<number | null>(null)
  const invite = useAct('POST /shops/{shop}/connections/{connection}/invite', answer => setInvited(answer.invited))
  return (
    <Section
      title="Past buyers"
      note="They own what they bought, and can open their library whenever they ask for a link. An invitation tells them that it is there."
    >
      <Shown what="the invitation" from={preview} rows={3}>
        {answer => (
          <>
            {invited !== null && (
              <p className="note" data-tone="good" role="status">
                <Icon name="check" /> {countWords(invited, 'invitation')} on the way.{' '}
                <TextLink to="/s/$shop/mails" params={{ shop: shop.slug }} search={{}}>
                  Mail log
                </TextLink>
              </p>
            )}
            {answer.buyers === 0 ? (
              <Empty title="Nobody to invite">
                <p>{answer.sentence}</p>
              </Empty>
            ) : (
              <div className="card">
                <p className="plan-sentence">{answer.sentence}</p>
                <h3>The mail</h3>
                <div className="letter">
                  <strong>{answer.subject}</strong>
                  <pre>{answer.text}</pre>
                </div>
                {answer.why && (
                  <p className="refusal">
                    <Icon name="hand" /> {answer.why}
                  </p>
                )}
                <div className="form-foot">
                  <span className="dim">
                    {countWords(answer.buyers, 'buyer')} in {countWords(answer.batches, 'batch', 'batches')}
                  </span>
                  <Button disabled={!answer.canSend} onClick={() => setAsking(true)}>
                    Invite {countWords(answer.buyers, 'past buyer')}…
                  </Button>
                </div>
                <Confirm
                  opened={isAsking}
                  onClose={() => setAsking(false)}
                  title={`Send ${countWords(answer.buyers, 'mail')}?`}
                  press={`Invite ${countWords(answer.buyers, 'past buyer')}`}
                  onPress={() => invite.mutateAsync({ params, body: { buyers: answer.buyers } })}
                >
                  <p>
                    {countWords(answer.buyers, 'person gets', 'people get')} one mail each, in{' '}
                    {countWords(answer.batches, 'batch', 'batches')}. Nobody gets it twice.
                  </p>
                  <p>
                    <strong>A mail that has left cannot be called back.</strong> “Hold everything” stops those still waiting.
                  </p>
                </Confirm>
              </div>
            )}
          </>
        )}
      </Shown>
    </Section>
  )
}
