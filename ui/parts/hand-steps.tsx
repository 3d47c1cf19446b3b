import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type AnswerOf, Problem } from '../api.ts'
import { useAct, useApi } from '../data.ts'
import { notify } from '../notify.tsx'
import { useShop } from '../shop.tsx'
import { Changes } from './changes.tsx'
import { Copy } from './copy.tsx'
import { Icon } from './icons.tsx'
import { TextLink } from './link.tsx'
import { Refusal, Section } from './page.tsx'
import { State } from './state.tsx'
import { When } from './when.tsx'

export type HandStep = AnswerOf<'POST /shops/{shop}/hand-steps/{step}'>

const doers = { you: 'you', somebody: 'somebody else here', program: 'another program' } as const

/** One thing to do at a storefront by hand: what, where, the text to paste or the kit, and a tick that can be taken back. */
export function HandStepCard({ step }: { step: HandStep }) {
  const shop = useShop()
  const [url, setUrl] = useState('')
  const tick = useAct('POST /shops/{shop}/hand-steps/{step}', answer =>
    notify({ message: answer.doneAt === null ? 'Taken back: it waits for your hands again.' : 'Ticked off.' }),
  )
  const set = (isDone: boolean) =>
    tick.mutate({ params: { shop: shop.id, step: step.id }, body: { isDone, ...(url.trim() === '' ? {} : { url: url.trim() }) } })
  const isDone = step.doneAt !== null
  const name = `${step.says}: ${step.patternTitle}`
  const field = tick.error instanceof Problem ? tick.error.field : undefined
  return (
    <li className="card hand-step" data-done={isDone}>
      <div className="listing-top">
        <div>
          <h3>{step.says}</h3>
          <p className="dim">
            <TextLink
              to="/s/$shop/patterns/$pattern"
              params={{ shop: shop.slug, pattern: step.patternId }}
              search={{ tab: 'shops' }}
              inherit
            >
              {step.patternTitle}
            </TextLink>{' '}
            · {step.shop} · since <When at={step.madeAt} />
          </p>
        </div>
        <State
          is={
            isDone
              ? { word: 'Done', tone: 'good', shape: 'check' }
              : step.supersededAt === null
                ? { word: 'Waits for your hands', tone: 'wait', shape: 'hand' }
                : { word: 'A newer one took its place', tone: 'plain', shape: 'dot' }
          }
        />
      </div>
      {isDone && step.doneBy !== null && (
        <p className="dim">
          Ticked off by {doers[step.doneBy]} <When at={step.doneAt} />
        </p>
      )}
      {!isDone && step.changes.length > 0 && (
        <details open={step.changes.length <= 3}>
          <summary>What is to be there</summary>
          <Changes changes={step.changes} from="You put there last" to="Should be" />
        </details>
      )}
      {step.text !== null && !isDone && <Copy label={step.says} text={step.text} />}
      <div className="listing-tools">
        {step.kit !== null && !isDone && (
          <Button size="xs" component="a" href={step.kit} download leftSection={<Icon name="down" />} aria-label={`Get the kit: ${name}`}>
            Get the kit
          </Button>
        )}
        {step.url !== null && !isDone && (
          <Button
            size="xs"
            variant="default"
            component="a"
            href={step.url}
            target="_blank"
            rel="noreferrer"
            rightSection={<Icon name="out" />}
            aria-label={`Open the page there: ${name}`}
          >
            Open the page there
          </Button>
        )}
        {step.kit !== null && !isDone && (
          <TextInput
            className="hand-step-url"
            size="xs"
            type="url"
            label="Its address there, if it is new"
            placeholder="https://"
            value={url}
            onChange={event => setUrl(event.currentTarget.value)}
            error={field === 'url' ? (tick.error?.message ?? '') : undefined}
          />
        )}
        {isDone ? (
          <Button
            size="xs"
            variant="default"
            onClick={() => set(false)}
            loading={tick.isPending}
            aria-label={`Take the tick back: ${name}`}
          >
            Take the tick back
          </Button>
        ) : (
          <Button
            size="xs"
            variant={step.kit === null ? 'filled' : 'default'}
            onClick={() => set(true)}
            loading={tick.isPending}
            leftSection={<Icon name="check" />}
            aria-label={`I have done it: ${name}`}
          >
            I have done it
          </Button>
        )}
      </div>
      {field !== 'url' && <Refusal error={tick.error} />}
    </li>
  )
}

/** What waits at one pattern or one shop; nothing at all where nothing does. */
export function WaitingHandSteps({ pattern, connection }: { pattern?: string; connection?: string }) {
  const shop = useShop()
  const steps = useApi('GET /shops/{shop}/hand-steps', {
    params: { shop: shop.id },
    query: { state: 'open', ...(pattern === undefined ? {} : { pattern }), ...(connection === undefined ? {} : { connection }) },
  })
  const items = steps.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Section
      title="To do by hand"
      note="No program can do these there. Do them, then tick them off."
      actions={
        <TextLink to="/s/$shop/by-hand" params={{ shop: shop.slug }} search={{}}>
          All that was and is to do
        </TextLink>
      }
    >
      <ul className="cards">
        {items.map(step => (
          <HandStepCard key={step.id} step={step} />
        ))}
      </ul>
    </Section>
  )
}
