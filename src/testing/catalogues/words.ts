/** What titles and descriptions of pretend catalogues are made of: four crafts in four languages. */

export const tongues = ['en', 'de', 'fr', 'es'] as const
export type Tongue = (typeof tongues)[number]
export const trades = ['sewing', 'knitting', 'crochet', 'quilting'] as const
export type Trade = (typeof trades)[number]
type InTongues<Value> = Readonly<Record<Tongue, Value>>

/** Names as designers give them; with a second half there are enough for a large shop, and some words come in several. */
export const firstNames =
  'Wren Tern Plover Heron Linnet Dunlin Curlew Avocet Sorrel Juniper Bramble Clover Fennel Tansy Yarrow Hazel Rowan Alder Willow Aspen Linden Maple Ottilie Frida Greta Maud Agnes Ida Elsbeth Cosima Tilda Romy Juno Petra Saskia Odette Colette Margot Amelie Noemi Ines Paloma Carmen Lucia Alba Harbour Tideline Marram Driftwood Lighthouse Pebble Estuary Shingle Breakwater Moorland Heath Fell Beck Tarn Glen Strath Fjord Skerry Ember Cinder Aurora Solstice Equinox Meridian Orion Vega Lyra Cassini Halley Kepler Copper Brass Pewter Indigo Madder Woad Weld Saffron Cardamom Nutmeg Anise Quince Damson Medlar Bilberry Sloe Otter Badger Vixen Leveret Dormouse Stoat Hedgerow Meadowlark Nightjar Kestrel Merlin Osprey'.split(
    ' ',
  )
export const secondNames =
  'Light Row Lane Bay Point Song Dance Path Moon Frost Rain Wind Hill Gate Bridge Mill Field Garden Morning Evening'.split(' ')

export interface Thing {
  readonly trade: Trade
  /** The first is what she calls it herself. */
  readonly called: InTongues<readonly string[]>
  readonly sized: 'women' | 'wearable' | 'children' | 'bed' | 'none'
}

const thing = (trade: Trade, sized: Thing['sized'], en: string, de: string, fr: string, es: string): Thing => ({
  trade,
  sized,
  called: { en: en.split('/'), de: de.split('/'), fr: fr.split('/'), es: es.split('/') },
})

export const things: readonly Thing[] = [
  thing('sewing', 'women', 'Tee/T-Shirt/Jersey Top/Short Sleeve Top', 'Shirt/T-Shirt/Oberteil', 'T-shirt/Haut', 'Camiseta/Top'),
  thing('sewing', 'women', 'Dress/Summer Dress/Midi Dress/Sundress', 'Kleid/Sommerkleid', 'Robe/Robe d’été', 'Vestido/Vestido de verano'),
  thing('sewing', 'women', 'Skirt/Wrap Skirt/A-Line Skirt', 'Rock/Wickelrock', 'Jupe/Jupe portefeuille', 'Falda/Falda cruzada'),
  thing('sewing', 'women', 'Trousers/Wide Leg Pants/Culottes', 'Hose/Weite Hose', 'Pantalon/Pantalon large', 'Pantalón/Pantalón ancho'),
  thing('sewing', 'women', 'Jacket/Chore Coat/Cardigan Coat', 'Jacke/Mantel', 'Veste/Manteau', 'Chaqueta/Abrigo'),
  thing('sewing', 'children', 'Romper/Playsuit/Dungarees', 'Strampler/Latzhose', 'Combinaison/Salopette', 'Pelele/Peto'),
  thing('sewing', 'none', 'Bag/Tote/Project Bag/Shopper', 'Tasche/Beutel', 'Sac/Cabas', 'Bolso/Bolsa'),
  thing('knitting', 'wearable', 'Sweater/Jumper/Pullover/Top-Down Sweater', 'Pullover/Pulli', 'Pull/Chandail', 'Jersey/Suéter'),
  thing('knitting', 'wearable', 'Cardigan/Open Front Cardigan/Jacket', 'Strickjacke/Jacke', 'Gilet/Cardigan', 'Chaqueta/Cárdigan'),
  thing('knitting', 'none', 'Shawl/Triangle Shawl/Wrap/Scarf', 'Tuch/Dreieckstuch/Schal', 'Châle/Étole', 'Chal/Pañuelo'),
  thing('knitting', 'none', 'Socks/Toe-Up Socks/Ankle Socks', 'Socken/Strümpfe', 'Chaussettes', 'Calcetines'),
  thing('knitting', 'none', 'Hat/Beanie/Watch Cap', 'Mütze/Beanie', 'Bonnet', 'Gorro'),
  thing('crochet', 'none', 'Bunny/Rabbit Amigurumi/Stuffed Toy', 'Hase/Kuscheltier', 'Lapin/Doudou', 'Conejo/Muñeco'),
  thing('crochet', 'none', 'Blanket/Throw/Afghan', 'Decke/Überwurf', 'Couverture/Plaid', 'Manta/Cobija'),
  thing('crochet', 'wearable', 'Top/Summer Top/Crop Top', 'Top/Sommertop', 'Top/Haut ajouré', 'Top/Blusa'),
  thing('quilting', 'bed', 'Quilt/Throw Quilt/Patchwork Blanket', 'Quilt/Patchworkdecke', 'Quilt/Couvre-lit', 'Colcha/Edredón'),
  thing('quilting', 'none', 'Table Runner/Runner/Table Topper', 'Tischläufer', 'Chemin de table', 'Camino de mesa'),
  thing('quilting', 'none', 'Block/Star Block/Foundation Block', 'Block/Sternblock', 'Bloc/Bloc étoile', 'Bloque/Bloque de estrella'),
]

/** She gives each pattern one word of kind; retitled, another may stand there. */
export const manners: InTongues<readonly string[]> = {
  en: 'Boxy Slouchy Textured Banded Cabled Ribbed Lacy Cropped Oversized Pleated Gathered Raglan Minimal Vintage Modern Scalloped Zigzag Chevron Mosaic Twisted'.split(
    ' ',
  ),
  de: 'kastig locker strukturiert gestreift Zopfmuster gerippt Lochmuster kurz weit gefaltet gerafft Raglan schlicht nostalgisch modern Bogenkante Zickzack Fischgrät Mosaik verdreht'.split(
    ' ',
  ),
  fr: 'droit ample texturé rayé torsades côtelé ajouré court oversize plissé froncé raglan sobre rétro moderne festonné zigzag chevrons mosaïque torsadé'.split(
    ' ',
  ),
  es: 'recto holgado texturizado rayado trenzas acanalado calado corto amplio plisado fruncido raglán sencillo clásico moderno festoneado zigzag espiga mosaico retorcido'.split(
    ' ',
  ),
}

/** How a marketplace's search is courted. */
export const tradeWords: Readonly<Record<Trade, InTongues<readonly string[]>>> = {
  sewing: {
    en: ['PDF sewing pattern', 'digital sewing pattern', 'printable sewing pattern'],
    de: ['Schnittmuster PDF', 'Nähanleitung mit Schnitt'],
    fr: ['patron de couture PDF', 'patron PDF'],
    es: ['patrón de costura PDF', 'patrón PDF'],
  },
  knitting: {
    en: ['knitting pattern', 'knitting pattern PDF', 'knit pattern download'],
    de: ['Strickanleitung', 'Strickanleitung PDF'],
    fr: ['patron de tricot', 'modèle tricot PDF'],
    es: ['patrón de punto', 'patrón para tejer PDF'],
  },
  crochet: {
    en: ['crochet pattern', 'crochet pattern PDF', 'easy crochet pattern'],
    de: ['Häkelanleitung', 'Häkelanleitung PDF'],
    fr: ['patron crochet', 'modèle crochet PDF'],
    es: ['patrón de ganchillo', 'patrón crochet PDF'],
  },
  quilting: {
    en: ['quilt pattern', 'PDF quilt pattern', 'patchwork quilt pattern'],
    de: ['Quiltanleitung', 'Patchwork Anleitung PDF'],
    fr: ['patron de quilt', 'modèle patchwork PDF'],
    es: ['patrón de quilt', 'patrón de patchwork PDF'],
  },
}

export const courting: InTongues<readonly string[]> = {
  en: [
    'instant download',
    'beginner friendly',
    'easy tutorial',
    'projector file',
    'gift for her',
    'step by step',
    'video tutorial',
    'A4 and US Letter',
  ],
  de: ['Sofort-Download', 'für Anfänger', 'mit Videoanleitung', 'Beamerdatei', 'A4 und A0'],
  fr: ['téléchargement immédiat', 'niveau débutant', 'pas à pas', 'fichier projecteur'],
  es: ['descarga inmediata', 'para principiantes', 'paso a paso', 'archivo para proyector'],
}

export const wearers = {
  women: { en: 'women', de: 'Damen', fr: 'femme', es: 'mujer' },
  children: { en: 'kids', de: 'Kinder', fr: 'enfant', es: 'niños' },
} as const

/** In a description: `{name}`, `{thing}`, `{manner}`, `{sizes}`, `{yards}`, `{tool}`, `{gauge}`, `{hours}`, `{pages}`, `{maker}`, `{extra}`. */
export const sentences: InTongues<{
  readonly open: readonly string[]
  readonly sizes: readonly string[]
  readonly stuff: readonly string[]
  readonly more: readonly string[]
  readonly shop: string
}> = {
  en: {
    open: [
      'The {name} {thing} is {manner} and made for everyday. {extra}',
      'Meet {name}: a {manner} {thing} that you will reach for again and again. {extra}',
      'A {manner} {thing}, named {name} after the place where I drew it first. {extra}',
    ],
    sizes: ['Sizes: {sizes}.', 'It comes in {sizes}.', 'Graded for {sizes}, each size on its own layer.'],
    stuff: [
      'You need {yards} m of {maker} and {tool} mm tools. Gauge: {gauge} over 10 cm.',
      'Materials: {maker}, about {yards} metres; tool size {tool} mm; gauge {gauge}.',
    ],
    more: ['It takes me {hours} hours. The PDF has {pages} pages.', '{pages} pages with photographs; allow {hours} hours.'],
    shop: 'This is a digital pattern, no finished item is sent. All my knitting, crochet, sewing and quilt patterns are tested by a team. Write to me with any question. You may sell what you make. The files are for your own use only.',
  },
  de: {
    open: ['{name} ist ein {thing}, {manner} und für jeden Tag. {extra}', 'Darf ich vorstellen: {name}, {thing}, {manner}. {extra}'],
    sizes: ['Größen: {sizes}.', 'Die Anleitung gibt es in {sizes}.'],
    stuff: [
      'Du brauchst {yards} m {maker} und Werkzeug in {tool} mm. Maschenprobe {gauge} auf 10 cm.',
      'Material: {maker}, etwa {yards} Meter; Stärke {tool} mm; Probe {gauge}.',
    ],
    more: ['Ich brauche dafür {hours} Stunden. Das PDF hat {pages} Seiten.', '{pages} Seiten mit Fotos; plane {hours} Stunden ein.'],
    shop: 'Dies ist eine digitale Anleitung, kein fertiges Stück. Alle meine Strick-, Häkel- und Nähanleitungen wurden von einem Team getestet. Schreib mir bei Fragen. Du darfst verkaufen, was du machst.',
  },
  fr: {
    open: ['{name} est un {thing} {manner} pour tous les jours. {extra}', 'Voici {name}, {thing} {manner}. {extra}'],
    sizes: ['Tailles : {sizes}.', 'Le patron existe en {sizes}.'],
    stuff: [
      'Il faut {yards} m de {maker} et un outil de {tool} mm. Échantillon {gauge} sur 10 cm.',
      'Fournitures : {maker}, environ {yards} mètres ; taille {tool} mm ; échantillon {gauge}.',
    ],
    more: ['Comptez {hours} heures. Le PDF a {pages} pages.', '{pages} pages avec photos ; prévoir {hours} heures.'],
    shop: 'Ceci est un patron numérique, aucun objet fini n’est envoyé. Tous mes patrons de tricot, crochet et couture sont testés. Écrivez-moi pour toute question.',
  },
  es: {
    open: ['{name} es un {thing} {manner} para todos los días. {extra}', 'Te presento {name}: {thing} {manner}. {extra}'],
    sizes: ['Tallas: {sizes}.', 'El patrón viene en {sizes}.'],
    stuff: [
      'Necesitas {yards} m de {maker} y agujas de {tool} mm. Muestra {gauge} en 10 cm.',
      'Materiales: {maker}, unos {yards} metros; tamaño {tool} mm; muestra {gauge}.',
    ],
    more: ['Tardo {hours} horas. El PDF tiene {pages} páginas.', '{pages} páginas con fotos; calcula {hours} horas.'],
    shop: 'Este es un patrón digital, no se envía ningún artículo terminado. Todos mis patrones de punto, ganchillo y costura están probados. Escríbeme si tienes preguntas.',
  },
}

export const makers =
  'Isager Holst Drops Malabrigo Rowan Cascade Brooklyn Lettlopi Robson Liberty Merchant Kokka Moda Kona Scheepjes Lana Rosários Katia'.split(
    ' ',
  )

/** A line of her own about one pattern, which is copied from shop to shop with the rest. */
export const asides = {
  who: [
    'my grandmother',
    'a friend in Bergen',
    'my daughter',
    'the woman next door',
    'a customer',
    'my first teacher',
    'a sailor',
    'my sister',
  ],
  did: [
    'wore one like it',
    'asked for it',
    'drew the first sketch',
    'found the stitch in an old book',
    'gave me the idea',
    'unravelled the first one',
  ],
  when: [
    'on the ferry',
    'in a long winter',
    'at the summer market',
    'before the baby came',
    'on a train to Lyon',
    'in the year of the storm',
    'while it rained',
    'at the kitchen table',
  ],
} as const
