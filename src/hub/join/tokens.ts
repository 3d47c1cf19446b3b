/** Words and numbers of a text, one spelling each, whatever the language. */

const letters: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd' }

/** 'Größen 34–52' is ['grossen', '34', '52']; 'Knäuel' and 'Knauel' are the same. */
export const wordsIn = (text: string): string[] =>
  plain(text)
    .match(/\d+(?:[.,]\d+)?|[\p{L}]+/gu)
    ?.map(inOneSpelling) ?? []

/** Lower case, without accents. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđ]/gu, letter => letters[letter] ?? letter)

const inOneSpelling = (word: string) => word.replace(',', '.').replace(/\.0+$/, '')

export const isNumber = (word: string): boolean => /^\d/.test(word)

/** A number that says something: 320 m of yarn, 4.5 mm, 22 stitches; not the one of '1 PDF'. */
export const isTelling = (word: string): boolean => /^\d{2,}$|^\d+\.\d+$/.test(word)

/** 'Wren-Tee_A4-0123456789abcdef.pdf' goes by 'wren tee a4'. */
export const fileStem = (name: string): string =>
  plain(name)
    .replace(/\.[a-z0-9]{2,4}$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/(?: |^)[0-9a-f]{16}$/, '')
    .replace(/ \d{4} \d{2} \d{2}$/, '')
    .trim()

/**
 * Words that any pattern may have, in the four languages that most shops write: alone they name none. No translation is made of them.
 * What is not here and is rare in her own shops, is taken for a name.
 */
const common = `
a an and or the for with without in of on to from by your you is are this that it as at all any new one two into up per each
und oder der die das ein eine einer eines einem einen fur mit ohne im am von zu zum zur aus bei auf dein deine du ist sind dies diese auch als alle neu nach
et ou le la les un une des du de pour avec sans dans en sur au aux ce cette votre vous est sont par plus tout tous nouveau
y o el los las unos unas para con sin del al su tu es son por mas todo todos nuevo este esta
pattern patterns sewing sew knitting knit knitted crochet crocheted quilt quilting quilted pdf digital download instant file files printable easy beginner intermediate advanced tutorial instructions ebook video projector layers size sizes
schnittmuster nahen nahanleitung strickanleitung stricken haekelanleitung hakelanleitung hakeln anleitung muster quilten nahmuster leicht anfanger einfach fortgeschrittene grosse grossen datei sofort herunterladen vorlage beamer
patron patrons couture tricot tricoter crochet modele debutant facile taille tailles telechargement instantane fichier tutoriel explications
patron patrones costura tejer punto ganchillo crochet facil principiante talla tallas descarga instantanea archivo acolchado colcha
women woman womens men mens man kids child children baby girl boy toddler adult plus curvy damen herren kinder madchen jungen femme homme enfant bebe fille garcon mujer hombre nino nina ninos
tee top shirt blouse dress skirt trousers pants jacket coat cardigan sweater jumper pullover hat beanie socks mittens mitts gloves shawl scarf cowl blanket throw bag tote apron pyjamas leggings shorts hoodie vest robe toy amigurumi doll bear bunny cushion pillow block wall table runner
kleid rock hose jacke mantel bluse weste mutze socken handschuhe tuch schal decke tasche schurze kissen puppe hase bar oberteil
robe jupe pantalon veste manteau chemise gilet bonnet chaussettes moufles chale echarpe couverture sac tablier coussin poupee lapin ours pull haut
vestido falda pantalon chaqueta abrigo camisa blusa jersey gorro calcetines manoplas chal bufanda manta bolso delantal cojin muneca conejo oso
cotton wool linen jersey yarn worsted dk fingering aran sport lace bulky baumwolle wolle leinen garn coton laine lin fil algodon lana lino hilo
xxs xs xl xxl xxxl gr
a4 letter a0 us uk eu cm mm inch inches yards yard meters meter metres m g page pages set bundle collection`
const commonWords = new Set(common.split(/\s+/).filter(Boolean))

export const isCommon = (word: string): boolean => commonWords.has(word)
