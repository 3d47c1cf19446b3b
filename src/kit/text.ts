/** HTML as storefronts keep it. The hub compares by the same rules, so they live there. */
export { decodeEntities, encodeText, oneLine, plainText, respellHtml, tidyHtml } from '#hub/text.ts'
