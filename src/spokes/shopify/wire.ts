/**
 * What the platform says, as far as we use it; unknown fields pass. Source: Admin GraphQL API, version 2026-10 (schema as published with
 * @shopify/dev-mcp 1.16.0), and the pages named at each answer beside it.
 */
import { z } from 'zod'

/** 'gid://shopify/Product/123'. We keep the number alone. */
const Gid = z.string().regex(/^gid:\/\/shopify\/\w+\/\d+(\?.*)?$/)
const Time = z.iso.datetime({ offset: true })

/** The parts of an answer. `errors` is a sentence where the request was refused before it was understood. */
export const Envelope = z.object({
  data: z.unknown().optional(),
  errors: z
    .union([
      z.string(),
      z.array(
        z.object({
          message: z.string().default(''),
          path: z.array(z.union([z.string(), z.number()])).nullish(),
          extensions: z.object({ code: z.string().nullish(), requiredAccess: z.string().nullish() }).nullish(),
        }),
      ),
      z.record(z.string(), z.unknown()),
    ])
    .optional(),
  extensions: z
    .object({
      cost: z
        .object({
          requestedQueryCost: z.number().nullish(),
          /** null when it was not run. */
          actualQueryCost: z.number().nullish(),
          throttleStatus: z.object({ maximumAvailable: z.number(), currentlyAvailable: z.number(), restoreRate: z.number() }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
})
export type Envelope = z.infer<typeof Envelope>

export const UserError = z.object({ field: z.array(z.string()).nullish(), message: z.string().default(''), code: z.string().nullish() })
export type UserError = z.infer<typeof UserError>
const userErrors = z.array(UserError).default([])
const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() })

export const ShopAnswer = z.object({
  shop: z.object({
    name: z.string(),
    currencyCode: z.string(),
    url: z.string(),
    myshopifyDomain: z.string(),
    plan: z.object({ publicDisplayName: z.string().default(''), partnerDevelopment: z.boolean().default(false) }),
  }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
})
export const PublicationsAnswer = z.object({
  publications: z.object({
    nodes: z.array(
      z.object({
        id: Gid,
        supportsFuturePublishing: z.boolean().default(false),
        catalog: z.object({ title: z.string().default('') }).nullish(),
      }),
    ),
  }),
})

// ---------------------------------------------------------------- products

export const Media = z.object({
  __typename: z.string(),
  id: Gid,
  alt: z.string().nullish(),
  status: z.string(),
  image: z.object({ url: z.string() }).nullish(),
})
/** 'gid://shopify/TaxonomyCategory/ae-2-1-3': no number. */
const CategoryId = z.string().regex(/^gid:\/\/shopify\/TaxonomyCategory\/[\w-]+$/)
export const TaxonomyAnswer = z.object({
  taxonomy: z
    .object({
      categories: z.object({ nodes: z.array(z.object({ id: CategoryId, fullName: z.string(), isArchived: z.boolean().default(false) })) }),
    })
    .nullish(),
})
export const MediaPage = z.object({ nodes: z.array(Media), pageInfo: PageInfo })
export const Product = z.object({
  id: Gid,
  title: z.string(),
  descriptionHtml: z.string().default(''),
  productType: z.string().default(''),
  tags: z.array(z.string()).default([]),
  status: z.string(),
  updatedAt: Time,
  onlineStoreUrl: z.string().nullish(),
  category: z.object({ id: CategoryId }).nullish(),
  listing: z.object({ value: z.string() }).nullish(),
  variants: z.object({
    nodes: z.array(
      z.object({
        id: Gid,
        sku: z.string().nullish(),
        price: z.string(),
        compareAtPrice: z.string().nullish(),
        selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
      }),
    ),
  }),
  media: MediaPage,
})
export type Product = z.infer<typeof Product>
export const ProductAgain = Product.omit({ listing: true, media: true })
export type ProductAgain = z.infer<typeof ProductAgain>
export const AgainAnswer = z.object({ nodes: z.array(z.unknown()) })

export const ProductsAnswer = z.object({
  shop: z.object({ currencyCode: z.string() }),
  products: z.object({ nodes: z.array(z.unknown()), pageInfo: PageInfo }),
})
/** What is gone is null; what is of another kind has no fields. */
export const NodesAnswer = z.object({ shop: z.object({ currencyCode: z.string() }), nodes: z.array(z.unknown()) })
export const MarksAnswer = z.object({
  nodes: z.array(
    z
      .object({ id: Gid.optional(), updatedAt: Time.optional(), status: z.string().optional(), onlineStoreUrl: z.string().nullish() })
      .nullable(),
  ),
})
export const MediaAnswer = z.object({ product: z.object({ media: MediaPage }).nullable() })
export const MediaStatesAnswer = z.object({
  nodes: z.array(z.object({ id: Gid.optional(), fileStatus: z.string().optional() }).nullable()),
})
export const OwnAnswer = z.record(z.string(), z.object({ id: Gid }).nullable())

const Payload = z.object({
  product: z.object({ id: Gid, media: z.object({ nodes: z.array(z.object({ id: Gid })) }).optional() }).nullish(),
  userErrors,
})
export type SetPayload = z.infer<typeof Payload>
export const SetAnswer = z.record(z.string(), Payload.nullable())
const Errors = z.object({ userErrors }).nullish()
export const PublishAnswer = z.object({ productSet: Payload.nullish(), publishablePublish: Errors, publishableUnpublish: Errors })
export const DefineAnswer = z.object({ metafieldDefinitionCreate: z.object({ userErrors }) })
export const StageAnswer = z.object({
  stagedUploadsCreate: z.object({
    stagedTargets: z
      .array(
        z.object({
          url: z.string(),
          resourceUrl: z.string(),
          parameters: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
        }),
      )
      .nullish(),
    userErrors,
  }),
})

// ---------------------------------------------------------------- orders

const Sum = z.object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) })
export type Sum = z.infer<typeof Sum>
const Line = z.object({
  id: Gid,
  title: z.string().nullish(),
  quantity: z.int(),
  sku: z.string().nullish(),
  product: z.object({ id: Gid }).nullish(),
  originalTotalSet: Sum,
  discountAllocations: z.array(z.object({ allocatedAmountSet: Sum })).default([]),
  taxLines: z.array(z.object({ priceSet: Sum })).default([]),
})
export type Line = z.infer<typeof Line>
export const LinePage = z.object({ nodes: z.array(Line), pageInfo: PageInfo })
export const Order = z.object({
  id: Gid,
  name: z.string(),
  createdAt: Time,
  processedAt: Time,
  updatedAt: Time,
  cancelledAt: Time.nullish(),
  test: z.boolean().default(false),
  currencyCode: z.string(),
  taxesIncluded: z.boolean().default(false),
  displayFinancialStatus: z.string().nullish(),
  email: z.string().nullish(),
  /** With this very order. Source: Admin GraphQL 2026-10, Order.customerAcceptsMarketing. */
  customerAcceptsMarketing: z.boolean().nullish(),
  billingAddress: z.object({ name: z.string().nullish(), countryCodeV2: z.string().nullish() }).nullish(),
  totalPriceSet: Sum,
  totalTaxSet: Sum.nullish(),
  transactions: z.array(z.object({ kind: z.string(), status: z.string(), processedAt: Time.nullish() })).default([]),
  refunds: z.array(z.object({ id: Gid, createdAt: Time.nullish(), note: z.string().nullish(), totalRefundedSet: Sum })).default([]),
  lineItems: LinePage,
})
export type Order = z.infer<typeof Order>

export const OrdersAnswer = z.object({ orders: z.object({ nodes: z.array(z.unknown()), pageInfo: PageInfo }) })
export const LinesAnswer = z.object({ order: z.object({ lineItems: LinePage }).nullable() })
/** What tells whether there are more lines than came with the order. */
export const MoreLines = z.object({ id: Gid, lineItems: z.object({ nodes: z.array(z.unknown()), pageInfo: PageInfo }) })

export const OpenWorkAnswer = z.object({
  order: z
    .object({
      fulfillmentOrders: z.object({
        nodes: z.array(
          z.object({
            id: Gid,
            status: z.string(),
            lineItems: z.object({ nodes: z.array(z.object({ id: Gid, remainingQuantity: z.int(), requiresShipping: z.boolean() })) }),
          }),
        ),
      }),
    })
    .nullable(),
})
export const FulfilAnswer = z.object({ fulfillmentCreate: z.object({ userErrors }).nullable() })
export const PrivacyAnswer = z.object({ orders: z.object({ nodes: z.array(z.object({ email: z.string().nullish() })) }) })

export const BalanceAnswer = z.object({
  shopifyPaymentsAccount: z
    .object({ balanceTransactions: z.object({ nodes: z.array(z.looseObject({ id: Gid, transactionDate: Time })), pageInfo: PageInfo }) })
    .nullable(),
})

// ---------------------------------------------------------------- hooks and keys

export const HooksAnswer = z.object({
  webhookSubscriptions: z.object({ nodes: z.array(z.object({ id: Gid, topic: z.string(), uri: z.string() })), pageInfo: PageInfo }),
})
export type Hook = z.infer<typeof HooksAnswer>['webhookSubscriptions']['nodes'][number]
export const HookAnswer = z.record(z.string(), z.object({ userErrors }).nullable())

/** Source: shopify.dev/docs/apps/build/authentication-authorization/access-tokens, read 2026-11. */
export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().nullish(),
  refresh_token: z.string().min(1).nullish(),
})
export const TokenRefusal = z.object({ error: z.string().default('') })

/** @returns 'Product', '123' of a gid. */
/** Of one that is no amount off (free shipping, buy one get one) only its kind is told. */
const CodeDiscount = z.object({
  title: z.string().nullish(),
  status: z.string().nullish(),
  startsAt: Time.nullish(),
  endsAt: Time.nullish(),
  usageLimit: z.int().nullish(),
  tags: z.array(z.string()).nullish(),
  codes: z.object({ nodes: z.array(z.object({ code: z.string() })) }).nullish(),
  customerGets: z
    .object({
      value: z.object({
        percentage: z.number().nullish(),
        amount: z.object({ amount: z.string(), currencyCode: z.string() }).nullish(),
        appliesOnEachItem: z.boolean().nullish(),
      }),
      items: z.object({ __typename: z.string(), products: z.object({ nodes: z.array(z.object({ id: Gid })) }).nullish() }),
    })
    .nullish(),
})
export const CouponNode = z.object({ id: Gid, codeDiscount: CodeDiscount })
export type CouponNode = z.infer<typeof CouponNode>
export const CouponByCode = z.object({ codeDiscountNodeByCode: CouponNode.nullable() })
export const CouponById = z.object({ nodes: z.array(CouponNode.nullable()) })
export const CouponAnswer = z.object({ done: z.object({ codeDiscountNode: z.object({ id: Gid }).nullable(), userErrors }) })

export const numberOf = (gid: string): string => /\/(\d+)(\?.*)?$/.exec(gid)?.[1] ?? ''
export const gidOf = (kind: 'Product' | 'Order' | 'DiscountCodeNode', id: string): string => `gid://shopify/${kind}/${id}`
