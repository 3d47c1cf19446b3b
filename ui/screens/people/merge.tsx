import '../../look/people.css'
import { Button } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead, Refusal } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'

/** Two people side by side, and what making them one would change. */
export function Merge() {
  const shop = useShop()
  const navigate = useNavigate()
  const { person, other } = useParams({ from: '/s/$shop/people/$person/merge/$other' })
  const params = { shop: shop.id, person, other }
  const preview = useApi('GET /shops/{shop}/people/{person}/merge/{other}', { params })
  const merge = useAct('POST /shops/{shop}/people/{person}/merge/{other}', () => {
    notify({ message: 'They are one person now. It can be undone on this page.' })
    void navigate({ to: '/s/$shop/people/$person', params: { shop: shop.slug, person } })
  })
  return (
    <>
      <PageHead
        title="Is this one person?"
        above={
          <TextLink to="/s/$shop/people/$person" params={{ shop: shop.slug, person }}>
            Back to the person
          </TextLink>
        }
      />
      <Shown what="these two" from={preview} rows={2}>
        {answer => (
          <>
            <ul className="cards cards-two">
              {answer.people.map(one => (
                <li key={one.id} className="card">
                  <h2>{one.name ?? one.addresses[0] ?? 'No name'}</h2>
                  <ul className="plain-list">
                    {one.addresses.map(address => (
                      <li key={address}>{address}</li>
                    ))}
                  </ul>
                  <p className="dim">
                    {countWords(one.orders, 'order')}, {countWords(one.patterns, 'pattern')}
                  </p>
                </li>
              ))}
            </ul>
            <ul className="words merge-words">
              {answer.sentences.map(sentence => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            <Refusal error={merge.error} />
            <div className="form-foot">
              <ButtonLink variant="default" to="/s/$shop/people/$person" params={{ shop: shop.slug, person }}>
                They are two
              </ButtonLink>
              <Button loading={merge.isPending} onClick={() => merge.mutate({ params, body: { mark: answer.mark } })}>
                Make them one person
              </Button>
            </div>
          </>
        )}
      </Shown>
    </>
  )
}
