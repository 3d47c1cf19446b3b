import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '#testing/database.ts'

const database = await testDatabase()

const list = async (query: string): Promise<string[]> => (await database.asOwner<{ text: string }>(query)).map(row => row.text)

const business = `c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`
const firstColumn = (table: string, column: string) => `(select attname from pg_attribute where attrelid = ${table} and attnum = ${column})`

/** Keys over all shops of the installation, each with its reason. */
const acrossShops = ['shop_slug'] // part of an address: taken by one shop of the installation

test('there are business tables, in schema public and nowhere else', async () => {
  assert.ok((await list(`select relname as text from pg_class c where ${business}`)).length >= 30)
  const others = await list(`
    select n.nspname || '.' || c.relname as text from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm', 'v', 'f') and n.nspname not in ('public', 'auth', 'rate', 'pgboss', 'selvage', 'information_schema') and n.nspname !~ '^pg_'`)
  assert.deepEqual(others, [])
  assert.deepEqual(
    await list(`select relname as text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')`),
    [],
  )
})

test('1: shop_id is first in every primary key, unique key and foreign key', async () => {
  const without = await list(
    `select relname as text from pg_class c where ${business} and not exists (select from pg_index where indrelid = c.oid and indisprimary)`,
  )
  assert.deepEqual(without, [], 'without a primary key')
  const keys = await list(`
    select i.indexrelid::regclass::text as text from pg_index i join pg_class c on c.oid = i.indrelid
    where ${business} and i.indisunique and ${firstColumn('i.indrelid', 'i.indkey[0]')} is distinct from 'shop_id' order by 1`)
  assert.deepEqual(keys, acrossShops)
  const references = await list(`
    select k.conrelid::regclass || '.' || k.conname as text from pg_constraint k join pg_class c on c.oid = k.conrelid
    where ${business} and k.contype = 'f'
      and (${firstColumn('k.conrelid', 'k.conkey[1]')} is distinct from 'shop_id' or ${firstColumn('k.confrelid', 'k.confkey[1]')} is distinct from 'shop_id')`)
  assert.deepEqual(references, [])
})

test('2: row level security is on and forced, with one policy for the program on the shop of the transaction', async () => {
  assert.deepEqual(
    await list(`select relname as text from pg_class c where ${business} and not (relrowsecurity and relforcerowsecurity)`),
    [],
  )
  const bound = `(shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)`
  const rows = await database.asOwner<{ name: string; good: string; others: string }>(
    `select relname as name,
      (select count(*) from pg_policy p where p.polrelid = c.oid and p.polroles = array['selvage_app'::regrole::oid] and p.polcmd = '*' and p.polpermissive
        and pg_get_expr(p.polqual, p.polrelid) = $1 and pg_get_expr(p.polwithcheck, p.polrelid) = $1) as good,
      (select count(*) from pg_policy p where p.polrelid = c.oid
        and not (p.polroles = array['selvage_app'::regrole::oid]) and not (p.polroles = array['selvage_directory'::regrole::oid] and p.polcmd = 'r')) as others
     from pg_class c where ${business}`,
    [bound],
  )
  assert.deepEqual(
    rows.filter(({ good, others }) => good !== '1' || others !== '0'),
    [],
  )
})

test('2: the roles of the program are bound by it: no superuser, no BYPASSRLS, owners of no business table', async () => {
  const rows = await database.asOwner(
    `select rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb from pg_roles where rolname in ('selvage_app', 'selvage_directory') order by 1`,
  )
  const none = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }
  assert.deepEqual(rows, [
    { rolname: 'selvage_app', ...none, rolcanlogin: true },
    { rolname: 'selvage_directory', ...none, rolcanlogin: false },
  ])
  assert.deepEqual(
    await list(
      `select relname as text from pg_class c where ${business} and relowner::regrole::text in ('selvage_app', 'selvage_directory')`,
    ),
    [],
  )
  assert.deepEqual(
    await list(
      `select roleid::regrole::text as text from pg_auth_members where member::regrole::text in ('selvage_app', 'selvage_directory')`,
    ),
    [],
  )
})

test('3: the questions before a shop is known are security definer, owned by a role that may only read, with search_path set, and answer with ids', async () => {
  const rows = await database.asOwner<{
    name: string
    definer: boolean
    owner: string
    config: string[] | null
    result: string
    open: boolean
  }>(`
    select p.oid::regprocedure::text as name, prosecdef as definer, proowner::regrole::text as owner, proconfig as config, pg_get_function_result(p.oid) as result,
      has_function_privilege('public', p.oid, 'execute') as open
    from pg_proc p where pronamespace = 'directory'::regnamespace`)
  assert.ok(rows.length >= 8)
  for (const { name, definer, owner: role, config, result, open } of rows) {
    assert.equal(definer, true, name)
    assert.equal(role, 'selvage_directory', name)
    assert.ok(
      config?.some(setting => setting.startsWith('search_path=')),
      name,
    )
    assert.equal(open, false, `${name} may be called by anyone`)
    assert.match(result, /^(SETOF )?uuid$|^TABLE\((\w+_id uuid(, )?)+(what text)?\)$/, `${name} answers ${result}`)
  }
  const elsewhere = await list(`
    select p.oid::regprocedure::text as text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where prosecdef and nspname not in ('directory', 'pg_catalog', 'information_schema')`)
  assert.deepEqual(elsewhere, [])
  const writes = await list(`
    select c.relname || ' ' || x.privilege_type as text from pg_class c cross join aclexplode(c.relacl) x
    where x.grantee = 'selvage_directory'::regrole and x.privilege_type <> 'SELECT'`)
  assert.deepEqual(writes, [])
})

test('4: accounts and the queue are outside the shops: their tables hold no shop', async () => {
  const found = await list(`
    select n.nspname || '.' || c.relname as text from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname in ('auth', 'pgboss', 'rate') and a.attname = 'shop_id'`)
  assert.deepEqual(found, [])
})

test('5 and 6: files and buyers are of a shop: their keys begin with it, and the same hash or address may be in two shops', async () => {
  const rows = await database.asOwner<{ table: string; key: string }>(`
    select c.relname as table, pg_get_constraintdef(k.oid) as key from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relname in ('blob', 'customer') and k.contype = 'p' and ${business} order by 1`)
  assert.deepEqual(rows, [
    { table: 'blob', key: 'PRIMARY KEY (shop_id, sha256)' },
    { table: 'customer', key: 'PRIMARY KEY (shop_id, customer_id)' },
  ])
})
