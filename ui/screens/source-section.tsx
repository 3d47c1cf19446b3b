import { Button, Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AnswerOf } from '../api.ts'
import { useAct, useApi } from '../data.ts'
import { notify } from '../notify.tsx'
import { Shown } from '../parts/more.tsx'
import { Refusal, Section } from '../parts/page.tsx'
import { useShop } from '../shop.tsx'

type Source = AnswerOf<'GET /shops/{shop}/source'>

/** The one place where texts and prices are kept: here, at a shop of hers, or in a program of hers. */
export function SourceSection() {
  const shop = useShop()
  const source = useApi('GET /shops/{shop}/source', { params: { shop: shop.id } })
  return (
    <Section
      id="source"
      title="Where you edit"
      note="Texts, tags and prices are kept in one place, so that nothing is overwritten from two sides. Files and pictures are always kept here."
    >
      <Shown what="where you edit" from={source} rows={2}>
        {answer => <Choice key={`${answer.kind} ${answer.connectionId} ${answer.system} ${answer.publishes}`} source={answer} />}
      </Shown>
    </Section>
  )
}

function Choice({ source }: { source: Source }) {
  const shop = useShop()
  const fit = source.storefronts.filter(({ why }) => why === null)
  const unfit = source.storefronts.filter(({ why }) => why !== null)
  const [kind, setKind] = useState(source.kind)
  const [connectionId, setConnection] = useState(source.connectionId ?? fit[0]?.connectionId ?? '')
  const [program, setProgram] = useState(source.system ?? '')
  const [publishes, setPublishes] = useState(source.publishes)
  const save = useAct('PUT /shops/{shop}/source', answer => notify({ message: answer.sentence }))
  const isOther =
    kind !== source.kind ||
    (kind === 'storefront' && connectionId !== source.connectionId) ||
    (kind === 'outside' && (program !== source.system || publishes !== source.publishes))
  const keep = () => {
    const body =
      kind === 'storefront'
        ? { kind, connectionId }
        : kind === 'outside'
          ? { kind, system: program.trim().toLowerCase(), publishes }
          : ({ kind: 'hub' } as const)
    save.mutate({ params: { shop: shop.id }, body })
  }
  return (
    <form
      className="form card"
      onSubmit={event => {
        event.preventDefault()
        keep()
      }}
    >
      <p>{source.sentence}</p>
      <Radio.Group aria-label="Where you edit" value={kind} onChange={value => setKind(value as Source['kind'])}>
        <div className="choices">
          <Radio value="hub" label="In Selvage" description="Every shop follows what you press here." />
          <Radio
            value="storefront"
            disabled={fit.length === 0}
            label="At a shop of my own"
            description={
              fit.length === 0
                ? 'A shop at your own address that is live can be chosen. None is connected yet.'
                : 'What you change there is taken over here and goes on to the other shops by itself.'
            }
          />
          <Radio
            value="outside"
            label="In a program of mine"
            description="It tells patterns through the API; see the recipe for ERPNext."
          />
        </div>
      </Radio.Group>
      {kind === 'storefront' && fit.length > 0 && (
        <NativeSelect
          label="Which shop"
          value={connectionId}
          onChange={event => setConnection(event.currentTarget.value)}
          data={fit.map(one => ({ value: one.connectionId, label: one.shop }))}
        />
      )}
      {kind === 'storefront' && unfit.length > 0 && (
        <ul className="section-note">
          {unfit.map(one => (
            <li key={one.connectionId}>
              {one.shop}: {one.why}
            </li>
          ))}
        </ul>
      )}
      {kind === 'outside' && (
        <>
          <TextInput
            label="Its name"
            description="In small letters, as it stands in the address it calls: erpnext"
            value={program}
            onChange={event => setProgram(event.currentTarget.value)}
          />
          <Checkbox
            label="Let its changes go on to my shops by themselves"
            description="Otherwise they wait here for your press."
            checked={publishes}
            onChange={event => setPublishes(event.currentTarget.checked)}
          />
        </>
      )}
      <Refusal error={save.error} />
      <div className="form-foot">
        <span />
        <Button type="submit" disabled={!isOther || (kind === 'outside' && program.trim() === '')} loading={save.isPending}>
          Keep
        </Button>
      </div>
    </form>
  )
}
