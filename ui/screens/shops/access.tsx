import { Button } from '@mantine/core'
import { useParams, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { Icon } from '../../parts/icons.tsx'
import { LetWrite } from '../../parts/let-write.tsx'
import { HrefButton, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead, Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import type { ConnectionFull } from './connection.tsx'
import { RenewKeys } from './renew-keys.tsx'

type Answer = AnswerOf<'GET /shops/{shop}/connections/{connection}/access'>

/** Letting a shop that has only been read be written to: what that allows, the ways to it, and back to what waits for it. */
export function AccessScreen() {
  const shop = useShop()
  const { connection: id } = useParams({ from: '/s/$shop/shops/$connection/access' })
  const { back } = useSearch({ from: '/s/$shop/shops/$connection/access' })
  const params = { shop: shop.id, connection: id }
  const connection = useApi('GET /shops/{shop}/connections/{connection}', { params })
  const access = useApi('GET /shops/{shop}/connections/{connection}/access', { params })
  const label = connection.data?.label ?? 'this shop'
  return (
    <>
      <PageHead
        title={`Let Selvage write at ${label}`}
        above={
          <TextLink to="/s/$shop/shops/$connection" params={{ shop: shop.slug, connection: id }} search={{}}>
            {label}
          </TextLink>
        }
        below={<p>So far it is only read. Nothing changes there by this alone; what you publish can then be sent.</p>}
      />
      <Shown what="this shop" from={connection}>
        {found => (
          <Shown what="what it allows" from={access}>
            {answer => <Ways connection={found} answer={answer} back={safe(back) ?? `/s/${shop.slug}/shops/${id}`} />}
          </Shown>
        )}
      </Shown>
    </>
  )
}

/** Screens of ours alone. */
const safe = (back: string | undefined): string | null => (back?.startsWith('/s/') ? back : null)

function Ways({ connection, answer, back }: { connection: ConnectionFull; answer: Answer; back: string }) {
  const goBack = <HrefButton href={back}>Back to where you were</HrefButton>
  if (answer.cannot !== null) return <p className="note">{answer.cannot}</p>
  if (answer.mayWrite)
    return (
      <div className="note" data-tone="good" role="status">
        <p>
          <Icon name="check" /> {connection.label} lets Selvage write. What waited for it goes on by itself.
        </p>
        <p>{goBack}</p>
      </div>
    )
  return (
    <>
      <Section title="What you allow by it">
        <ul className="cannot">
          {answer.rights.map(({ name, lets }) => (
            <li key={name}>
              {lets} <span className="dim">({name})</span>
            </li>
          ))}
        </ul>
      </Section>
      {answer.consent.can && (
        <Section title={`At ${connection.spokeLabel}’s own page`} note="It asks you, and you come back to where you were.">
          <LetWrite connection={connection} back={back} />
        </Section>
      )}
      {answer.steps.length > 0 && (
        <Section title={answer.consent.can ? 'Or with keys that you make there' : 'With keys that you make there'}>
          <ol className="guide">
            {answer.steps.map(step => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <LookAgain connection={connection} />
          <RenewKeys connection={connection} />
        </Section>
      )}
      {answer.steps.length === 0 && !answer.consent.can && <p className="note">{answer.consent.why}</p>}
      <p className="way-back">{goBack}</p>
    </>
  )
}

function LookAgain({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const look = useAct('POST /shops/{shop}/connections/{connection}/access/look')
  return (
    <div className="look-again">
      <Button
        variant="default"
        leftSection={<Icon name="eye" />}
        loading={look.isPending}
        onClick={() => look.mutate({ params: { shop: shop.id, connection: connection.id } })}
      >
        Look again
      </Button>
      {look.data && !look.data.mayWrite && <p className="reason">{connection.label} still lets Selvage read only.</p>}
      <Refusal error={look.error} />
    </div>
  )
}
