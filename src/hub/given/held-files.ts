/** Which files a storefront is proven to hold, by their bytes, and since when: what it gives to those who buy there. */
import { sql } from '#database'
import { wholeListing } from '../listing/words.ts'

/**
 * A `select` of connection_id, pattern_id, remote_id, version_id, file_key, sha256 and `since`: each file that the listing was proven to hold by its
 * bytes, of the version that has all of the listing's files. Nothing of a listing whose files were sent anew after the proof, changed by hand, or
 * are under way: what is not known is not guessed.
 *
 * `since` is when the last change of its files was over: at no time before it are they known to have been there. A step that sets no field whole is
 * a piece of a change, which may be of files.
 *
 * @param places a table expression with connection_id and pattern_id, each pair once.
 */
export const heldFiles = (shop: string, places: ReturnType<typeof sql>) => sql`
  select l.connection_id, l.pattern_id, l.remote_id, v.version_id, f ->> 'key' as file_key, f ->> 'sha256' as sha256, s.since
  from ${places} w
  join listing l on l.shop_id = ${shop}::uuid and l.connection_id = w.connection_id and l.pattern_id = w.pattern_id and l.state <> 'gone'
    and jsonb_array_length(l.proof -> 'files') > 0
  cross join lateral (
    select coalesce(max(coalesce(s.settled_at, 'infinity')), '-infinity') as since from step s
    where s.shop_id = l.shop_id and s.listing_id = l.listing_id and ('files' = any (s.fields) or s.fields = '{}') and s.kind <> 'put-copy' and s.state <> 'refused'
  ) s
  cross join lateral (
    select v.version_id from version v
    where v.shop_id = l.shop_id and v.pattern_id = l.pattern_id and not exists (
      select from jsonb_array_elements(l.proof -> 'files') f
      where not exists (
        select from version_file o
        where o.shop_id = v.shop_id and o.version_id = v.version_id and o.file_key = f ->> 'key' and o.sha256 = f ->> 'sha256'))
    order by v.created_at desc
    limit 1
  ) v
  cross join lateral jsonb_array_elements(l.proof -> 'files') f
  where f ->> 'by' = 'bytes' and s.since <= (l.proof ->> 'at')::timestamptz
    and not exists (
      select from hand_edit e
      where e.shop_id = l.shop_id and e.listing_id = l.listing_id and e.field in ('files', ${wholeListing}) and e.settled_at is null)`
