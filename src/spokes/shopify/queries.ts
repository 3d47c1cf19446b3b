/**
 * Every document that is ever sent, with the most it may cost. Source: the schema of version 2026-10 and
 * shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits, read 2026-11: an object costs 1, a connection 2 and what it may hold, a mutation 10;
 * no single request may cost more than 1,000.
 */

/** Versions live for a year; this one alone is asked. */
export const apiVersion = '2026-10'
export const mostCost = 1000

export interface Operation {
  /** As the platform's own logs name it. */
  readonly name: string
  readonly text: string
  /** The most it may cost, in points; the platform gives back what it did not use. */
  readonly cost: number
  readonly isWrite: boolean
}

const query = (name: string, head: string, body: string, cost: number): Operation => ({
  name,
  text: `query ${name}${head} {${body}}`,
  cost,
  isWrite: false,
})
const mutation = (name: string, head: string, body: string, cost: number): Operation => ({
  name,
  text: `mutation ${name}${head} {${body}}`,
  cost,
  isWrite: true,
})

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)

export const shopOperation = query(
  'Shop',
  '',
  `
  shop { name currencyCode url myshopifyDomain plan { publicDisplayName partnerDevelopment } }
  currentAppInstallation { accessScopes { handle } }
`,
  4,
)

/** One order, asked for what a plan may keep back: the platform answers null with a reason. */
export const privacyOperation = query('Privacy', '', ' orders(first: 1, sortKey: UPDATED_AT, reverse: true) { nodes { id email } } ', 3)

export const publicationsOperation = query(
  'Publications',
  '',
  ' publications(first: 50, catalogType: APP) { nodes { id supportsFuturePublishing catalog { title } } } ',
  102,
)

// ---------------------------------------------------------------- products

/** How many pictures of a product come with it; of one that has more the rest is asked for. */
export const mediaPageSize = 10
/** Two, so that a product with more than one variant shows as one. */
const variantFields = 'variants(first: 2) { nodes { id sku price compareAtPrice selectedOptions { name value } } }'
const mediaFields = `nodes { __typename id alt status ... on MediaImage { image { url } } } pageInfo { hasNextPage endCursor }`
const productFields = `
  id title descriptionHtml productType tags status updatedAt onlineStoreUrl category { id }
  listing: metafield(namespace: "selvage", key: "listing") { value }
  ${variantFields}
  media(first: ${mediaPageSize}) { ${mediaFields} }
`
/** 1 itself, 1 its category, 1 its metafield, 2 + 2 × 2 its variants, 2 + 10 × 2 its pictures and 1 the page. */
const productCost = 32

/** Within what one request may cost (1,000), and well under what is saved up, so that another reader finds enough; what a page uses, not how many there are, decides how fast it goes. */
export const productsPageSize = 24
export const productsOperation = query(
  'Products',
  '($after: String)',
  ` shop { currencyCode } products(first: ${productsPageSize}, after: $after, sortKey: ID) { nodes {${productFields}} pageInfo { hasNextPage endCursor } } `,
  1 + 2 + productsPageSize * productCost + 1,
)

/** Of the standard tree, what one word finds. */
export const taxonomyOperation = query(
  'Categories',
  '($search: String!)',
  ' taxonomy { categories(first: 50, search: $search) { nodes { id fullName isArchived } } } ',
  1 + 2 + 50,
)

export const nodesPageSize = 12
export const productNodesOperation = (count: number): Operation =>
  query(
    'ProductsById',
    '($ids: [ID!]!)',
    ` shop { currencyCode } nodes(ids: $ids) { ... on Product {${productFields}} } `,
    1 + count * productCost,
  )

/** All but the pictures and what never changes: for listings that were read whole moments ago. */
export const againPageSize = 50
export const productsAgainOperation = (count: number): Operation =>
  query(
    'ProductsAgain',
    '($ids: [ID!]!)',
    ` nodes(ids: $ids) { ... on Product {
      id title descriptionHtml productType tags status updatedAt onlineStoreUrl variants(first: 2) { nodes { id sku price compareAtPrice } } } } `,
    count * 5,
  )

export const marksPageSize = 250
export const marksOperation = (count: number): Operation =>
  query('Marks', '($ids: [ID!]!)', ' nodes(ids: $ids) { ... on Product { id updatedAt status onlineStoreUrl } } ', count)

export const mediaOperation = query(
  'Media',
  '($id: ID!, $after: String)',
  ` product(id: $id) { media(first: 100, after: $after) { ${mediaFields} } } `,
  1 + 2 + 100 * 2 + 1,
)

export const mediaStatesOperation = (count: number): Operation =>
  query('MediaStates', '($ids: [ID!]!)', ' nodes(ids: $ids) { ... on MediaImage { id fileStatus } } ', count)

export const ownPageSize = 50
/** @param count how many listings are looked for at once. */
export const ownOperation = (count: number): Operation =>
  query(
    'Own',
    `(${numbers(count).map(at => `$i${at}: ProductIdentifierInput!`)})`,
    numbers(count)
      .map(at => ` p${at}: productByIdentifier(identifier: $i${at}) { id } `)
      .join(''),
    count,
  )

export const setPageSize = 5
/** What lists within one input cost on top: schema, ProductSetInput. */
const setCost = 10 + 1 + 1 + 0.2 + 0.4
/** Makes them or sets them; of those that are made the answer tells the id, at a point each. */
export const setOperation = (count: number, { isMade }: { isMade: boolean }): Operation =>
  mutation(
    'SetProducts',
    `(${numbers(count).map(at => `$i${at}: ProductSetIdentifiers!, $n${at}: ProductSetInput!`)})`,
    numbers(count)
      .map(
        at =>
          ` p${at}: productSet(identifier: $i${at}, input: $n${at}, synchronous: true) { ${isMade ? 'product { id } ' : ''}userErrors { field message code } } `,
      )
      .join(''),
    Math.ceil(count * (isMade ? setCost : setCost - 1)),
  )

/** With the pictures that it has afterwards, in their order. */
export const setMediaOperation = (files: number): Operation =>
  mutation(
    'SetPictures',
    '($identifier: ProductSetIdentifiers!, $input: ProductSetInput!)',
    ` productSet(identifier: $identifier, input: $input, synchronous: true) { product { id media(first: ${Math.max(1, files)}) { nodes { id } } } userErrors { field message code } } `,
    Math.ceil(setCost + files * 1.9 + 2 + Math.max(1, files)),
  )

export const publishOperation = mutation(
  'Publish',
  '($id: ID!, $identifier: ProductSetIdentifiers!, $input: ProductSetInput!, $publications: [PublicationInput!]!)',
  `
  productSet(identifier: $identifier, input: $input, synchronous: true) { product { id } userErrors { field message code } }
  publishablePublish(id: $id, input: $publications) { userErrors { field message } }
`,
  Math.ceil(setCost + 11),
)
export const unpublishOperation = mutation(
  'Unpublish',
  '($id: ID!, $identifier: ProductSetIdentifiers!, $input: ProductSetInput!, $publications: [PublicationInput!]!)',
  `
  publishableUnpublish(id: $id, input: $publications) { userErrors { field message } }
  productSet(identifier: $identifier, input: $input, synchronous: true) { product { id } userErrors { field message code } }
`,
  Math.ceil(setCost + 11),
)

export const defineOperation = mutation(
  'DefineListingId',
  '($definition: MetafieldDefinitionInput!)',
  ' metafieldDefinitionCreate(definition: $definition) { createdDefinition { id } userErrors { field message code } } ',
  12,
)

export const stageOperation = mutation(
  'StageUploads',
  '($input: [StagedUploadInput!]!)',
  ' stagedUploadsCreate(input: $input) { stagedTargets { url resourceUrl parameters { name value } } userErrors { field message } } ',
  13,
)

// ---------------------------------------------------------------- coupons

export const couponProductsSize = 250
const couponFields = `
  id codeDiscount { __typename ... on DiscountCodeBasic { title status startsAt endsAt usageLimit tags codes(first: 1) { nodes { code } }
    customerGets {
      value { __typename ... on DiscountPercentage { percentage } ... on DiscountAmount { appliesOnEachItem amount { amount currencyCode } } }
      items { __typename ... on AllDiscountItems { allItems } ... on DiscountProducts { products(first: ${couponProductsSize}) { nodes { id } } } } } } }
`
/** 1 itself, 1 the discount, 2 + 1 its code, 1 what it gives, 1 + 1 the value, 1 + 2 what it is for, and each product. */
const couponCost = 11 + couponProductsSize

export const couponByCodeOperation = query(
  'CouponByCode',
  '($code: String!)',
  ` codeDiscountNodeByCode(code: $code) {${couponFields}} `,
  couponCost,
)
export const couponByIdOperation = query(
  'CouponById',
  '($ids: [ID!]!)',
  ` nodes(ids: $ids) { ... on DiscountCodeNode {${couponFields}} } `,
  couponCost,
)

const couponDone = '{ codeDiscountNode { id } userErrors { field message code } }'
export const makeCouponOperation = mutation(
  'MakeCoupon',
  '($basicCodeDiscount: DiscountCodeBasicInput!)',
  ` done: discountCodeBasicCreate(basicCodeDiscount: $basicCodeDiscount) ${couponDone} `,
  12,
)
export const changeCouponOperation = mutation(
  'ChangeCoupon',
  '($id: ID!, $basicCodeDiscount: DiscountCodeBasicInput!)',
  ` done: discountCodeBasicUpdate(id: $id, basicCodeDiscount: $basicCodeDiscount) ${couponDone} `,
  12,
)
export const endCouponOperation = mutation('EndCoupon', '($id: ID!)', ` done: discountCodeDeactivate(id: $id) ${couponDone} `, 12)

// ---------------------------------------------------------------- orders

export const linesPageSize = 3
const money = '{ shopMoney { amount currencyCode } }'
const lineFields = `
  nodes { id title quantity sku product { id } originalTotalSet ${money}
    discountAllocations { allocatedAmountSet ${money} } taxLines { priceSet ${money} } }
  pageInfo { hasNextPage endCursor }
`
const lineCost = 10
const orderFields = `
  id name createdAt processedAt updatedAt cancelledAt test currencyCode taxesIncluded displayFinancialStatus email customerAcceptsMarketing
  billingAddress { name countryCodeV2 }
  totalPriceSet ${money} totalTaxSet ${money}
  transactions(first: 5) { kind status processedAt }
  refunds { id createdAt note totalRefundedSet ${money} }
  lineItems(first: ${linesPageSize}) { ${lineFields} }
`
/** 1 itself, 1 the address, 2 × 2 its sums, 5 its payments, 3 its refunds, 2 + 3 × 10 its lines and 1 the page. */
const orderCost = 1 + 1 + 4 + 5 + 3 + 2 + linesPageSize * lineCost + 1

export const ordersPageSize = 10
export const ordersOperation = query(
  'Orders',
  '($after: String, $query: String)',
  ` orders(first: ${ordersPageSize}, after: $after, query: $query, sortKey: UPDATED_AT) { nodes {${orderFields}} pageInfo { hasNextPage endCursor } } `,
  2 + ordersPageSize * orderCost + 1,
)

export const linesOperation = query(
  'OrderLines',
  '($id: ID!, $after: String)',
  ` order(id: $id) { lineItems(first: 50, after: $after) { ${lineFields} } } `,
  1 + 2 + 50 * lineCost + 1,
)

export const openWorkOperation = query(
  'OpenWork',
  '($id: ID!)',
  ' order(id: $id) { id fulfillmentOrders(first: 10) { nodes { id status lineItems(first: 50) { nodes { id remainingQuantity requiresShipping } } } } } ',
  1 + 2 + 10 * (1 + 2 + 50),
)

export const fulfilOperation = mutation(
  'Fulfil',
  '($fulfillment: FulfillmentInput!)',
  ' fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id } userErrors { field message } } ',
  12,
)

export const balancePageSize = 100
export const balanceOperation = query(
  'Balance',
  '($after: String)',
  ` shopifyPaymentsAccount { balanceTransactions(first: ${balancePageSize}, after: $after, sortKey: PROCESSED_AT) {
    nodes { id type test transactionDate amount { amount currencyCode } fee { amount currencyCode } net { amount currencyCode }
      sourceType sourceId sourceOrderTransactionId adjustmentReason associatedOrder { id } associatedPayout { id status } }
    pageInfo { hasNextPage endCursor } } } `,
  1 + 2 + balancePageSize * 6 + 1,
)

// ---------------------------------------------------------------- hooks

export const hooksOperation = query(
  'Hooks',
  '($after: String)',
  ' webhookSubscriptions(first: 100, after: $after, sortKey: ID) { nodes { id topic uri } pageInfo { hasNextPage endCursor } } ',
  103,
)
export const makeHookOperation = mutation(
  'MakeHook',
  '($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!)',
  ' webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) { webhookSubscription { id } userErrors { field message } } ',
  12,
)
export const moveHookOperation = mutation(
  'MoveHook',
  '($id: ID!, $webhookSubscription: WebhookSubscriptionInput!)',
  ' webhookSubscriptionUpdate(id: $id, webhookSubscription: $webhookSubscription) { webhookSubscription { id } userErrors { field message } } ',
  12,
)
export const dropHookOperation = mutation(
  'DropHook',
  '($id: ID!)',
  ' webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } ',
  11,
)

/** One of each, for the tests that hold them against the schema. */
export const allOperations = (): readonly Operation[] => [
  shopOperation,
  privacyOperation,
  publicationsOperation,
  productsOperation,
  productNodesOperation(nodesPageSize),
  productsAgainOperation(againPageSize),
  marksOperation(marksPageSize),
  taxonomyOperation,
  mediaOperation,
  mediaStatesOperation(50),
  ownOperation(ownPageSize),
  ...[true, false].flatMap(isMade => numbers(setPageSize).map(at => setOperation(at + 1, { isMade }))),
  setMediaOperation(50),
  publishOperation,
  unpublishOperation,
  defineOperation,
  stageOperation,
  couponByCodeOperation,
  couponByIdOperation,
  makeCouponOperation,
  changeCouponOperation,
  endCouponOperation,
  ordersOperation,
  linesOperation,
  openWorkOperation,
  fulfilOperation,
  balanceOperation,
  hooksOperation,
  makeHookOperation,
  moveHookOperation,
  dropHookOperation,
]
