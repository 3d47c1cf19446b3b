import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useAct, useApi } from '../../data.ts'
import { notify } from '../../notify.tsx'
import { ReadOnlyShops } from '../../parts/let-write.tsx'
import { Shown } from '../../parts/more.tsx'
import { Refusal } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import type { ConnectionFull } from './connection.tsx'

/** What happens from now on, sentence by sentence with its numbers, and then the press. */
export function GoLive({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const [isOpen, setOpen] = useState(false)
  const params = { shop: shop.id, connection: connection.id }
  const preview = useApi('GET /shops/{shop}/connections/{connection}/live-preview', { params }, { enabled: isOpen })
  const live = useAct('POST /shops/{shop}/connections/{connection}/state', () => {
    setOpen(false)
    notify({ title: `${connection.label} is live`, message: 'It can be taken back on this page.' })
  })
  return (
    <>
      <Button onClick={() => setOpen(true)}>What going live means…</Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={`Go live with ${connection.label}?`}
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Shown what="what going live means" from={preview} rows={3}>
          {answer => (
            <>
              <p>From the press on:</p>
              <ol className="sentences">
                {answer.sentences.map(sentence => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ol>
              <dl className="figures">
                <div>
                  <dt>Old orders, silent</dt>
                  <dd>{answer.historyOrders.toLocaleString()}</dd>
                </div>
                <div>
                  <dt>Past buyers</dt>
                  <dd>{answer.historyBuyers.toLocaleString()}</dd>
                </div>
                <div>
                  <dt>Patterns listed</dt>
                  <dd>{answer.patternsListed.toLocaleString()}</dd>
                </div>
              </dl>
              <p className="section-note">It can be taken back at any time; mails that have left by then cannot.</p>
              <ReadOnlyShops connections={[connection]} waits="You can go live all the same; only what you publish there waits for it." />
              {answer.why && <p className="refusal">{answer.why}</p>}
              <Refusal error={live.error} />
              <div className="form-foot">
                <span />
                <div className="form-foot-buttons">
                  <Button variant="default" onClick={() => setOpen(false)} data-autofocus>
                    Stay in rehearsal
                  </Button>
                  <Button
                    disabled={!answer.canGoLive}
                    loading={live.isPending}
                    onClick={() => live.mutate({ params, body: { to: 'live' } })}
                  >
                    Go live
                  </Button>
                </div>
              </div>
            </>
          )}
        </Shown>
      </Modal>
    </>
  )
}
