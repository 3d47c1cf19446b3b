import { pluralIn } from './format.ts'
import type { Words } from './index.ts'

const many = pluralIn('es')

/** Tú, as makers speak to makers. */
export const es: Words = {
  frame: { chooseLanguage: 'Idioma', signOut: 'Cerrar sesión', back: 'Volver a tu biblioteca', home: 'Tu biblioteca' },
  signIn: {
    title: shop => `Tu biblioteca en ${shop}`,
    head: 'Tu biblioteca de patrones',
    how: 'Escribe el correo electrónico con el que compraste. Recibirás un mensaje con un botón que abre tu biblioteca; no hay contraseña que recordar.',
    address: 'Tu correo electrónico',
    press: 'Enviarme el acceso',
    code: '¿Tienes un código de tu patrón? Algunas tiendas no comparten tu dirección: ⟦dinos qué compraste⟧.',
    wrongAddress: 'Escribe tu correo electrónico, por ejemplo ana@example.com.',
  },
  lookForMail: {
    title: 'Mira tu correo',
    onItsWay:
      'Si compraste aquí con esa dirección, va de camino un mensaje con un botón. Puede tardar un minuto; mira también en el correo no deseado.',
    nothing: '¿No ha llegado nada? Quizá compraste con otra dirección. ⟦Prueba con ella⟧ o escribe a la tienda.',
  },
  open: {
    title: shop => `Abre tu biblioteca en ${shop}`,
    head: 'Tu biblioteca está lista',
    what: shop => `Aquí están los patrones que compraste en ${shop}, siempre en su versión más reciente.`,
    press: 'Abrir mi biblioteca',
  },
  errors: {
    linkSpent: 'Este enlace ha caducado',
    stillYours: 'Lo que compraste sigue siendo tuyo. ⟦Pide un enlace nuevo⟧ con el correo con el que compraste.',
    linkUsed: 'Este botón ya se usó',
    linkUsedWhy:
      'Para que nadie entre con un mensaje reenviado, cada botón abre tu biblioteca una sola vez. Pide que te enviemos otro a la misma dirección; llega enseguida.',
    linkUsedPress: 'Enviarme un mensaje nuevo',
    fileGone: 'Este archivo no está en tu biblioteca',
    maybeNewer: 'Puede que haya una versión más reciente. ⟦Mira en tu biblioteca⟧.',
    noShop: 'Esta biblioteca no existe',
    lookAgain: 'Revisa la dirección o usa el botón del mensaje que recibiste.',
    notOpen: 'Esta biblioteca no está abierta en este momento',
    nothingLost: 'No se ha perdido nada: lo que compraste sigue siendo tuyo. Vuelve a intentarlo un poco más tarde.',
    tooOften: 'Un momento, por favor',
    tooOftenWhy: 'Se acaba de pedir muchas veces. Mira tu correo o vuelve a intentarlo en diez minutos.',
  },
  library: {
    empty: 'Por ahora no hay nada aquí. Si acabas de comprar, aparecerá en cuanto se confirme el pago; vuelve a mirar en unos minutos.',
    version: (number, day) => `Versión ${number}, ${day}`,
    noFiles: 'Los archivos aún no están aquí.',
    bought: day => `Comprado el ${day}`,
    gift: day => `Un regalo para ti, ${day}`,
    giftWord: word => `«${word}»`,
    kinds: { first: '', correction: 'Corregido', sizes: 'Nuevas tallas', edition: 'Nueva edición' },
    sizes: (sizes, count) => many(count, `Talla: ${sizes}. Las demás no cambian.`, `Tallas: ${sizes}. Las demás no cambian.`),
    changedFiles: files => `Ha cambiado: ${files}.`,
    sameFile: number => `El mismo que en la versión ${number}.`,
    earlier: count => many(count, 'Versión anterior (#)', 'Versiones anteriores (#)'),
    oneOrder: 'Esto es lo que acabas de comprar. Para ver todo lo que has comprado aquí, usa el botón de nuestro mensaje.',
    stays: 'Lo que compraste es tuyo. Cuando se corrige un patrón, la versión corregida está aquí.',
    account: 'Mis pedidos, direcciones y datos',
    orders: 'Mis pedidos',
    order: number => `Pedido ${number}`,
    sendAgain: 'Volver a enviar su mensaje',
    sentAgain: number => `El mensaje del pedido ${number} va de camino otra vez.`,
    sentEnough: number =>
      `El mensaje del pedido ${number} ya se ha enviado varias veces hoy. Mira en el correo no deseado o inténtalo mañana.`,
  },
  files: {
    instructions: { what: 'Instrucciones', why: 'Léelas en una tableta, un móvil o un ordenador, o imprímelas en cualquier papel.' },
    a4: { what: 'Para imprimir en casa, en A4', why: 'Imprime al 100 %, mide el cuadrado de prueba y une las páginas.' },
    letter: {
      what: 'Para imprimir en casa, en US Letter (carta)',
      why: 'El papel habitual en Estados Unidos, Canadá y parte de América Latina. Imprime al 100 %, mide el cuadrado de prueba y une las páginas.',
    },
    a0: { what: 'Para la copistería, en A0', why: 'Hojas grandes, sin unir páginas. Pide el 100 %, no «ajustar a la página».' },
    projector: {
      what: 'Para proyector',
      why: 'Para cortar con el patrón proyectado; no hay que imprimir nada. Calibra antes el proyector.',
    },
    chart: { what: 'Gráfico', why: 'Los puntos en un dibujo.' },
    other: { what: 'Más', why: '' },
  },
  scale: {
    title: '¿Qué archivo, y tiene el tamaño correcto?',
    which:
      'Para imprimir en casa: el archivo A4 o, donde se use papel carta, US Letter. Copistería: A0. Para cortar con proyector: el archivo de proyector. En tableta o móvil: las instrucciones no hace falta imprimirlas.',
    first: 'Abre el archivo en un lector de PDF, no en el navegador, e imprime primero la página del cuadrado de prueba.',
    hundred: 'Elige 100 %, «tamaño real» o «sin escala»; nunca «ajustar a la página».',
    measure: 'Mide el cuadrado impreso con una regla. Debe medir exactamente lo que pone dentro.',
    wrong:
      '¿Es más pequeño o más grande? La impresora ha cambiado la escala: ponla al 100 % y vuelve a imprimir esa página antes que las demás.',
    projector: 'Con proyector: calibra hasta que el cuadrado mida exactamente eso sobre tu base de corte.',
  },
  help: {
    title: 'Ayuda',
    write: contact => `¿Algo está mal o falta? Escribe a ⟦${contact}⟧ e indica tu pedido.`,
    reply: '¿Algo está mal o falta? Escribe a la tienda donde compraste, por los mensajes de tu pedido, e indica su número.',
    subject: shop => `Mi biblioteca en ${shop}`,
  },
  limits: {
    headDownloads: 'Este archivo se ha descargado tantas veces como permite la tienda',
    headDays: 'El plazo para descargar este patrón ha terminado',
    whyDownloads: count => many(count, 'La tienda permite una descarga de cada archivo.', 'La tienda permite # descargas de cada archivo.'),
    whyDays: count => many(count, 'La tienda permite descargar durante un día.', 'La tienda permite descargar durante # días.'),
    anew: 'Lo que compraste sigue siendo tuyo. Puedes reactivar las descargas por tu cuenta:',
    press: 'Reactivar las descargas',
    left: count => many(count, 'Puedes hacerlo una vez más.', 'Puedes hacerlo # veces más.'),
    none: 'Ya las has reactivado tantas veces como se puede aquí. La tienda te ayudará:',
    until: day => `Descargas hasta el ${day}`,
    over: 'Descargas en pausa; pulsa un archivo para reactivarlas.',
    opened: 'Ya puedes volver a descargar.',
  },
  data: {
    title: 'Mis datos',
    what: 'Lo que esta tienda guarda sobre ti: tu dirección y tu nombre, tus pedidos, lo que hay en tu biblioteca, los archivos que descargaste, los mensajes que te escribimos, lo que aceptaste y lo que anotó la tienda.',
    download: 'Descargar mis datos (JSON)',
    forget: 'Pedir que se borren mis datos',
    forgetWhat:
      'La tienda borra entonces lo que guarda sobre ti. Tarda como mucho un mes; tu biblioteca se cierra con ello, así que descarga antes tus archivos.',
    forgetPress: 'Sí, borrar mis datos',
    asked: day => `Pediste que se borraran tus datos el ${day}. La tienda lo hará en el plazo de un mes.`,
    takeBack: 'Retiro mi petición',
  },
  addresses: {
    title: 'Mis direcciones',
    these: list => `Esta biblioteca muestra lo que se compró con ${list}.`,
    other:
      '¿Compraste también con otra dirección? Escríbela aquí. Le llegará un mensaje; pulsa su botón en este navegador y las dos serán una sola biblioteca.',
    address: 'Tu otro correo electrónico',
    press: 'Enviar el mensaje allí',
    sent: email => `Va de camino un mensaje a ${email}. Ábrelo en este dispositivo y pulsa su botón.`,
    enough: 'Hoy se ha pedido varias veces. Inténtalo mañana.',
    head: '¿Son tuyas las dos direcciones?',
    joins: (one, other) => `Quien abra la biblioteca de ${one} o la de ${other} verá a partir de ahora lo que se compró con ambas.`,
    joinPress: 'Sí, unirlas en una biblioteca',
    not: 'Si no conoces la otra dirección, cierra esta página: no pasará nada.',
    elsewhereHead: 'Abre primero tu biblioteca aquí',
    elsewhereWhy:
      'Para que nadie pueda colarte una dirección ajena, esto solo funciona en el navegador en el que lo pediste. ⟦Entra allí con tu primera dirección⟧ y vuelve a pulsar el botón del mensaje.',
  },
  claim: {
    title: 'Añade tu patrón a tu biblioteca',
    why: 'Algunas tiendas no comparten tu dirección. Escribe aquí lo que compraste y recibirás un mensaje con un botón; púlsalo y el patrón estará en tu biblioteca, siempre en su versión más reciente.',
    number: 'El número de tu pedido',
    code: 'El código del patrón',
    codeHelp: 'Está en el mensaje de la tienda o en una página entre los archivos: ocho letras y cifras.',
    press: 'Enviarme el mensaje',
    use: 'Escribimos a esta dirección sobre lo que compraste, por ejemplo una corrección, y sobre nada más.',
    known: '¿Ya compraste aquí con esta dirección? ⟦Abre tu biblioteca⟧.',
    wrongNumber: 'Escribe el número de tu pedido tal como aparece en el mensaje de la tienda.',
    wrongCode: 'El código tiene ocho letras y cifras, por ejemplo 7KQ2-M4XD. Revísalo, por favor.',
    onItsWay: email => `Si es correcto, va de camino un mensaje a ${email}. Pulsa su botón y el patrón estará en tu biblioteca.`,
    patience:
      'Puede tardar un minuto; mira también en el correo no deseado. Si acabas de comprar, llegará por sí solo cuando el pedido esté aquí; lo buscamos durante 14 días.',
    nothing:
      '¿No ha llegado nada? Revisa el número del pedido y el código y ⟦escríbelos otra vez⟧. Tras varios que no coinciden, no se busca nada durante un tiempo: inténtalo mañana o escribe a la tienda.',
    put: pattern => `Añadir ${pattern} a tu biblioteca`,
    whose: (order, email) => `Es de tu pedido ${order} y va a la biblioteca de ${email}. Allí encontrarás siempre su versión más reciente.`,
    putPress: 'Añadir a mi biblioteca',
    used: 'Esto ya está hecho',
    usedWhy: (pattern, email) => `${pattern} está en una biblioteca. ⟦Abre tu biblioteca⟧ con ${email}.`,
    taken: 'Ya está en otra biblioteca',
    takenWhy: (pattern, order) =>
      `${pattern}, del pedido ${order}, está en la biblioteca de otra dirección, así que no se ha cambiado nada.`,
    takenHelp: shop =>
      `Si tienes otra dirección, ⟦prueba con ella⟧. Si no es tuya, escribe a ${shop} donde lo compraste, por los mensajes de ese pedido.`,
    ended: 'Con este pedido no se puede obtener nada ahora',
    endedWhy: (pattern, order, shop) =>
      `El pedido ${order} no da acceso a ${pattern} en este momento: se devolvió o su pago no se ha confirmado. Si no es así, escribe a ${shop} donde lo compraste.`,
    gone: 'Lo que compraste sigue siendo tuyo. ⟦Escribe otra vez tu pedido y el código⟧ y recibirás un mensaje nuevo.',
    add: 'Añadir otro patrón',
    addWhy:
      '¿Compraste un patrón que no está aquí, en el mismo pedido o en otro? Algunas tiendas no comparten tu dirección: escribe el pedido y el código.',
    addOpen: 'Escribir el pedido y el código',
  },
  elsewhere: {
    head: label => `Tu biblioteca de ${label}`,
    ended: label =>
      `${label} ya no nos deja entrar en tu nombre. Lo que está allí se queda allí; para lo que compres a partir de ahora, vuelve a permitirlo.`,
    offer: (shop, label) =>
      `Lo que compraste a ${shop} en otros sitios puede estar también en tu biblioteca de ${label}, si está a la venta allí. ${label} te pregunta antes y puedes retirar el permiso aquí.`,
    ask: label => `Poner mis patrones en mi biblioteca de ${label}`,
    states: { written: 'está allí', 'bought-there': 'lo compraste allí', waiting: 'en camino', 'not-for-sale': 'no está a la venta allí' },
    away: label => `La conexión de la tienda con ${label} está en pausa. No se pierde nada; seguirá por sí sola.`,
    each: count => `Patrón a patrón (${count})`,
    end: label => `No poner nada más en mi biblioteca de ${label}`,
    stays: 'Lo que está allí se queda allí.',
    there: (there, all, label) =>
      many(
        all,
        `${there} de tu # patrón está en tu biblioteca de ${label}`,
        `${there} de tus # patrones están en tu biblioteca de ${label}`,
      ),
    onTheWay: count => `${count} en camino`,
    notForSale: count => many(count, '# no está a la venta allí', '# no están a la venta allí'),
    follow: 'Los nuevos llegan solos.',
    on: label => `A ${label}`,
    asksYou: label => `${label} te pregunta si se pueden poner tus patrones en tu biblioteca de allí. Después vuelves aquí.`,
    goOn: label => `Continuar a ${label}`,
    unchanged: 'No se ha cambiado nada',
    stale: 'Esta respuesta ha caducado, ya se usó o es de otro navegador. Empieza de nuevo en tu biblioteca.',
    notOffered: 'Ahora no es posible. Lo que compraste está aquí en tu biblioteca, como antes.',
    saidNo: label => `Dijiste que no en ${label}, así que no se pone nada allí. Lo que compraste está aquí, como antes.`,
    noAnswer: label => `${label} no responde en este momento. Vuelve a intentarlo un poco más tarde.`,
    notLetIn: label => `${label} no nos dejó entrar. Si vuelve a pasar, escribe a la tienda.`,
  },
  stopping: {
    order: {
      what: 'Mensajes sobre versiones nuevas',
      comes: shop => `${shop} te escribe cuando se corrige un patrón que tienes o sale una versión nueva.`,
      stopped: shop =>
        `${shop} ya no te escribe sobre versiones nuevas. Tu biblioteca las sigue mostrando: mira allí antes de empezar un patrón.`,
    },
    service: {
      what: 'Mensajes sobre lo que compraste',
      comes: shop => `${shop} te escribe de vez en cuando sobre lo que compraste: tu biblioteca, ayuda y cómo te va.`,
      stopped: shop => `${shop} ya no te escribe sobre lo que compraste. El mensaje de un pedido sigue llegando.`,
    },
    marketing: {
      what: 'Mensajes sobre patrones nuevos y ofertas',
      comes: shop => `${shop} te escribe sobre patrones nuevos y ofertas, como aceptaste.`,
      stopped: shop => `${shop} ya no te escribe sobre patrones nuevos ni ofertas.`,
    },
    title: (what, shop) => `${what} de ${shop}`,
    stop: 'No recibir más estos mensajes',
    again: 'Volver a recibirlos',
    areStopped: 'Ya no recibirás estos mensajes',
    noLink: 'Este enlace no funciona',
    noLinkWhy: shop =>
      `Puede que un programa de correo lo haya cortado en dos: cópialo entero. Si está completo, ${shop} ya no tiene ninguna dirección tuya con este enlace y no escribe a ninguna.`,
    foot: '¿Ya no quieres recibir mensajes de este tipo? ⟦Darme de baja⟧.',
  },
  checkout: {
    news: shop =>
      `${shop} puede escribirme sobre patrones nuevos y ofertas. Puedo dejar de recibir estos mensajes en cualquier momento con el enlace que llevan todos.`,
  },
  mails: {
    hello: name => (name === null ? 'Hola:' : `Hola, ${name}:`),
    more: count => many(count, 'y # más', 'y # más'),
    open: 'Abrir mi biblioteca',
    newest: 'El botón abre tu biblioteca. Allí encontrarás siempre la versión más reciente, también si más tarde sale una corrección.',
    works30:
      'El botón funciona una sola vez, durante 30 días. Después, pide uno nuevo en la página de la biblioteca con este correo; lo que compraste sigue siendo tuyo.',
    notAsked: 'Si no lo has pedido tú, no hagas nada.',
    files: {
      subject: pattern => `Tu patrón: ${pattern}`,
      subjectMany: (count, shop) => many(count, `Tu patrón de ${shop}`, `Tus # patrones de ${shop}`),
      thanks: (order, count) =>
        many(
          count,
          `Gracias por tu pedido ${order}. Tu patrón está listo en tu biblioteca:`,
          `Gracias por tu pedido ${order}. Tus patrones están listos en tu biblioteca:`,
        ),
    },
    signIn: {
      subject: shop => `Tu biblioteca en ${shop}`,
      way: 'Este es el acceso a tu biblioteca. Pulsa el botón para abrirla.',
      after: 'Si no lo has pedido tú, no hagas nada: nadie entra sin este mensaje.',
    },
    invite: {
      subject: shop => `Tus patrones de ${shop} ya tienen su sitio`,
      why: shop =>
        `Hace tiempo compraste en ${shop}. Desde ahora hay una biblioteca en la que lo encuentras todo, siempre en la versión más reciente:`,
      nothingToDo: 'No tienes que hacer nada; tus descargas anteriores se quedan como están.',
      after:
        'El botón funciona una sola vez, durante 30 días. Después, pide uno nuevo en la página de la biblioteca con este correo. Este es el único mensaje de este tipo.',
    },
    claim: {
      subject: pattern => `Añade ${pattern} a tu biblioteca`,
      wrote: (shop, order) =>
        `Escribiste esta dirección en la página de la biblioteca de ${shop}, con tu pedido ${order} y el código de un patrón:`,
      press:
        'Pulsa el botón y después el de la página, y el patrón estará en tu biblioteca, siempre en su versión más reciente. Escribimos a esta dirección sobre lo que compraste, por ejemplo una corrección, y sobre nada más.',
      button: 'Añadir a mi biblioteca',
      after:
        'El botón funciona durante 7 días y una sola vez. Si no lo has pedido tú, no hagas nada: no se da nada a nadie sin este mensaje.',
    },
    taken: {
      subject: pattern => `${pattern} ya está en una biblioteca`,
      why: 'Ya está en la biblioteca de otra dirección, así que no se ha cambiado nada. Si tienes otra dirección, prueba primero con ella en la página de la biblioteca.',
      help: shop => `Si no es tuya, escribe a ${shop} donde lo compraste, por los mensajes de ese pedido, y dilo.`,
    },
    gift: {
      subject: shop => `Un regalo para ti de ${shop}`,
      somebody: (count, shop) =>
        many(count, `Alguien te ha regalado un patrón de ${shop}:`, `Alguien te ha regalado # patrones de ${shop}:`),
      button: 'Abrir mi regalo',
      after:
        'El botón funciona una sola vez, durante 30 días. Después, pide uno nuevo en la página de la biblioteca con este correo; el regalo sigue siendo tuyo.',
    },
    receipt: {
      subject: (shop, order) => `Tu regalo de ${shop}, pedido ${order}`,
      now: (order, total, receiver) =>
        `Gracias por tu pedido ${order}, ${total} en total. Es un regalo para ${receiver}, que recibe ahora un mensaje con él:`,
      later: (order, total, receiver, day) =>
        `Gracias por tu pedido ${order}, ${total} en total. Es un regalo para ${receiver}, que recibirá un mensaje con él el ${day}:`,
      after: 'Guarda este mensaje como recibo. Si el regalo no llega, escribe a la tienda e indica el pedido.',
    },
    address: {
      subject: shop => `¿Esta dirección también es tuya? Tu biblioteca en ${shop}`,
      why: (asker, shop) =>
        `Quien ha abierto la biblioteca de ${asker} en ${shop} dice que esta dirección es de la misma persona. Si eres tú, pulsa el botón en el navegador en el que lo pediste y las dos serán una sola biblioteca.`,
      button: 'Las dos direcciones son mías',
      after:
        'El botón funciona durante un día y una sola vez. Si no lo has pedido tú, no hagas nada: sin pulsarlo, nadie ve lo que compraste.',
    },
  },
}
