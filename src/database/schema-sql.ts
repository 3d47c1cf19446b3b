import type pg from 'pg'

/**
 * The whole catalogue as SQL to be read, in an order that depends on names alone: tables with columns and constraints, indexes,
 * row security, triggers, functions, grants. Not meant to be run; the migrations are.
 */
export async function printSql(client: pg.Client): Promise<string> {
  // Names of the open schemas are written out in full, whatever the session's search path.
  await client.query(`set search_path = pg_catalog`)
  const list = async (query: string) => (await client.query<{ text: string }>(query)).rows.map(row => row.text)
  const tables = await client.query<{ name: string; text: string; security: string }>(tablesQuery)
  const parts = [
    '-- The schema as it is after all migrations. Written by `bin/selvage schema`; the migrations beside it are what runs.',
    ...(await list(
      `select 'create schema ' || nspname || ';' as text from pg_namespace where ${ours('nspname')} and nspname <> 'public' order by nspname`,
    )),
    ...tables.rows.flatMap(row => [row.text, ...(row.security === '' ? [] : [row.security])]),
    ...(await list(indexesQuery)),
    ...(await list(policiesQuery)),
    ...(await list(triggersQuery)),
    ...(await list(functionsQuery)),
    ...(await list(grantsQuery)),
  ]
  return `${parts.map(part => part.replaceAll(/[ \t]+$/gm, '')).join('\n\n')}\n`
}

const ours = (column: string) => `${column} in ('public', 'directory', 'auth', 'rate', 'selvage')`

const tablesQuery = `
  select format('%I.%I', n.nspname, c.relname) as name,
    format(E'create table %I.%I (\\n%s\\n);', n.nspname, c.relname, array_to_string(
      array(
        select format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attnotnull then ' not null' else '' end,
          coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''))
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum)
      || array(
        select format('  constraint %I %s', k.conname, pg_get_constraintdef(k.oid))
        from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n' order by k.contype = 'p' desc, k.contype, k.conname),
      E',\\n')) as text,
    concat_ws(E'\\n',
      case when c.relrowsecurity then format('alter table %I.%I enable row level security;', n.nspname, c.relname) end,
      case when c.relforcerowsecurity then format('alter table %I.%I force row level security;', n.nspname, c.relname) end) as security
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${ours('n.nspname')}
  order by n.nspname, c.relname`

const indexesQuery = `
  select pg_get_indexdef(i.indexrelid) || ';' as text
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  where ${ours('n.nspname')} and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  order by n.nspname, c.relname, 1`

const policiesQuery = `
  select format(E'create policy %I on %I.%I for %s to %s%s%s;', policyname, schemaname, tablename, lower(cmd), array_to_string(roles, ', '),
    coalesce(E'\\n  using ' || qual, ''), coalesce(E'\\n  with check ' || with_check, '')) as text
  from pg_policies where ${ours('schemaname')}
  order by schemaname, tablename, policyname`

const triggersQuery = `
  select pg_get_triggerdef(t.oid) || ';' as text
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
  where not t.tgisinternal and ${ours('n.nspname')}
  order by n.nspname, c.relname, t.tgname`

const functionsQuery = `
  select case when a.aggfnoid is null then rtrim(pg_get_functiondef(p.oid), E'\\n') || ';'
      else format('create aggregate %I.%I(%s) (sfunc = %s, stype = %s);', n.nspname, p.proname, pg_get_function_arguments(p.oid), a.aggtransfn, a.aggtranstype::regtype) end
    || E'\\n' || format('alter %s %s owner to %I;', case when a.aggfnoid is null then 'function' else 'aggregate' end, p.oid::regprocedure, o.rolname) as text
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    left join pg_aggregate a on a.aggfnoid = p.oid
    join (select oid, case when rolname in ('selvage_app', 'selvage_directory') then rolname else 'owner' end as rolname from pg_roles) o on o.oid = p.proowner
  where ${ours('n.nspname')}
  order by n.nspname, p.proname, p.oid::regprocedure::text`

const grantsQuery = `
  select format('grant %s on %s %s to %I;', string_agg(lower(privilege), ', ' order by privilege), kind, object, grantee) as text
  from (
    select 'schema' as kind, quote_ident(n.nspname) as object, r.rolname as grantee, x.privilege_type as privilege
    from pg_namespace n cross join aclexplode(n.nspacl) x join pg_roles r on r.oid = x.grantee where ${ours('n.nspname')}
    union all
    select 'table', format('%I.%I', n.nspname, c.relname), r.rolname, x.privilege_type
    from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join aclexplode(c.relacl) x join pg_roles r on r.oid = x.grantee
    where ${ours('n.nspname')} and c.relkind in ('r', 'p', 'v')
    union all
    select 'table', format('%I.%I', n.nspname, c.relname), r.rolname, format('%s (%I)', x.privilege_type, a.attname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      cross join aclexplode(a.attacl) x join pg_roles r on r.oid = x.grantee
    where ${ours('n.nspname')}
    union all
    select 'function', p.oid::regprocedure::text, r.rolname, x.privilege_type
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace cross join aclexplode(p.proacl) x join pg_roles r on r.oid = x.grantee
    where ${ours('n.nspname')}
  ) granted
  where grantee in ('selvage_app', 'selvage_directory')
    and not (kind = 'function' and grantee = 'selvage_directory')
  group by kind, object, grantee
  order by kind, object, grantee`
