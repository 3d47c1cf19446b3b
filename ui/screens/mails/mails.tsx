import { useNavigate, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../../api.ts'
import { usePages } from '../../data.ts'
import { PlainLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, PageHead } from '../../parts/page.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { State } from '../../parts/state.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { mailKinds, mailWords } from '../../words.ts'

type MailRow = AnswerOf<'GET /shops/{shop}/mails'>['items'][number]

export function Mails() {
  const shop = useShop()
  const { search } = useSearch({ from: '/s/$shop/mails' })
  const navigate = useNavigate({ from: '/s/$shop/mails' })
  const pages = usePages('GET /shops/{shop}/mails', { params: { shop: shop.id }, query: search ? { search } : {} })
  return (
    <>
      <PageHead title="Mail log" below={<p>Every mail of this shop, sent or not, as the buyer sees it.</p>} />
      <div className="tools">
        <SearchBox
          label="Search address or subject"
          value={search ?? ''}
          onChange={words => void navigate({ search: words ? { search: words } : {}, replace: true })}
        />
      </div>
      <Listed
        what="the mail log"
        pages={pages}
        empty={
          search ? (
            <Empty title={`No mail for “${search}”`}>
              <p>Addresses and subjects were searched.</p>
            </Empty>
          ) : (
            <Empty title="No mail yet">
              <p>
                When somebody buys from a live shop, the mail with the link to their files is listed here. Without a mail server it is kept
                here only, to be read.
              </p>
            </Empty>
          )
        }
      >
        {items => <Table label="Mails, newest first" rows={items} keyOf={row => row.id} columns={columnsOf(shop.slug)} />}
      </Listed>
    </>
  )
}

const columnsOf = (slug: string): Column<MailRow>[] => [
  {
    key: 'subject',
    label: 'Mail',
    isHead: true,
    cell: row => (
      <PlainLink className="plain-link" to="/s/$shop/mails/$mail" params={{ shop: slug, mail: row.id }}>
        <strong>{row.subject}</strong>
        <small>{mailKinds[row.kind]}</small>
      </PlainLink>
    ),
  },
  { key: 'to', label: 'To', cell: row => <span className="address">{row.to}</span> },
  {
    key: 'state',
    label: 'State',
    cell: row => (
      <>
        <State is={mailWords[row.state]} />
        {row.reason && <small className="reason-small">{row.reason}</small>}
      </>
    ),
  },
  { key: 'when', label: 'When', cell: row => <When at={row.sentAt ?? row.createdAt} /> },
]
