import { Button, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AnswerOf } from '../api.ts'
import { useAct, useApi } from '../data.ts'
import { notify } from '../notify.tsx'
import { Shown } from '../parts/more.tsx'
import { Refusal, Section } from '../parts/page.tsx'
import { useShop } from '../shop.tsx'

type Rules = AnswerOf<'GET /shops/{shop}/library-rules'>

const languages: Record<Rules['language'], string> = { en: 'English', de: 'German', fr: 'French', es: 'Spanish', nl: 'Dutch' }

/** What buyers get in their library: words, help, and limits, of which there need be none. */
export function LibrarySection() {
  const shop = useShop()
  const rules = useApi('GET /shops/{shop}/library-rules', { params: { shop: shop.id } })
  return (
    <Section
      id="library"
      title="Your buyers’ library"
      note="Buyers read it, and your mails, in the language they choose: English, German, French, Spanish or Dutch."
    >
      <Shown what="what buyers get" from={rules} rows={3}>
        {answer => <RulesForm rules={answer} />}
      </Shown>
    </Section>
  )
}

function RulesForm({ rules }: { rules: Rules }) {
  const shop = useShop()
  const [draft, setDraft] = useState(rules)
  const save = useAct('PATCH /shops/{shop}/library-rules', answer => {
    setDraft(answer)
    notify({ message: 'Kept.' })
  })
  const set = (change: Partial<Rules>) => setDraft(before => ({ ...before, ...change }))
  const isLimited = draft.downloads !== null || draft.days !== null
  const isOther = (Object.keys(rules) as (keyof Rules)[]).some(name => draft[name] !== (save.data ?? rules)[name])
  const send = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ params: { shop: shop.id }, body: { ...draft, contact: draft.contact?.trim() || null } })
  }
  return (
    <form className="form card" onSubmit={send} aria-label="Your buyers’ library">
      <NativeSelect
        label="Language where a buyer’s own is not known"
        value={draft.language}
        onChange={event => set({ language: event.currentTarget.value as Rules['language'] })}
        data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
      />
      <TextInput
        label="E-mail address for questions"
        description="It stands in the library under Help. Empty: buyers are sent to the messages of their order."
        type="email"
        maxLength={320}
        value={draft.contact ?? ''}
        onChange={event => set({ contact: event.currentTarget.value })}
      />
      <Switch
        label="Limit downloads"
        description="Without a limit, buyers download as often and as long as they like. A newer version always counts anew, so a correction reaches everybody."
        checked={isLimited}
        onChange={event => set(event.currentTarget.checked ? { downloads: 5 } : { downloads: null, days: null })}
      />
      {isLimited && (
        <>
          <div className="form-pair">
            <NumberInput
              label="Downloads of each file"
              description="Empty: as often as they like"
              min={1}
              max={1000}
              allowDecimal={false}
              value={draft.downloads ?? ''}
              onChange={value => set({ downloads: typeof value === 'number' ? value : null })}
            />
            <NumberInput
              label="Days after the sale"
              description="Empty: for ever"
              min={1}
              max={36500}
              allowDecimal={false}
              value={draft.days ?? ''}
              onChange={value => set({ days: typeof value === 'number' ? value : null })}
            />
          </div>
          <NumberInput
            label="How often a buyer may begin anew herself"
            description="For each pattern, by a button on the page that says the limit is reached. After that the page sends her to you."
            min={0}
            max={100}
            allowDecimal={false}
            value={draft.resets}
            onChange={value => typeof value === 'number' && set({ resets: value })}
          />
        </>
      )}
      <Refusal error={save.error} />
      <div className="form-foot">
        <span />
        <Button type="submit" disabled={!isOther} loading={save.isPending}>
          Keep
        </Button>
      </div>
    </form>
  )
}
