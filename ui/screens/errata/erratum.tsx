import { Button } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { announce } from '../../announce.tsx'
import { useAct, useApi } from '../../data.ts'
import { exactTimeWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead, Refusal, Section } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { useNow } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { untilWords } from '../launches/until-words.ts'
import { ErratumForm } from './erratum-form.tsx'
import { ErratumPreview } from './erratum-preview.tsx'
import { Pause } from './pause.tsx'
import { Receipt } from './receipt.tsx'
import { aboutWords, type Erratum, languageNames, languages, severityWords, stateWords } from './words.ts'

/** One correction, from the draft to its receipt. */
export function ErratumScreen() {
  const shop = useShop()
  const { erratum: id } = useParams({ from: '/s/$shop/corrections/$erratum' })
  const erratum = useApi(
    'GET /shops/{shop}/errata/{erratum}',
    { params: { shop: shop.id, erratum: id } },
    { refetchInterval: answer => (answer?.state === 'waiting' ? 2_000 : false) },
  )
  const { data } = erratum
  return (
    <>
      <PageHead
        title={data === undefined ? 'Correction' : `Correction: ${data.patternTitle}`}
        above={
          <TextLink to="/s/$shop/corrections" params={{ shop: shop.slug }} search={{}}>
            Corrections
          </TextLink>
        }
        below={
          data && (
            <p className="facts-line">
              <State is={stateWords[data.state]} />
              <span>{severityWords[data.severity].label}</span>
              <span>{aboutWords(data)}</span>
            </p>
          )
        }
        actions={data?.state === 'draft' && <ThrowAway erratum={data} />}
      />
      <Shown what="this correction" from={erratum}>
        {answer => (answer.state === 'draft' ? <Draft key={answer.editNo} erratum={answer} /> : <Pressed erratum={answer} />)}
      </Shown>
    </>
  )
}

function Draft({ erratum }: { erratum: Erratum }) {
  const [isSeeing, setSeeing] = useState(false)
  if (isSeeing) return <ErratumPreview erratum={erratum} onBack={() => setSeeing(false)} />
  return <ErratumForm erratum={erratum} onSaved={() => setSeeing(true)} />
}

function Pressed({ erratum }: { erratum: Erratum }) {
  return (
    <>
      {erratum.state === 'waiting' && <TakeBack erratum={erratum} />}
      <Section title="What it says">
        {languages.map(language => {
          const note = erratum.notes[language]
          return (
            note !== undefined && (
              <div key={language} lang={language}>
                <p className="section-note" lang="en">
                  {languageNames[language]}
                </p>
                <p className="errata-note">{note}</p>
              </div>
            )
          )
        })}
        {erratum.state === 'out' && erratum.publicPage !== null && (
          <p>
            Everybody reads it on{' '}
            <a href={erratum.publicPage} target="_blank" rel="noreferrer">
              its public page
            </a>
            , which can be followed by a feed reader.
          </p>
        )}
      </Section>
      {(erratum.severity === 'stop' || erratum.pauseId !== null || erratum.isOutOfStore) && <Pause erratum={erratum} />}
      {erratum.state === 'out' && <Receipt erratum={erratum} />}
    </>
  )
}

function TakeBack({ erratum }: { erratum: Erratum }) {
  const shop = useShop()
  const now = useNow(1_000)
  const back = useAct('POST /shops/{shop}/errata/{erratum}/take-back', () => {
    announce('Taken back. It is a draft again, and nobody was told.')
    notify({ title: 'Taken back', message: 'It is a draft again, and nobody was told.' })
  })
  const at = erratum.leavesAt ?? ''
  const isDue = Date.parse(at) <= now
  return (
    <div className="card errata-hold">
      <p>
        {isDue ? <strong>It goes out now.</strong> : <strong>It goes out {untilWords(at, now)}.</strong>}{' '}
        <time dateTime={at}>{exactTimeWords(at)}</time>. Until then nobody is told, and you can take it back.
      </p>
      <Button variant="default" loading={back.isPending} onClick={() => back.mutate({ params: { shop: shop.id, erratum: erratum.id } })}>
        Take it back
      </Button>
      <Refusal error={back.error} />
    </div>
  )
}

function ThrowAway({ erratum }: { erratum: Erratum }) {
  const shop = useShop()
  const navigate = useNavigate()
  const [isAsking, setAsking] = useState(false)
  const remove = useAct('POST /shops/{shop}/errata/{erratum}/remove', () =>
    navigate({ to: '/s/$shop/corrections', params: { shop: shop.slug }, search: { pattern: erratum.patternId } }),
  )
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Throw away
      </Button>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Throw this draft away?"
        press="Throw it away"
        onPress={() => remove.mutateAsync({ params: { shop: shop.id, erratum: erratum.id } })}
      >
        <p>Nobody was told of it. What you wrote here is gone.</p>
      </Confirm>
    </>
  )
}
