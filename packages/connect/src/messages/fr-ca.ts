/** `@mx-member/connect/messages/fr-ca`: the texts in Canadian French. */
import type { Messages } from './english.ts';
import type { RepairMessages } from './repair-english.ts';
import { plural } from './texts.ts';

const GONE = 'Cette connexion n’existe plus.';
const UNREACHABLE = 'Nous n’avons pas pu joindre le service.';
const UNAVAILABLE = '{bank} n’est pas disponible pour le moment.';
const NOT_HERE = '{bank} n’est pas disponible ici.';
const LATER = 'Veuillez réessayer plus tard.';
const ANOTHER = 'Choisissez une autre banque.';
const MOMENT = 'Un instant…';

/** Canadian French. */
export const FR_CA: Messages = {
  lang: 'fr-CA',
  bank: 'votre banque',
  label: 'Connecter {bank}',
  aggregating: 'Connexion à {bank} en cours',
  authorizing: 'Continuez sur le site Web de {bank}',
  'ask.TEXT': 'Répondez à une question de {bank}',
  'ask.TOKEN': 'Entrez votre code',
  'ask.OPTIONS': 'Choisissez une option',
  'ask.IMAGE_DATA': 'Répondez à une question sur une image',
  'ask.IMAGE_OPTIONS': 'Choisissez une image',
  'ask.approval': 'Confirmez que c’est bien vous',
  questions: plural('fr-CA', {
    one: 'Répondez à {count} question de {bank}',
    other: 'Répondez à {count} questions de {bank}',
  }),
  resumed: 'Vérification de votre réponse',
  waiting: 'En attente de {bank}',
  'progress.loggingIn': 'Nous nous connectons à {bank}.',
  'progress.loggedIn': '{bank} a accepté vos identifiants. Vos données arrivent.',
  'progress.accounts': 'Vos comptes sont arrivés. Le reste suit.',
  'progress.transactions': 'Vos opérations sont arrivées. Nous avons presque terminé.',
  connected: 'Connexion à {bank} réussie',
  approval:
    'Si l’appli de {bank} vous demande d’approuver cette connexion, approuvez-la dans l’appli. Cette page le détectera d’elle-même.',
  check: 'Veuillez vérifier ce que vous avez entré.',
  slow: 'C’est plus long que d’habitude. Vous pouvez laisser cette page ouverte.',
  old: 'Aucune nouvelle donnée n’est encore arrivée : ce que vous voyez n’est peut-être pas à jour.',
  chosen: 'Vous avez choisi :',
  noCode:
    'Toujours pas de code? Vérifiez vos messages texte, vos courriels et l’appli de {bank}. Si aucun code n’arrive, laissez cette page ouverte. Quand le délai pour l’entrer sera écoulé, vous pourrez réessayer : nous nous connecterons de nouveau à {bank} et vous recevrez un nouveau code.',
  elsewhere:
    'Cette page est ouverte dans un autre onglet qui ne répond pas. Allez à cet onglet ou fermez-le pour continuer ici.',
  elapsed: 'Temps écoulé',
  picture: 'L’image de cette question',
  firstLogin: 'Connectez-vous à {bank}',
  openLogin: 'Se connecter',
  unknownBank: 'Nous ne connaissons pas cette banque',
  degraded:
    'En ce moment, la connexion à {bank} pourrait prendre plus de temps que d’habitude ou échouer.',
  anyway:
    'La connexion échouera probablement. Vous pouvez revenir plus tard ou essayer quand même.',
  tryAnyway: 'Essayer quand même',
  loginLimit: 'Vous avez tenté de vous connecter de nombreuses fois. Veuillez réessayer plus tard.',
  loginProblem: 'Nous n’avons pas pu envoyer vos identifiants. Veuillez réessayer.',
  loginLost: 'Il se peut que vos derniers identifiants ne soient pas parvenus à {bank}.',
  'held.sameAgain':
    'Rien n’a été envoyé. {bank} vient de refuser ces mêmes identifiants. Corrigez-les, ou essayez-les d’abord sur le site Web de {bank}.',
  'held.refusedTwice':
    'Rien n’a encore été envoyé. Les identifiants ont été refusés deux fois de suite, et certaines banques verrouillent alors le compte. Essayez d’abord ceux-ci sur le site Web de {bank}.',
  'held.prevented':
    'Rien n’a encore été envoyé. Les identifiants ont échoué plusieurs fois, et certaines banques verrouillent alors le compte. Essayez d’abord ceux-ci sur le site Web de {bank}.',
  'held.locked':
    'Rien n’a encore été envoyé. {bank} a verrouillé votre compte. Déverrouillez-le d’abord auprès de {bank} : sur son site Web, dans son appli ou par téléphone.',
  checked: 'Je les ai vérifiés : se connecter',
  unlocked: 'Il est déverrouillé : se connecter',
  lockWarning:
    'Si les identifiants sont encore inexacts, {bank} pourrait verrouiller votre compte.',
  'link.bank': 'Ouvrir le site Web de {bank}',
  'link.forgotPassword': 'Mot de passe oublié?',
  'link.trouble': 'Vous n’arrivez pas à vous connecter?',
  'link.privacy': 'Comment nous utilisons vos données',
  arrived: 'Vos données les plus récentes sont arrivées.',
  arrivedFor: 'Vos données les plus récentes sont maintenant dans {app}.',
  accounts: plural('fr-CA', {
    one: 'Nous avons trouvé {count} compte.',
    other: 'Nous avons trouvé {count} comptes.',
  }),
  offline: 'Vous êtes hors ligne. Nous continuerons dès que vous serez de nouveau en ligne.',
  offlineAnswer: 'Vous êtes hors ligne. Votre réponse est toujours ici.',
  'about.login':
    'Vos identifiants passent à {bank} par notre fournisseur de données, MX, et nous ne les gardons pas. Nous lisons vos comptes, vos soldes et vos opérations pour que vous puissiez les utiliser ici.',
  'about.loginFor':
    'Vos identifiants passent à {bank} par notre fournisseur de données, MX, et nous ne les gardons pas. Nous lisons vos comptes, vos soldes et vos opérations pour que vous puissiez les utiliser dans {app}.',
  'about.bank':
    'Vous vous connectez sur la page de {bank}. Nous ne voyons donc jamais votre mot de passe.',
  'about.questions':
    '{bank} pose cette question pour s’assurer que c’est bien vous, et n’attend peut-être que quelques minutes. Nous transmettons votre réponse une seule fois et ne la gardons pas.',
  confirm: 'Arrêter la connexion à {bank}? Vous devriez recommencer.',
  confirmed: 'Oui, arrêter',
  keep: 'Non, continuer',
  done: 'Terminé',
  'field.LOGIN': 'Nom d’utilisateur',
  'field.PASSWORD': 'Mot de passe',
  'hint.capsLock': 'La touche Verr. maj. est activée.',
  'hint.space': 'Il y a une espace avant ou après ce texte.',
  fillIn: 'Veuillez remplir ce champ.',
  reveal: 'Afficher le mot de passe',
  'bank.none':
    'La page de {bank} s’ouvre dans une nouvelle fenêtre. Connectez-vous-y, puis revenez ici.',
  'bank.opening': MOMENT,
  'bank.open': 'Terminez votre connexion à {bank} dans l’autre fenêtre.',
  'bank.closed': 'En attente de {bank}. Si vous n’avez pas terminé, ouvrez la fenêtre de nouveau.',
  'bank.returned': MOMENT,
  'bank.cannotOpen':
    'Votre navigateur a bloqué la fenêtre. Autorisez les fenêtres contextuelles pour cette page, puis réessayez.',
  'bank.unavailable': 'Nous n’avons pas pu ouvrir la page de {bank}. Veuillez réessayer.',
  'bank.error': 'Vous n’avez pas terminé votre connexion à {bank}.',
  'bank.otherMember': 'Vous aviez déjà connecté {bank}.',
  submit: 'Continuer',
  submitLogin: 'Se connecter',
  sending: MOMENT,
  cancel: 'Annuler',
  retry: 'Réessayer',
  tryNow: 'Réessayer maintenant',
  openBank: 'Aller à {bank}',
  openBankAgain: 'Ouvrir {bank} de nouveau',
  'title.credentials': '{bank} n’a pas accepté vos identifiants',
  'reason.credentials': 'Vérifiez vos identifiants, puis entrez-les de nouveau.',
  'title.PREVENTED': 'Vos identifiants ont échoué trop souvent',
  'reason.PREVENTED': 'Entrez les identifiants qui fonctionnent sur le site Web de {bank}.',
  'title.IMPAIRED': 'Il manque des identifiants pour {bank}',
  'reason.IMPAIRED': 'Veuillez les entrer tous de nouveau.',
  'title.IMPORTED': 'Entrez vos identifiants de {bank}',
  'reason.IMPORTED': 'Nous en avons besoin pour mettre cette connexion à jour.',
  'title.answer': '{bank} n’a pas accepté votre réponse',
  'reason.answer': 'Réessayez. {bank} vous posera de nouveau la question.',
  'title.expired': 'Le délai pour répondre est écoulé',
  'reason.expired': 'Réessayez, et répondez dès que {bank} vous pose la question.',
  'title.locked': '{bank} a verrouillé votre compte',
  'reason.locked':
    'Déverrouillez-le auprès de {bank} : sur son site Web, dans son appli ou par téléphone. Revenez ensuite et réessayez.',
  'title.actionNeeded': '{bank} a besoin de quelque chose de votre part',
  'reason.actionNeeded':
    'Connectez-vous au site Web de {bank} et suivez les étapes indiquées. Revenez ensuite et réessayez.',
  'title.unavailable': 'Nous n’avons pas pu obtenir vos données de {bank}',
  'reason.unavailable': LATER,
  'title.institutionUnavailable': '{bank} n’est pas disponible pour le moment',
  'reason.institutionUnavailable': LATER,
  'title.institutionMaintenance': '{bank} est en maintenance',
  'reason.institutionMaintenance': LATER,
  'title.institutionBlocked': '{bank} n’est pas disponible ici',
  'reason.institutionBlocked': ANOTHER,
  'title.institutionPreventNew': '{bank} n’accepte pas de nouvelles connexions pour le moment',
  'reason.institutionPreventNew': ANOTHER,
  'title.institutionPreventVerification': 'Nous ne pouvons pas vérifier de comptes à {bank}',
  'reason.institutionPreventVerification': ANOTHER,
  'title.discontinued': 'Nous ne prenons plus {bank} en charge',
  'reason.discontinued': ANOTHER,
  'title.closed': 'Cette connexion a été fermée',
  'reason.closed': 'Choisissez une autre banque ou un autre compte.',
  'title.disabled': 'Les mises à jour sont désactivées pour cette connexion',
  'reason.disabled': 'Veuillez communiquer avec nous.',
  'title.noAccounts': 'Aucun compte trouvé',
  'reason.noAccounts':
    '{bank} ne montre aucun compte que nous pouvons utiliser ici. Choisissez une autre banque ou un autre compte.',
  'title.accessDenied': 'D’autres autorisations sont nécessaires',
  'reason.accessDenied': 'Réessayez, et autorisez l’accès à au moins un compte.',
  'title.noFit': 'Aucun de vos comptes ne convient ici',
  'reason.noFit': 'Choisissez une autre banque ou un autre compte.',
  'title.wrongCode': 'Le code n’était pas le bon',
  'reason.wrongCode': 'Réessayez. {bank} vous posera de nouveau la question.',
  'title.newLogin': '{bank} demande de nouveau vos identifiants',
  'reason.newLogin': 'Entrez les identifiants qui fonctionnent sur le site Web de {bank}.',
  'title.gone': 'Cette connexion n’existe plus',
  'reason.gone': 'Veuillez ajouter le compte de nouveau.',
  'title.signedOut': 'Votre session a pris fin',
  'reason.signedOut': 'Ouvrez une session pour continuer.',
  'title.unreachable': 'Nous n’avons pas pu joindre le service',
  'reason.unreachable': LATER,
  'title.tookTooLong': 'C’était trop long',
  'reason.tookTooLong': LATER,
  'title.abandoned': 'Nous avons cessé d’attendre',
  'reason.abandoned':
    'Nous sommes restés longtemps sans nouvelles de vous. Vous pouvez recommencer.',
  'title.cancelled': 'Vous avez annulé',
  'reason.cancelled': 'Aucune connexion à {bank} n’a été établie. Vous pouvez recommencer.',
  'title.other': 'Nous n’avons pas pu nous connecter à {bank}',
  'reason.other':
    'Un problème est survenu de notre côté. Veuillez communiquer avec nous pour obtenir de l’aide.',
  'act.updateCredentials': 'Les entrer de nouveau',
  'act.chooseInstitution': 'Choisir une autre banque',
  'act.connectAgain': 'Ajouter le compte de nouveau',
  'act.signIn': 'Ouvrir une session',
  'act.other': 'Nous joindre',
  'warning.institutionMaintenance': '{bank} est en maintenance.',
  'warning.institutionUnavailable': UNAVAILABLE,
  'warning.institutionPrevented': NOT_HERE,
  'warning.institutionPreventNew': '{bank} n’accepte pas de nouvelles connexions pour le moment.',
  'warning.institutionPreventVerification': 'Nous ne pouvons pas vérifier de comptes à {bank}.',
  'warning.conflict': 'Une autre mise à jour est en cours. La vôtre se poursuivra ensuite.',
  'warning.lost': 'Il se peut que votre réponse ne nous soit pas parvenue.',
  'warning.notSent': 'Nous n’avons pas pu envoyer votre réponse. Veuillez l’entrer de nouveau.',
  'warning.signedOut': 'Votre session a pris fin. Ouvrez une session pour continuer.',
  'warning.other': 'La connexion a été interrompue. Nous continuons d’essayer.',
  'stopped.busy': 'Une autre mise à jour est en cours.',
  'stopped.notFound': GONE,
  'stopped.signedOut': 'Votre session a pris fin.',
  'stopped.unreachable': UNREACHABLE,
  'stopped.unreadable': 'Notre service a été mis à jour. Veuillez réessayer.',
  'stopped.closed': 'Cette page a arrêté la connexion.',
  'stopped.other': 'Un problème est survenu de notre côté.',
  'problem.other': 'Nous n’avons pas pu recevoir votre réponse. Veuillez réessayer.',
  'problem.superseded': 'Vous n’avez plus à répondre à cette question.',
  'problem.missing': 'Veuillez répondre à cette question.',
  'problem.empty': 'Veuillez entrer une réponse.',
  'problem.tooLong': 'Cette réponse est trop longue.',
  'problem.notAnOption': 'Veuillez choisir l’une de ces options.',
  'problem.refused': '{bank} n’a pas pu utiliser cette réponse. Veuillez la vérifier.',
};

const NOTHING_TO_DO = 'Vous n’avez rien à faire pour le moment.';
const START = 'Vous pouvez lancer une mise à jour maintenant.';

/** The Canadian French texts of `createRepair` and `healthRow`. */
export const FR_CA_REPAIR: RepairMessages = {
  bank: 'votre banque',
  'repair.title.none': '{bank}',
  'repair.title.answer': 'Répondez à une question de {bank}',
  'repair.title.openBank': 'Connectez-vous de nouveau sur la page de {bank}',
  'repair.title.tryAgain': 'Mettez {bank} à jour',
  'repair.title.wait': 'Aucune nouvelle donnée de {bank}',
  'repair.title.contactSupport': '{bank} n’est pas à jour',
  'repair.upToDate': 'Tout est à jour.',
  'repair.running': 'Une mise à jour est en cours.',
  'repair.authorization':
    '{bank} ne nous donne plus accès. Veuillez vous connecter sur sa propre page.',
  'repair.movedToOauth':
    '{bank} a une nouvelle façon de se connecter. Veuillez vous connecter sur sa propre page.',
  'repair.unfinished':
    'Vous n’avez pas terminé votre connexion à {bank}. Veuillez vous connecter sur sa propre page.',
  'repair.questions': '{bank} a une question pour vous. Veuillez y répondre.',
  'repair.again':
    'La dernière réponse était inexacte ou est arrivée trop tard. Veuillez réessayer.',
  'repair.institution': `La dernière mise à jour a échoué. ${NOTHING_TO_DO}`,
  'repair.mx': `Les dernières mises à jour ont échoué. ${NOTHING_TO_DO}`,
  'repair.late': `Les nouvelles données sont en retard et notre fournisseur de données doit trouver pourquoi. ${NOTHING_TO_DO}`,
  'repair.notRead': `Aucune donnée n’est encore arrivée. ${START}`,
  'repair.backgroundOff': `Ce compte n’est mis à jour qu’à votre demande. ${START}`,
  'repair.userDisabled':
    'Les mises à jour sont désactivées pour vous. Veuillez communiquer avec nous.',
  'repair.manual': 'Vous gérez ce compte vous-même, il n’est donc pas mis à jour.',
  'repair.unknown':
    'Quelque chose n’est pas clair au sujet de cette connexion. Notre fournisseur de données doit l’examiner.',
  'repair.lastUpdated': 'Dernière mise à jour : {when}.',
  'repair.neverUpdated': 'Aucune mise à jour pour l’instant.',
  'repair.act.answer': 'Répondre',
  'repair.act.enterCredentials': 'Se connecter de nouveau',
  'repair.act.openBank': 'Se connecter de nouveau',
  'repair.act.tryAgain': 'Mettre à jour maintenant',
  'repair.act.visitInstitution': 'Voir quoi faire',
};
