import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { announce } from '../../announce.tsx'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { Shown } from '../../parts/more.tsx'
import { Section } from '../../parts/page.tsx'
import { PressBar } from '../../parts/press-bar.tsx'
import { Table } from '../../parts/table.tsx'
import { useShop } from '../../shop.tsx'
import { MailFrame } from '../mails/mail-frame.tsx'
import { type Erratum, languageNames } from './words.ts'

type Preview = AnswerOf<'POST /shops/{shop}/errata/{erratum}/preview'>

/** How long a press can be taken back. */
const holds = [
  { value: '5', label: '5 minutes' },
  { value: '10', label: '10 minutes' },
  { value: '30', label: '30 minutes' },
  { value: '120', label: '2 hours' },
  { value: '0', label: 'not at all: it goes out at once' },
]

/** Who would be told, how many, by which way and why; then the press. */
export function ErratumPreview({ erratum, onBack }: { erratum: Erratum; onBack: () => void }) {
  const shop = useShop()
  const params = { shop: shop.id, erratum: erratum.id }
  const [hold, setHold] = useState('10')
  const preview = useApi('POST /shops/{shop}/errata/{erratum}/preview', { params })
  const press = useAct('POST /shops/{shop}/errata/{erratum}/press', () => announce('Pressed. It can be taken back until it goes out.'))
  return (
    <Shown what="who would be told" from={preview}>
      {answer => (
        <>
          <p className="plan-sentence">{answer.sentence}</p>
          <Ways preview={answer} />
          {answer.handSteps.length > 0 && (
            <Section title="For your hands" note="Each becomes a thing to do by hand, with the text to paste.">
              <ul>
                {answer.handSteps.map(({ shop: label, says }) => (
                  <li key={`${label} ${says}`}>
                    <strong>{label}</strong>: {says}
                  </li>
                ))}
              </ul>
            </Section>
          )}
          {answer.mails.length > 0 && <Mails mails={answer.mails} />}
          {answer.why !== null && (
            <p className="note" data-tone="wait">
              {answer.why}
            </p>
          )}
          <NativeSelect
            className="errata-choice"
            label="It can be taken back for"
            value={hold}
            onChange={event => setHold(event.currentTarget.value)}
            data={holds}
          />
          <div className="tools">
            <Button variant="default" onClick={onBack}>
              Change it
            </Button>
          </div>
          <PressBar
            error={press.error}
            isOff={!answer.canPress}
            isBusy={press.isPending}
            onPress={() =>
              press.mutate(
                { params, body: { key: answer.key, holdMinutes: Number(hold) } },
                // What changed meanwhile is looked at anew.
                { onError: () => void preview.refetch() },
              )
            }
          >
            {answer.owners === 0 ? 'Put it on the public page' : `Tell ${countWords(answer.owners, 'owner')}`}
          </PressBar>
        </>
      )}
    </Shown>
  )
}

function Ways({ preview: { groups } }: { preview: Preview }) {
  if (groups.length === 0) return null
  return (
    <Section title="Who, by which way, and why">
      <Table
        label="Owners by the way in which they learn of it"
        rows={groups}
        keyOf={group => `${group.way} ${group.why} ${group.shops.join()}`}
        columns={[
          { key: 'owners', label: 'Owners', isHead: true, align: 'right', cell: group => countWords(group.owners, 'owner') },
          { key: 'way', label: 'Way', cell: group => group.says },
          { key: 'why', label: 'Why', cell: group => group.whySays },
          { key: 'shops', label: 'Bought at', cell: group => group.shops.join(', ') },
        ]}
      />
    </Section>
  )
}

function Mails({ mails }: { mails: Preview['mails'] }) {
  const [chosen, setChosen] = useState(mails[0]?.language)
  const mail = mails.find(({ language }) => language === chosen) ?? mails[0]
  if (mail === undefined) return null
  return (
    <Section title="The mail" note="In the language of the buyer’s country where you wrote it; the others stand below it.">
      {mails.length > 1 && (
        <div className="tools">
          <SegmentedControl
            aria-label="Language"
            value={mail.language}
            onChange={value => setChosen(value as typeof chosen)}
            data={mails.map(({ language }) => ({ value: language, label: languageNames[language] }))}
          />
        </div>
      )}
      <p>
        <strong>{mail.subject}</strong>
      </p>
      <MailFrame html={mail.html} title={mail.subject} />
    </Section>
  )
}
