import { TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, PageHead } from '../../parts/page.tsx'
import { PressBar } from '../../parts/press-bar.tsx'
import { useShop } from '../../shop.tsx'
import { Plan, touched } from '../push/plan.tsx'
import { type Target, targetOf } from '../push/target.ts'

/** The moment, and what it will put on sale: first all of it is shown. */
export function PlanLaunch() {
  const shop = useShop()
  const target = targetOf(useSearch({ from: '/s/$shop/launches/new' }))
  return (
    <>
      <PageHead
        title="Plan a launch"
        above={
          <TextLink to="/s/$shop/launches" params={{ shop: shop.slug }}>
            Launches
          </TextLink>
        }
        below={<p>Nothing is on sale before the moment. Everything is made ready beforehand, so that the moment itself takes seconds.</p>}
      />
      {target === null ? (
        <Empty
          title="No pattern is chosen"
          action={
            <ButtonLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
              Choose patterns
            </ButtonLink>
          }
        >
          <p>Choose in the list of patterns what shall go on sale together, and come here from there.</p>
        </Empty>
      ) : (
        <Wish target={target} />
      )}
    </>
  )
}

function Wish({ target }: { target: Target }) {
  const [name, setName] = useState('')
  const [when, setWhen] = useState(() => localTime(nextNine()))
  const at = when === '' ? null : new Date(when)
  const isPast = at !== null && at.getTime() <= Date.now()
  return (
    <>
      <div className="launch-wish">
        <TextInput
          label="Name"
          placeholder="Autumn collection"
          maxLength={100}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label="Moment"
          description={`In your time, ${Intl.DateTimeFormat().resolvedOptions().timeZone}`}
          value={when}
          min={localTime(new Date())}
          onChange={event => setWhen(event.currentTarget.value)}
          error={isPast ? 'This moment has passed' : null}
        />
      </div>
      {name.trim() === '' || at === null || isPast ? (
        <p className="section-note">Give it a name and a moment; then you see what it will do at each shop.</p>
      ) : (
        <PlannedLaunch target={target} name={name.trim()} at={at.toISOString()} />
      )}
    </>
  )
}

function PlannedLaunch({ target, name, at }: { target: Target; name: string; at: string }) {
  const shop = useShop()
  const navigate = useNavigate()
  const wish = { ...target, name, at }
  const preview = useApi('POST /shops/{shop}/launches/preview', { params: { shop: shop.id }, body: wish }, { keepPrevious: true })
  const plan = useAct('POST /shops/{shop}/launches', () => navigate({ to: '/s/$shop/launches', params: { shop: shop.slug } }))
  return (
    <Shown what="the plan" from={preview}>
      {answer => (
        <>
          <p className="plan-sentence">{answer.sentence}</p>
          <Plan preview={answer} />
          <PressBar
            error={plan.error}
            isOff={touched(answer) === 0}
            isBusy={plan.isPending}
            onPress={() => plan.mutate({ params: { shop: shop.id }, body: { ...wish, key: answer.key } })}
          >
            Plan for {countWords(touched(answer), 'listing')}
          </PressBar>
        </>
      )}
    </Shown>
  )
}

/** As an input of that kind wants it. */
const localTime = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

function nextNine(): Date {
  const at = new Date()
  at.setDate(at.getDate() + 1)
  at.setHours(9, 0, 0, 0)
  return at
}
