/** Accounts of buyers. Guests have none. */
import { createHash } from 'node:crypto'
import { type Answer, type Call, type Item, idOf, links, listAnswer, pageOf, refused, text, withFields } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Customer } from './state.ts'
import { gmt, local } from './time.ts'
import { isEmail } from './validate.ts'

const blank = {
  first_name: '',
  last_name: '',
  company: '',
  address_1: '',
  address_2: '',
  city: '',
  postcode: '',
  country: '',
  state: '',
  email: '',
  phone: '',
}

export function customerJson(shop: Shop, customer: Customer): Item {
  const { email: _, ...shipping } = blank
  return {
    id: customer.id,
    date_created: local(customer.created),
    date_created_gmt: gmt(customer.created),
    date_modified: null,
    date_modified_gmt: null,
    email: customer.email,
    first_name: customer.firstName,
    last_name: customer.lastName,
    role: customer.role,
    username: customer.username,
    billing: blank,
    shipping,
    is_paying_customer: customer.isPaying,
    avatar_url: `https://secure.gravatar.com/avatar/${createHash('sha256').update(customer.email).digest('hex')}?s=96&d=mm&r=g`,
    meta_data: [],
    _links: links(shop, 'wc/v3/customers', customer.id),
  }
}

export function listCustomers(call: Call): Answer {
  const { shop, args } = call
  const role = text(args.role) || 'customer'
  const found = shop.state.customers.filter(
    each =>
      (role === 'all' || each.role === role) &&
      (args.email === undefined || each.email === text(args.email)) &&
      each.email.includes(text(args.search)),
  )
  const { offset, perPage } = pageOf(call)
  return listAnswer(
    call,
    found.slice(offset, offset + perPage).map(each => customerJson(shop, each)),
    found.length,
  )
}

export function createCustomer(call: Call): Answer {
  const { shop, args } = call
  const email = text(args.email)
  if (!isEmail(email)) throw refused('customer_invalid_email', 'Invalid email address', 400)
  if (shop.state.customers.some(each => each.email === email)) {
    throw refused(
      'registration-error-email-exists',
      `An account is already registered with ${email}. Please log in or use a different email address.`,
      400,
    )
  }
  const customer: Customer = {
    id: shop.next('customer'),
    created: shop.now(),
    email,
    firstName: text(args.first_name),
    lastName: text(args.last_name),
    username: text(args.username) || (email.split('@')[0] ?? email),
    role: 'customer',
    isPaying: false,
  }
  shop.state.customers.push(customer)
  shop.fire('customer.created', customer.id)
  return {
    status: 201,
    body: withFields(customerJson(shop, customer), call, false),
    headers: { location: `${shop.url}/wp-json/wc/v3/customers/${customer.id}` },
  }
}

export function getCustomer(call: Call): Answer {
  const customer = call.shop.state.customers.find(each => each.id === idOf(call))
  if (!customer) throw refused('woocommerce_rest_invalid_id', 'Invalid resource ID.', 404)
  return { body: withFields(customerJson(call.shop, customer), call, false) }
}
