import { Button, SegmentedControl } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useAct, useApi } from '../../data.ts'
import { timeWords } from '../../format.ts'
import { TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead, Refusal } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { useShop } from '../../shop.tsx'
import { mailKinds, mailWords } from '../../words.ts'
import { MailFrame } from './mail-frame.tsx'

export function Mail() {
  const shop = useShop()
  const { mail: id } = useParams({ from: '/s/$shop/mails/$mail' })
  const mail = useApi('GET /shops/{shop}/mails/{mail}', { params: { shop: shop.id, mail: id } })
  const retry = useAct('POST /shops/{shop}/mails/{mail}/retry')
  const [way, setWay] = useState<'html' | 'text'>('html')
  const { data } = mail
  return (
    <>
      <PageHead
        title={data?.subject ?? 'Mail'}
        above={
          <TextLink to="/s/$shop/mails" params={{ shop: shop.slug }} search={{}}>
            Mail log
          </TextLink>
        }
        below={
          data && (
            <p className="facts-line">
              <State is={mailWords[data.state]} />
              <span>{mailKinds[data.kind]}</span>
              <span className="address">to {data.to}</span>
              <span>{timeWords(data.sentAt ?? data.createdAt)}</span>
            </p>
          )
        }
        actions={
          data?.state === 'failed' && (
            <Button onClick={() => retry.mutate({ params: { shop: shop.id, mail: id } })} loading={retry.isPending}>
              Try again
            </Button>
          )
        }
      />
      {data?.reason && <p className="reason">{data.reason}</p>}
      <Refusal error={retry.error} />
      <Shown what="this mail" from={mail}>
        {answer => (
          <>
            <div className="tools">
              <SegmentedControl
                aria-label="How to show it"
                value={way}
                onChange={value => setWay(value as typeof way)}
                data={[
                  { value: 'html', label: 'As the buyer sees it' },
                  { value: 'text', label: 'As plain text' },
                ]}
              />
            </div>
            {way === 'html' ? <MailFrame html={answer.html} title={answer.subject} /> : <pre className="mail-text card">{answer.text}</pre>}
          </>
        )}
      </Shown>
    </>
  )
}
