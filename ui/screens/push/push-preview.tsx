import { Button, Checkbox } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type AnswerOf, Problem } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { Icon } from '../../parts/icons.tsx'
import { isReadOnly, ReadOnlyShops } from '../../parts/let-write.tsx'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, PageHead, Refusal } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { useShop } from '../../shop.tsx'
import { connectionWords } from '../../words.ts'
import { Plan, type Preview, touched } from './plan.tsx'
import { searchOf, type Target, targetOf } from './target.ts'

type Connection = AnswerOf<'GET /shops/{shop}/connections'>['items'][number]

/** Before anything is sent: the whole plan. One press sends exactly this, or is refused when the plan has changed since. */
export function PushPreview() {
  const shop = useShop()
  const search = useSearch({ from: '/s/$shop/preview' })
  const target = targetOf(search)
  return (
    <>
      <PageHead
        title="Preview"
        above={
          <TextLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
            Patterns
          </TextLink>
        }
        below={<p>Nothing has been sent. This is what one press would do.</p>}
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
          <p>Choose what to publish in the list of patterns, and come here from there.</p>
        </Empty>
      ) : (
        <Chosen target={target} />
      )}
    </>
  )
}

function Chosen({ target }: { target: Target }) {
  const shop = useShop()
  const preview = useApi('POST /shops/{shop}/preview', { params: { shop: shop.id }, body: target }, { keepPrevious: true })
  return (
    <>
      <ChooseShops target={target} />
      <Shown what="the plan" from={preview}>
        {answer => <Pressable preview={answer} target={target} onAgain={() => void preview.refetch()} />}
      </Shown>
    </>
  )
}

function ChooseShops({ target }: { target: Target }) {
  const shop = useShop()
  const navigate = useNavigate({ from: '/s/$shop/preview' })
  const connections = useApi('GET /shops/{shop}/connections', { params: { shop: shop.id } })
  const all = connections.data?.items ?? []
  const items = all.filter(one => one.cannotPublish === null)
  const others = all.filter(one => one.cannotPublish !== null)
  if (items.length < 2)
    return (
      <>
        <InRehearsal connections={items} />
        <LeftOut connections={others} />
      </>
    )
  const unpaused = items.filter(one => one.state !== 'paused')
  const chosen = target.connectionIds ?? (unpaused.length > 0 ? unpaused : items).map(one => one.id)
  return (
    <>
      <Checkbox.Group
        className="choose-shops"
        label="Shops"
        value={chosen}
        onChange={ids => ids.length > 0 && void navigate({ search: searchOf({ ...target, connectionIds: ids }), replace: true })}
      >
        {items.map(one => (
          <Checkbox
            key={one.id}
            value={one.id}
            label={
              <>
                {one.label} <State is={connectionWords[one.state]} />
              </>
            }
          />
        ))}
      </Checkbox.Group>
      <InRehearsal connections={items.filter(one => chosen.includes(one.id))} />
      <LeftOut connections={others} />
    </>
  )
}

/** Shops where nothing is written yet, each with the way on. */
function InRehearsal({ connections }: { connections: readonly Connection[] }) {
  const shop = useShop()
  const rehearsing = connections.filter(({ state }) => state === 'rehearsal')
  if (rehearsing.length === 0) return null
  return (
    <div className="note" data-tone="wait">
      <p>In rehearsal nothing is written. Look at what going live means, and come back here:</p>
      <ul>
        {rehearsing.map(one => (
          <li key={one.id}>
            <TextLink to="/s/$shop/shops/$connection" params={{ shop: shop.slug, connection: one.id }} search={{}} inherit>
              Go live with {one.label}
            </TextLink>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Shops whose listings nobody can change from outside, each with why. */
function LeftOut({ connections }: { connections: readonly Connection[] }) {
  if (connections.length === 0) return null
  return (
    <ul className="section-note" aria-label="Left out">
      {connections.map(one => (
        <li key={one.id}>
          Left out: {one.label}. {one.cannotPublish}
        </li>
      ))}
    </ul>
  )
}

function Pressable({ preview, target, onAgain }: { preview: Preview; target: Target; onAgain: () => void }) {
  const shop = useShop()
  const navigate = useNavigate()
  const publish = useAct('POST /shops/{shop}/publish', answer =>
    navigate({ to: '/s/$shop/presses/$publication', params: { shop: shop.slug, publication: answer.publicationId } }),
  )
  const all = useApi('GET /shops/{shop}/connections', { params: { shop: shop.id } })
  const sentTo = new Set(preview.listings.flatMap(one => (one.refused === null && one.steps.length > 0 ? [one.connectionId] : [])))
  const connections = all.data?.items.filter(one => sentTo.has(one.id) && isReadOnly(one)) ?? []
  const count = touched(preview)
  const isOld = publish.error instanceof Problem && publish.error.status === 409
  if (count === 0 && preview.listings.every(listing => listing.refused === null))
    return (
      <Empty title="Nothing to send">
        <p>{preview.sentence}</p>
      </Empty>
    )
  return (
    <>
      <p className="plan-sentence">{preview.sentence}</p>
      <ReadOnlyShops
        connections={connections}
        waits="Let it write, and your press reaches it: you come back here. Until then what you publish there waits; the others go on."
      />
      <Plan preview={preview} />
      <div className="press-bar">
        <div>
          {shop.heldAt !== null && <p className="warn">Everything is held: the press is kept and waits until you let go.</p>}
          <Refusal error={publish.error} />
          {isOld && (
            <Button variant="default" size="xs" onClick={onAgain} leftSection={<Icon name="turn" />}>
              Show the plan as it is now
            </Button>
          )}
        </div>
        <Button
          size="md"
          disabled={count === 0}
          loading={publish.isPending}
          onClick={() => publish.mutate({ params: { shop: shop.id }, body: { ...target, key: preview.key } })}
        >
          Publish {countWords(count, 'listing')}
        </Button>
      </div>
    </>
  )
}
