import { Button, NativeSelect, NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { AnswerOf } from '../api.ts'
import { useAct, useApi } from '../data.ts'
import { notify } from '../notify.tsx'
import { Shown } from '../parts/more.tsx'
import { Refusal, Section } from '../parts/page.tsx'
import { useShop } from '../shop.tsx'

type Rule = AnswerOf<'GET /shops/{shop}/refund-rule'>

const takesWords: Record<Rule['takes'], string> = {
  'at-once': 'At once',
  after: 'After some days',
  never: 'Never: she keeps it',
}

/** What a refund takes back, with what another rule would change before it is kept. */
export function RefundSection() {
  const shop = useShop()
  const rule = useApi('GET /shops/{shop}/refund-rule', { params: { shop: shop.id } })
  return (
    <Shown what="the rule for refunds" from={rule} rows={1}>
      {answer => <Form key={`${answer.takes} ${answer.days}`} rule={answer} />}
    </Shown>
  )
}

function Form({ rule }: { rule: Rule }) {
  const shop = useShop()
  const [takes, setTakes] = useState(rule.takes)
  const [days, setDays] = useState<number | string>(rule.days)
  const isDays = typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= 365
  const isChanged = takes !== rule.takes || (takes === 'after' && days !== rule.days)
  const preview = useApi(
    'GET /shops/{shop}/refund-rule',
    { params: { shop: shop.id }, query: { takes, ...(isDays ? { days } : {}) } },
    { enabled: isChanged && isDays, keepPrevious: true },
  )
  const save = useAct('PUT /shops/{shop}/refund-rule', () => notify({ message: 'Kept.' }))
  return (
    <Section
      title="Refunds"
      note="When all the money of an order went back. A part of it takes nothing back; a dispute pauses the files by the store’s own setting."
    >
      <form
        className="form card"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (isDays) save.mutate({ params: { shop: shop.id }, body: { takes, days } })
        }}
      >
        <NativeSelect
          label="The pattern leaves her library"
          value={takes}
          onChange={event => setTakes(event.currentTarget.value as Rule['takes'])}
          data={Object.entries(takesWords).map(([value, label]) => ({ value, label }))}
        />
        {takes === 'after' && (
          <NumberInput
            label="Days"
            min={1}
            max={365}
            value={days}
            onChange={setDays}
            error={isDays ? null : 'Write a number of days from 1 to 365.'}
          />
        )}
        {isChanged && preview.data && <p role="status">{preview.data.sentence} What was taken back before stays so.</p>}
        <Refusal error={save.error} />
        <div className="form-foot">
          <span />
          <Button type="submit" disabled={!isChanged || !isDays} loading={save.isPending}>
            Keep
          </Button>
        </div>
      </form>
    </Section>
  )
}
