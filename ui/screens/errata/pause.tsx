import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAct, useApi } from '../../data.ts'
import { notify } from '../../notify.tsx'
import { ButtonLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Refusal, Section } from '../../parts/page.tsx'
import { PressBar } from '../../parts/press-bar.tsx'
import { useShop } from '../../shop.tsx'
import { Plan } from '../push/plan.tsx'
import type { Erratum } from './words.ts'

/** Off sale until it is mended: seen first, and taken back like any press. */
export function Pause({ erratum }: { erratum: Erratum }) {
  const shop = useShop()
  const params = { shop: shop.id, erratum: erratum.id }
  const [isLooking, setLooking] = useState(false)
  const preview = useApi('POST /shops/{shop}/errata/{erratum}/pause-preview', { params }, { enabled: isLooking })
  const press = useAct('POST /shops/{shop}/errata/{erratum}/pause', () => {
    setLooking(false)
    notify({ title: 'The sale pauses', message: 'Owners keep what they have. You can take it back here.' })
  })
  const back = useAct('POST /shops/{shop}/errata/{erratum}/back-into-store', () => notify({ message: 'It is in your store again.' }))
  return (
    <Section title="Pause the sale" note="So that nobody buys it as it is. It can be taken back.">
      {erratum.pauseId !== null && (
        <div className="tools">
          <ButtonLink to="/s/$shop/presses/$publication" params={{ shop: shop.slug, publication: erratum.pauseId }} variant="default">
            How far the shops are
          </ButtonLink>
          <ButtonLink to="/s/$shop/presses/$publication/undo" params={{ shop: shop.slug, publication: erratum.pauseId }} variant="default">
            Put it on sale again…
          </ButtonLink>
        </div>
      )}
      {erratum.isOutOfStore && (
        <div className="tools">
          <Button variant="default" loading={back.isPending} onClick={() => back.mutate({ params })}>
            Put it back into your store
          </Button>
          <Refusal error={back.error} />
        </div>
      )}
      {!isLooking ? (
        <Button variant="default" onClick={() => setLooking(true)}>
          See what pausing would do
        </Button>
      ) : (
        <Shown what="what pausing would do" from={preview}>
          {answer => (
            <>
              <p className="plan-sentence">{answer.sentence}</p>
              {answer.plan.listings.length > 0 && <Plan preview={answer.plan} />}
              {answer.byHand.length > 0 && (
                <ul>
                  {answer.byHand.map(({ shop: label, says }) => (
                    <li key={label}>
                      <strong>{label}</strong>: you take it off sale there. {says}
                    </li>
                  ))}
                </ul>
              )}
              <PressBar
                error={press.error}
                isOff={false}
                isBusy={press.isPending}
                onPress={() => press.mutate({ params, body: { key: answer.key } })}
              >
                Pause the sale
              </PressBar>
            </>
          )}
        </Shown>
      )}
    </Section>
  )
}
