import { Button, Menu, Progress } from '@mantine/core'
import { useState } from 'react'
import { announce } from '../../announce.tsx'
import type { AnswerOf } from '../../api.ts'
import { useAct } from '../../data.ts'
import { countWords, moneyWords } from '../../format.ts'
import { ChoosePattern } from '../../parts/choose-pattern.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Icon } from '../../parts/icons.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Refusal } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { AcceptDialog } from './accept-all.tsx'

type Proposal = AnswerOf<'GET /shops/{shop}/join/proposals'>['items'][number]
type Member = Proposal['members'][number]

/** One proposed record: its listings, why they are one, and what may be put right. */
export function ProposalCard({ proposal, others }: { proposal: Proposal; others: readonly Proposal[] }) {
  const shop = useShop()
  const [isAccepting, setAccepting] = useState(false)
  const { title, patternId, kind, confidence, members, reason } = proposal
  return (
    <li className="card proposal" aria-label={title}>
      <div className="listing-top">
        <h3>
          {patternId === null ? (
            title
          ) : (
            <TextLink to="/s/$shop/patterns/$pattern" params={{ shop: shop.slug, pattern: patternId }} search={{}} inherit>
              {title}
            </TextLink>
          )}{' '}
          <span className="dim">{patternId === null ? 'a new pattern' : 'a pattern here'}</span>
        </h3>
        <Button
          size="xs"
          variant={kind === 'sure' ? 'default' : 'filled'}
          onClick={() => setAccepting(true)}
          aria-label={`Accept ${title}`}
        >
          Accept…
        </Button>
      </div>
      {kind !== 'alone' && (
        <p className="confidence">
          <span className="confidence-bar">
            <Progress value={confidence * 100} size="sm" aria-label={`How certain: ${percentOf(confidence)}`} />
          </span>
          <span>{percentOf(confidence)} certain</span>
        </p>
      )}
      {reason && <p className="reason">{reason}</p>}
      <ul className="members">
        {members.map(member => (
          <MemberRow key={member.listingId} member={member} proposal={proposal} others={others} />
        ))}
      </ul>
      {isAccepting && <AcceptDialog accepting={{ proposalIds: [proposal.id] }} onClose={() => setAccepting(false)} />}
    </li>
  )
}

/** Never 100 %: only she can know. */
function percentOf(confidence: number): string {
  if (confidence >= 1) return '100 %'
  const tenths = Math.min(999, Math.floor(confidence * 1000))
  return `${tenths >= 990 ? (tenths / 10).toFixed(1) : String(Math.floor(tenths / 10))} %`
}

function MemberRow({ member, proposal, others }: { member: Member; proposal: Proposal; others: readonly Proposal[] }) {
  const { title, shop, url, sku, price, isPublished, sold, reasons, doubts } = member
  return (
    <li className="member">
      <div>
        <p>
          <strong>{shop}</strong>{' '}
          {url ? (
            <a href={url} target="_blank" rel="noreferrer">
              {title}
            </a>
          ) : (
            title
          )}
        </p>
        <p className="dim">
          {sku || 'no article number'} · {moneyWords(price)} · {isPublished ? 'on sale' : 'hidden'}
          {sold > 0 && ` · ${countWords(sold, 'copy sold', 'copies sold')}`}
        </p>
        {reasons.length > 0 && <p className="why">{capital(reasons.join(', '))}</p>}
        {doubts.map(doubt => (
          <p className="why" data-tone="wait" key={doubt}>
            <Icon name="hand" /> {capital(doubt)}
          </p>
        ))}
      </div>
      <Fix member={member} proposal={proposal} others={others} />
    </li>
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Where a listing belongs instead. What she says stays, however often the listings are compared again. */
function Fix({ member, proposal, others }: { member: Member; proposal: Proposal; others: readonly Proposal[] }) {
  const shop = useShop()
  const [isChoosing, setChoosing] = useState(false)
  const [patternId, setPatternId] = useState<string | null>(null)
  const move = useAct('POST /shops/{shop}/join/listings/{listing}/move', () => announce(`${member.title} is moved.`))
  const to = (where: 'alone' | { proposalId: string } | { patternId: string }) =>
    move.mutateAsync({ params: { shop: shop.id, listing: member.listingId }, body: { to: where } })
  const near = others
    .filter(({ id, members }) => id !== proposal.id && members.every(one => one.connectionId !== member.connectionId))
    .slice(0, 8)
  return (
    <div className="member-fix">
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button size="xs" variant="subtle" aria-label={`Put right: ${member.title} at ${member.shop}`}>
            Put right
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {proposal.kind !== 'alone' && <Menu.Item onClick={() => void to('alone').catch(() => null)}>It stands alone</Menu.Item>}
          <Menu.Item onClick={() => setChoosing(true)}>It is another pattern here…</Menu.Item>
          {near.length > 0 && <Menu.Label>It belongs to</Menu.Label>}
          {near.map(one => (
            <Menu.Item key={one.id} onClick={() => void to({ proposalId: one.id }).catch(() => null)}>
              {one.title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Refusal error={isChoosing ? null : move.error} />
      <Confirm
        opened={isChoosing}
        onClose={() => setChoosing(false)}
        title={`Which pattern is ${member.title}?`}
        press="It is this one"
        onPress={() => {
          if (patternId === null) throw new Error('Choose a pattern first.')
          return to({ patternId })
        }}
      >
        <ChoosePattern label="Pattern" value={patternId} onChange={setPatternId} />
      </Confirm>
    </div>
  )
}
