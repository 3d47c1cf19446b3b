import { pluralIn } from './format.ts'
import type { Words } from './index.ts'

const many = pluralIn('fr')

/** Vous, as a shop speaks. A patron is sewn, knitted or crocheted alike. */
export const fr: Words = {
  frame: { chooseLanguage: 'Langue', signOut: 'Se déconnecter', back: 'Retour à votre bibliothèque', home: 'Votre bibliothèque' },
  signIn: {
    title: shop => `Votre bibliothèque chez ${shop}`,
    head: 'Votre bibliothèque de patrons',
    how: 'Indiquez l’adresse e-mail avec laquelle vous avez acheté. Vous recevrez un e-mail avec un bouton qui ouvre votre bibliothèque ; aucun mot de passe à retenir.',
    address: 'Votre adresse e-mail',
    press: 'Recevoir le lien d’accès',
    code: 'Vous avez un code pour votre patron ? Certaines boutiques ne transmettent pas votre adresse : ⟦dites-nous ce que vous avez acheté⟧.',
    wrongAddress: 'Veuillez indiquer votre adresse e-mail, par exemple ana@example.com.',
  },
  lookForMail: {
    title: 'Regardez votre boîte de réception',
    onItsWay:
      'Si vous avez acheté ici avec cette adresse, un e-mail avec un bouton est en route. Cela peut prendre une minute ; regardez aussi dans les indésirables.',
    nothing: 'Rien reçu ? Vous avez peut-être acheté avec une autre adresse. ⟦Essayez celle-là⟧, ou écrivez à la boutique.',
  },
  open: {
    title: shop => `Ouvrez votre bibliothèque chez ${shop}`,
    head: 'Votre bibliothèque est prête',
    what: shop => `Vous y trouverez les patrons achetés chez ${shop}, toujours dans leur dernière version.`,
    press: 'Ouvrir ma bibliothèque',
  },
  errors: {
    linkSpent: 'Ce lien a expiré',
    stillYours: 'Ce que vous avez acheté reste à vous. ⟦Demandez un nouveau lien⟧ avec l’adresse e-mail utilisée pour l’achat.',
    linkUsed: 'Ce bouton a déjà servi',
    linkUsedWhy:
      'Pour que personne n’entre avec un e-mail transféré, chaque bouton n’ouvre votre bibliothèque qu’une fois. Faites-vous envoyer un nouveau lien à la même adresse ; il arrive tout de suite.',
    linkUsedPress: 'Recevoir un nouvel e-mail',
    fileGone: 'Ce fichier n’est pas dans votre bibliothèque',
    maybeNewer: 'Il en existe peut-être une version plus récente. ⟦Regardez dans votre bibliothèque⟧.',
    noShop: 'Cette bibliothèque n’existe pas',
    lookAgain: 'Vérifiez l’adresse, ou utilisez le bouton de l’e-mail que vous avez reçu.',
    notOpen: 'Cette bibliothèque n’est pas ouverte pour le moment',
    nothingLost: 'Rien n’est perdu : ce que vous avez acheté reste à vous. Réessayez un peu plus tard.',
    tooOften: 'Un instant, s’il vous plaît',
    tooOftenWhy: 'Cela vient d’être demandé de nombreuses fois. Regardez votre boîte de réception, ou réessayez dans dix minutes.',
  },
  library: {
    empty:
      'Il n’y a rien ici pour le moment. Si vous venez d’acheter, votre patron apparaîtra dès que le paiement sera validé ; revenez dans quelques minutes.',
    version: (number, day) => `Version ${number}, ${day}`,
    noFiles: 'Les fichiers ne sont pas encore là.',
    bought: day => `Acheté le ${day}`,
    gift: day => `Un cadeau pour vous, ${day}`,
    giftWord: word => `« ${word} »`,
    kinds: { first: '', correction: 'Corrigé', sizes: 'Nouvelles tailles', edition: 'Nouvelle édition' },
    sizes: (sizes, count) =>
      many(count, `Taille : ${sizes}. Les autres sont inchangées.`, `Tailles : ${sizes}. Les autres sont inchangées.`),
    changedFiles: files => `Modifié : ${files}.`,
    sameFile: number => `Identique à la version ${number}.`,
    earlier: count => many(count, 'Version précédente (#)', 'Versions précédentes (#)'),
    oneOrder: 'Voici ce que vous venez d’acheter. Pour retrouver tous vos achats, utilisez le bouton de notre e-mail.',
    stays: 'Ce que vous avez acheté reste à vous. Quand un patron est corrigé, la version corrigée est ici.',
    account: 'Mes commandes, adresses et données',
    orders: 'Mes commandes',
    order: number => `Commande ${number}`,
    sendAgain: 'Renvoyer l’e-mail',
    sentAgain: number => `L’e-mail de la commande ${number} est de nouveau en route.`,
    sentEnough: number =>
      `L’e-mail de la commande ${number} a déjà été envoyé plusieurs fois aujourd’hui. Regardez dans les indésirables, ou réessayez demain.`,
  },
  files: {
    instructions: { what: 'Instructions', why: 'À lire sur tablette, téléphone ou ordinateur, ou à imprimer sur n’importe quel papier.' },
    a4: { what: 'À imprimer chez soi, en A4', why: 'Imprimez à 100 %, mesurez le carré test, puis assemblez les pages.' },
    letter: {
      what: 'À imprimer chez soi, en US Letter',
      why: 'Le format courant aux États-Unis et au Canada. Imprimez à 100 %, mesurez le carré test, puis assemblez.',
    },
    a0: {
      what: 'Pour le magasin d’impression, en A0',
      why: 'De grandes feuilles sans assemblage. Demandez 100 %, sans « ajuster à la page ».',
    },
    projector: {
      what: 'Pour vidéoprojecteur',
      why: 'Pour couper sur le patron projeté ; rien à imprimer. Étalonnez d’abord votre projecteur.',
    },
    chart: { what: 'Diagramme', why: 'Les mailles en dessin.' },
    other: { what: 'Autre', why: '' },
  },
  scale: {
    title: 'Quel fichier, et est-il à la bonne échelle ?',
    which:
      'Impression chez soi : le fichier A4 (US Letter aux États-Unis et au Canada). Magasin d’impression : A0. Coupe au projecteur : le fichier projecteur. Sur tablette ou téléphone : les instructions n’ont pas besoin d’être imprimées.',
    first: 'Ouvrez le fichier dans un lecteur PDF, pas dans le navigateur, et imprimez d’abord la page du carré test.',
    hundred: 'Choisissez 100 %, « taille réelle » ou « sans mise à l’échelle », jamais « ajuster à la page ».',
    measure: 'Mesurez le carré imprimé avec une règle. Il doit avoir exactement la taille indiquée à l’intérieur.',
    wrong:
      'Il est plus petit ou plus grand ? L’imprimante a changé l’échelle : réglez-la sur 100 % et réimprimez cette page avant toutes les autres.',
    projector: 'Avec un projecteur : étalonnez jusqu’à ce que le carré ait exactement cette taille sur votre tapis de coupe.',
  },
  help: {
    title: 'Aide',
    write: contact => `Quelque chose ne va pas ou manque ? Écrivez à ⟦${contact}⟧ en indiquant votre commande.`,
    reply:
      'Quelque chose ne va pas ou manque ? Écrivez à la boutique là où vous avez acheté, par la messagerie de votre commande, en indiquant son numéro.',
    subject: shop => `Ma bibliothèque chez ${shop}`,
  },
  limits: {
    headDownloads: 'Ce fichier a été téléchargé autant de fois que la boutique le permet',
    headDays: 'Le délai de téléchargement de ce patron est passé',
    whyDownloads: count =>
      many(count, 'La boutique autorise # téléchargement par fichier.', 'La boutique autorise # téléchargements par fichier.'),
    whyDays: count =>
      many(count, 'La boutique autorise le téléchargement pendant # jour.', 'La boutique autorise le téléchargement pendant # jours.'),
    anew: 'Ce que vous avez acheté reste à vous. Vous pouvez réactiver les téléchargements vous-même :',
    press: 'Réactiver les téléchargements',
    left: count => `Vous pouvez le faire encore ${count} fois.`,
    none: 'Vous avez réactivé autant de fois que possible ici. La boutique peut vous aider :',
    until: day => `Téléchargements jusqu’au ${day}`,
    over: 'Téléchargements suspendus ; choisissez un fichier pour les réactiver.',
    opened: 'Vous pouvez de nouveau télécharger.',
  },
  data: {
    title: 'Mes données',
    what: 'Ce que cette boutique conserve sur vous : votre adresse et votre nom, vos commandes, le contenu de votre bibliothèque, les fichiers téléchargés, les e-mails que nous vous avons écrits, ce que vous avez accepté et les notes de la boutique.',
    download: 'Télécharger mes données (JSON)',
    forget: 'Demander l’effacement',
    forgetWhat:
      'La boutique efface alors ce qu’elle conserve sur vous. Cela prend un mois au plus ; votre bibliothèque sera fermée, téléchargez donc vos fichiers avant.',
    forgetPress: 'Effacez mes données, s’il vous plaît',
    asked: day => `Vous avez demandé l’effacement le ${day}. La boutique s’en occupe dans un délai d’un mois.`,
    takeBack: 'Je retire ma demande',
  },
  addresses: {
    title: 'Mes adresses',
    these: list => `Cette bibliothèque montre ce qui a été acheté avec ${list}.`,
    other:
      'Vous avez aussi acheté avec une autre adresse ? Indiquez-la ici. Un e-mail y est envoyé ; appuyez sur son bouton dans ce navigateur, et les deux ne feront qu’une bibliothèque.',
    address: 'Votre autre adresse e-mail',
    press: 'Envoyer l’e-mail à cette adresse',
    sent: email => `Un e-mail est en route vers ${email}. Ouvrez-le sur cet appareil et appuyez sur son bouton.`,
    enough: 'Cela a été demandé plusieurs fois aujourd’hui. Réessayez demain.',
    head: 'Ces deux adresses sont-elles à vous ?',
    joins: (one, other) => `Qui ouvre la bibliothèque de ${one} ou celle de ${other} verra désormais ce qui a été acheté avec les deux.`,
    joinPress: 'Oui, réunir les deux',
    not: 'Si vous ne connaissez pas l’autre adresse, fermez cette page : il ne se passera rien.',
    elsewhereHead: 'Ouvrez d’abord votre bibliothèque ici',
    elsewhereWhy:
      'Pour que personne ne puisse vous glisser une fausse adresse, cela ne marche que dans le navigateur où vous l’avez demandé. ⟦Connectez-vous-y avec votre première adresse⟧, puis appuyez de nouveau sur le bouton de l’e-mail.',
  },
  claim: {
    title: 'Ajoutez votre patron à votre bibliothèque',
    why: 'Certaines boutiques ne transmettent pas votre adresse. Indiquez ici ce que vous avez acheté : vous recevrez un e-mail avec un bouton ; appuyez dessus, et le patron est dans votre bibliothèque, toujours dans sa dernière version.',
    number: 'Le numéro de votre commande',
    code: 'Le code du patron',
    codeHelp: 'Il figure dans le message de la boutique, ou sur une page parmi les fichiers : huit lettres et chiffres.',
    press: 'Recevoir l’e-mail',
    use: 'Nous écrivons à cette adresse au sujet de ce que vous avez acheté, par exemple une correction, et de rien d’autre.',
    known: 'Vous avez déjà acheté ici avec cette adresse ? ⟦Ouvrez votre bibliothèque⟧.',
    wrongNumber: 'Veuillez indiquer le numéro de votre commande, tel qu’il figure dans l’e-mail de la boutique.',
    wrongCode: 'Le code a huit lettres et chiffres, par exemple 7KQ2-M4XD. Veuillez le vérifier.',
    onItsWay: email =>
      `Si c’est exact, un e-mail est en route vers ${email}. Appuyez sur son bouton, et le patron est dans votre bibliothèque.`,
    patience:
      'Cela peut prendre une minute ; regardez aussi dans les indésirables. Si vous venez d’acheter, il arrivera de lui-même dès que la commande sera ici ; nous cherchons pendant 14 jours.',
    nothing:
      'Rien reçu ? Vérifiez le numéro de commande et le code, et ⟦saisissez-les de nouveau⟧. Après plusieurs essais inexacts, plus rien n’est recherché pendant un moment : réessayez demain, ou écrivez à la boutique.',
    put: pattern => `Ajouter ${pattern} à votre bibliothèque`,
    whose: (order, email) =>
      `Il vient de votre commande ${order} et va dans la bibliothèque de ${email}. Vous y trouverez toujours sa dernière version.`,
    putPress: 'Ajouter à ma bibliothèque',
    used: 'C’est déjà fait',
    usedWhy: (pattern, email) => `${pattern} est dans une bibliothèque. ⟦Ouvrez votre bibliothèque⟧ avec ${email}.`,
    taken: 'Il est déjà dans une autre bibliothèque',
    takenWhy: (pattern, order) =>
      `${pattern}, de la commande ${order}, est dans la bibliothèque d’une autre adresse ; rien n’a donc été changé.`,
    takenHelp: shop =>
      `Si vous avez une autre adresse, ⟦essayez-la⟧. Si ce n’est pas la vôtre, écrivez à ${shop} là où vous avez acheté, par la messagerie de cette commande.`,
    ended: 'Cette commande ne donne accès à rien pour le moment',
    endedWhy: (pattern, order, shop) =>
      `La commande ${order} ne donne pas accès à ${pattern} actuellement : elle a été remboursée, ou son paiement n’est pas validé. Si c’est une erreur, écrivez à ${shop} là où vous avez acheté.`,
    gone: 'Ce que vous avez acheté reste à vous. ⟦Saisissez de nouveau votre commande et le code⟧, et vous recevrez un nouvel e-mail.',
    add: 'Ajouter un autre patron',
    addWhy:
      'Vous avez acheté un patron qui n’est pas ici, dans la même commande ou une autre ? Certaines boutiques ne transmettent pas votre adresse : indiquez la commande et le code.',
    addOpen: 'Indiquer la commande et le code',
  },
  elsewhere: {
    head: label => `Votre bibliothèque ${label}`,
    ended: label =>
      `${label} ne nous laisse plus entrer pour vous. Ce qui s’y trouve y reste ; pour vos prochains achats, donnez de nouveau votre accord.`,
    offer: (shop, label) =>
      `Ce que vous avez acheté ailleurs chez ${shop} peut aussi figurer dans votre bibliothèque ${label}, si c’est en vente là-bas. ${label} vous demande d’abord votre accord, et vous pouvez le retirer ici.`,
    ask: label => `Mettre mes patrons dans ma bibliothèque ${label}`,
    states: { written: 'y est', 'bought-there': 'acheté là-bas', waiting: 'en route', 'not-for-sale': 'pas en vente là-bas' },
    away: label => `La liaison de la boutique avec ${label} est en pause. Rien n’est perdu ; cela reprendra tout seul.`,
    each: count => `Patron par patron (${count})`,
    end: label => `Ne plus rien mettre dans ma bibliothèque ${label}`,
    stays: 'Ce qui s’y trouve y reste.',
    there: (there, all, label) =>
      many(
        all,
        `${there} de vos patrons sur # est dans votre bibliothèque ${label}`,
        `${there} de vos # patrons sont dans votre bibliothèque ${label}`,
      ),
    onTheWay: count => `${count} en route`,
    notForSale: count => `${count} pas en vente là-bas`,
    follow: 'Les nouveaux suivent d’eux-mêmes.',
    on: label => `Vers ${label}`,
    asksYou: label => `${label} vous demande si vos patrons peuvent être ajoutés à votre bibliothèque là-bas. Vous revenez ensuite ici.`,
    goOn: label => `Continuer vers ${label}`,
    unchanged: 'Rien n’a été changé',
    stale: 'Cette réponse a expiré, a déjà servi ou vient d’un autre navigateur. Recommencez depuis votre bibliothèque.',
    notOffered: 'Ce n’est pas possible pour le moment. Ce que vous avez acheté est dans votre bibliothèque ici, comme avant.',
    saidNo: label => `Vous avez refusé chez ${label} ; rien n’y est donc ajouté. Ce que vous avez acheté est ici, comme avant.`,
    noAnswer: label => `${label} ne répond pas pour le moment. Réessayez un peu plus tard.`,
    notLetIn: label => `${label} ne nous a pas laissés entrer. Si cela se reproduit, écrivez à la boutique.`,
  },
  stopping: {
    order: {
      what: 'E-mails sur les nouvelles versions',
      comes: shop => `${shop} vous écrit lorsqu’un patron que vous avez est corrigé ou reçoit une nouvelle version.`,
      stopped: shop =>
        `${shop} ne vous écrit plus au sujet des nouvelles versions. Votre bibliothèque les montre toujours : regardez-y avant de commencer un patron.`,
    },
    service: {
      what: 'E-mails sur vos achats',
      comes: shop => `${shop} vous écrit de temps en temps au sujet de vos achats : votre bibliothèque, de l’aide, vos progrès.`,
      stopped: shop => `${shop} ne vous écrit plus au sujet de vos achats. L’e-mail d’une commande vous parvient toujours.`,
    },
    marketing: {
      what: 'E-mails sur les nouveaux patrons et les promotions',
      comes: shop => `${shop} vous écrit au sujet des nouveaux patrons et des promotions, comme vous l’avez accepté.`,
      stopped: shop => `${shop} ne vous écrit plus au sujet des nouveaux patrons et des promotions.`,
    },
    title: (what, shop) => `${what} de ${shop}`,
    stop: 'Ne plus recevoir ces e-mails',
    again: 'Les recevoir à nouveau',
    areStopped: 'Vous ne recevrez plus ces e-mails',
    noLink: 'Ce lien ne fonctionne pas',
    noLinkWhy: shop =>
      `Un logiciel de messagerie l’a peut-être coupé en deux : copiez-le en entier. S’il est complet, ${shop} n’a plus d’adresse de vous sous ce lien et n’écrit à aucune.`,
    foot: 'Vous ne souhaitez plus recevoir ce type d’e-mails ? ⟦Les arrêter⟧.',
  },
  checkout: {
    news: shop =>
      `${shop} peut m’écrire au sujet des nouveaux patrons et des promotions. Je peux arrêter ces e-mails à tout moment, par le lien présent dans chacun d’eux.`,
  },
  mails: {
    hello: name => (name === null ? 'Bonjour,' : `Bonjour ${name},`),
    more: count => many(count, 'et # autre', 'et # autres'),
    open: 'Ouvrir ma bibliothèque',
    newest: 'Le bouton ouvre votre bibliothèque. Vous y trouverez toujours la dernière version, même si une correction paraît plus tard.',
    works30:
      'Le bouton fonctionne une seule fois, dans les 30 jours. Ensuite, demandez-en un nouveau sur la page de la bibliothèque avec cette adresse e-mail ; ce que vous avez acheté reste à vous.',
    notAsked: 'Si vous n’avez rien demandé, ne faites rien.',
    files: {
      subject: pattern => `Votre patron : ${pattern}`,
      subjectMany: (count, shop) => many(count, `Votre patron de ${shop}`, `Vos # patrons de ${shop}`),
      thanks: (order, count) =>
        many(
          count,
          `merci pour votre commande ${order}. Votre patron vous attend dans votre bibliothèque :`,
          `merci pour votre commande ${order}. Vos patrons vous attendent dans votre bibliothèque :`,
        ),
    },
    signIn: {
      subject: shop => `Votre bibliothèque chez ${shop}`,
      way: 'voici l’accès à votre bibliothèque. Appuyez sur le bouton pour l’ouvrir.',
      after: 'Si vous n’avez rien demandé, ne faites rien : personne n’entre sans cet e-mail.',
    },
    invite: {
      subject: shop => `Vos patrons de ${shop} ont désormais leur place`,
      why: shop =>
        `vous avez déjà acheté chez ${shop}. Il existe maintenant une bibliothèque où vous retrouvez tout, toujours dans la dernière version :`,
      nothingToDo: 'Vous n’avez rien à faire ; vos téléchargements précédents restent tels quels.',
      after:
        'Le bouton fonctionne une seule fois, dans les 30 jours. Ensuite, demandez-en un nouveau sur la page de la bibliothèque avec cette adresse e-mail. C’est le seul e-mail de ce genre.',
    },
    claim: {
      subject: pattern => `Ajoutez ${pattern} à votre bibliothèque`,
      wrote: (shop, order) =>
        `vous avez indiqué cette adresse sur la page de la bibliothèque de ${shop}, avec votre commande ${order} et le code d’un patron :`,
      press:
        'Appuyez sur le bouton, puis sur celui de la page, et le patron est dans votre bibliothèque, toujours dans sa dernière version. Nous écrivons à cette adresse au sujet de ce que vous avez acheté, par exemple une correction, et de rien d’autre.',
      button: 'Ajouter à ma bibliothèque',
      after:
        'Le bouton fonctionne pendant 7 jours, une seule fois. Si vous n’avez rien demandé, ne faites rien : rien n’est donné à personne sans cet e-mail.',
    },
    taken: {
      subject: pattern => `${pattern} est déjà dans une bibliothèque`,
      why: 'Il est déjà dans la bibliothèque d’une autre adresse ; rien n’a donc été changé. Si vous avez une autre adresse, essayez-la d’abord sur la page de la bibliothèque.',
      help: shop => `Si ce n’est pas la vôtre, écrivez à ${shop} là où vous avez acheté, par la messagerie de cette commande.`,
    },
    gift: {
      subject: shop => `Un cadeau pour vous de ${shop}`,
      somebody: (count, shop) =>
        many(count, `quelqu’un vous a offert un patron de ${shop} :`, `quelqu’un vous a offert # patrons de ${shop} :`),
      button: 'Ouvrir mon cadeau',
      after:
        'Le bouton fonctionne une seule fois, dans les 30 jours. Ensuite, demandez-en un nouveau sur la page de la bibliothèque avec cette adresse e-mail ; le cadeau reste à vous.',
    },
    receipt: {
      subject: (shop, order) => `Votre cadeau de ${shop}, commande ${order}`,
      now: (order, total, receiver) =>
        `merci pour votre commande ${order}, ${total} au total. C’est un cadeau pour ${receiver}, qui reçoit maintenant un e-mail :`,
      later: (order, total, receiver, day) =>
        `merci pour votre commande ${order}, ${total} au total. C’est un cadeau pour ${receiver}, qui recevra un e-mail le ${day} :`,
      after: 'Conservez cet e-mail comme reçu. Si le cadeau n’arrive pas, écrivez à la boutique en indiquant la commande.',
    },
    address: {
      subject: shop => `Cette adresse est-elle aussi à vous ? Votre bibliothèque chez ${shop}`,
      why: (asker, shop) =>
        `la personne qui a ouvert la bibliothèque de ${asker} chez ${shop} indique que cette adresse est aussi la sienne. Si c’est vous, appuyez sur le bouton dans le navigateur où vous l’avez demandé, et les deux ne feront qu’une bibliothèque.`,
      button: 'Les deux adresses sont à moi',
      after:
        'Le bouton fonctionne pendant un jour, une seule fois. Si vous n’avez rien demandé, ne faites rien : sans cet appui, personne ne voit ce que vous avez acheté.',
    },
  },
}
