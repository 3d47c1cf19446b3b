import { Checkbox } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, PageHead } from '../../parts/page.tsx'
import { PressBar } from '../../parts/press-bar.tsx'
import { useShop } from '../../shop.tsx'
import { Plan, type Preview, touched } from './plan.tsx'
import { targetOf } from './target.ts'

/** Taking off sale: everywhere and put away here, or at chosen shops alone. Looked at first, one press, with its undo. */
export function OffSale() {
  const shop = useShop()
  const search = useSearch({ from: '/s/$shop/off-sale' })
  const patternIds = targetOf(search)?.patternIds ?? []
  const isRetiring = search.how !== 'unpublish'
  return (
    <>
      <PageHead
        title={isRetiring ? 'Put away' : 'Take off sale'}
        above={
          <TextLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
            Patterns
          </TextLink>
        }
        below={
          <p>
            {isRetiring
              ? 'They leave the list of patterns in use and go off sale in every shop. Everybody who bought them keeps their files.'
              : 'They are no longer offered in the shops you choose, and stay so until you offer them there again.'}{' '}
            Nothing has been sent yet.
          </p>
        }
      />
      {patternIds.length === 0 ? (
        <Empty
          title="No pattern is chosen"
          action={
            <ButtonLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
              Choose patterns
            </ButtonLink>
          }
        >
          <p>Choose them in the list of patterns, and come here from there.</p>
        </Empty>
      ) : isRetiring ? (
        <Retire patternIds={patternIds} />
      ) : (
        <Unpublish patternIds={patternIds} />
      )}
    </>
  )
}

function Retire({ patternIds }: { patternIds: string[] }) {
  const shop = useShop()
  const after = useAfter()
  const params = { shop: shop.id }
  const preview = useApi('POST /shops/{shop}/retire-preview', { params, body: { patternIds } })
  const press = useAct('POST /shops/{shop}/retire', answer =>
    after(answer.publicationId, `${countWords(answer.putAway, 'pattern')} put away.`),
  )
  return (
    <Shown what="the plan" from={preview}>
      {answer => (
        <Pressable
          preview={answer}
          word={`Put away ${countWords(patternIds.length, 'pattern')}`}
          isOpen
          error={press.error}
          isBusy={press.isPending}
          onPress={() => press.mutate({ params, body: { patternIds, key: answer.key } })}
        />
      )}
    </Shown>
  )
}

function Unpublish({ patternIds }: { patternIds: string[] }) {
  const shop = useShop()
  const after = useAfter()
  const params = { shop: shop.id }
  const connections = useApi('GET /shops/{shop}/connections', { params })
  const [chosen, setChosen] = useState<string[] | null>(null)
  const all = connections.data?.items ?? []
  const connectionIds = chosen ?? all.map(one => one.id)
  const body = { patternIds, connectionIds }
  const preview = useApi(
    'POST /shops/{shop}/unpublish-preview',
    { params, body },
    { enabled: connectionIds.length > 0, keepPrevious: true },
  )
  const press = useAct('POST /shops/{shop}/unpublish', answer => after(answer.publicationId, 'They are not offered there any more.'))
  return (
    <>
      <Checkbox.Group className="choose-shops" label="Shops" value={connectionIds} onChange={setChosen}>
        {all.map(one => (
          <Checkbox key={one.id} value={one.id} label={one.label} />
        ))}
      </Checkbox.Group>
      {connectionIds.length === 0 ? (
        <p className="section-note">Choose at least one shop.</p>
      ) : (
        <Shown what="the plan" from={preview}>
          {answer => (
            <Pressable
              preview={answer}
              word={`Take off sale in ${countWords(connectionIds.length, 'shop')}`}
              isOpen
              error={press.error}
              isBusy={press.isPending}
              onPress={() => press.mutate({ params, body: { ...body, key: answer.key } })}
            />
          )}
        </Shown>
      )}
    </>
  )
}

/** To the press where something is sent, else back to the list with a word. */
function useAfter(): (publicationId: string | null, says: string) => unknown {
  const shop = useShop()
  const navigate = useNavigate()
  return (publication, says) => {
    if (publication !== null) return navigate({ to: '/s/$shop/presses/$publication', params: { shop: shop.slug, publication } })
    notify({ message: says })
    return navigate({ to: '/s/$shop/patterns', params: { shop: shop.slug }, search: {} })
  }
}

/** A plan with its press. `isOpen`: there is something to do here also when nothing is to be sent. */
export function Pressable({
  preview,
  word,
  isOpen = false,
  error,
  isBusy,
  onPress,
}: {
  preview: Preview
  word: string
  isOpen?: boolean
  error: unknown
  isBusy: boolean
  onPress: () => void
}) {
  return (
    <>
      <p className="plan-sentence">
        {preview.listings.length === 0 ? 'They stand in no shop, so nothing is to be sent.' : preview.sentence}
      </p>
      {preview.listings.length > 0 && <Plan preview={preview} />}
      <PressBar error={error} isOff={!isOpen && touched(preview) === 0} isBusy={isBusy} onPress={onPress}>
        {word}
      </PressBar>
    </>
  )
}
