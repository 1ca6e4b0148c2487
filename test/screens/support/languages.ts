import { type Messages, plural } from '@mx-member/connect';
import { ES_419 } from '@mx-member/connect/messages/es-419';
import { FR_CA } from '@mx-member/connect/messages/fr-ca';

/** A page in a language, for its pictures. */
interface Language {
  readonly messages?: Partial<Messages>;
  readonly bank: string;
  readonly logo?: string;
}

const LOGO = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44"><rect width="44" height="44" fill="#123c69"/><path d="M8 32V14l14 12 14-12v18" fill="none" stroke="#fff" stroke-width="4"/></svg>')}`;

const GERMAN: Partial<Messages> = {
  lang: 'de',
  bank: 'Ihre Bank',
  label: '{bank} verbinden',
  aggregating: 'Verbindung mit {bank} wird hergestellt',
  authorizing: 'Weiter bei {bank}',
  'ask.TEXT': 'Beantworten Sie eine Frage von {bank}',
  'ask.TOKEN': 'Geben Sie Ihren Code ein',
  questions: plural('de', {
    one: 'Beantworten Sie eine Frage von {bank}',
    other: 'Beantworten Sie {count} Fragen von {bank}',
  }),
  waiting: 'Warten auf {bank}',
  'progress.loggingIn': 'Wir melden uns bei {bank} an.',
  'progress.loggedIn': '{bank} hat Ihre Anmeldung akzeptiert. Ihre Daten sind unterwegs.',
  'progress.accounts': 'Ihre Konten sind da. Der Rest ist unterwegs.',
  'progress.transactions': 'Ihre Umsätze sind da. Gleich ist alles fertig.',
  connected: 'Mit {bank} verbunden',
  check: 'Bitte überprüfen Sie Ihre Angaben.',
  elsewhere:
    'Diese Seite ist in einem anderen Tab geöffnet, der nicht reagiert. Wechseln Sie zu diesem Tab, oder schließen Sie ihn, um hier fortzufahren.',
  elapsed: 'Bisherige Dauer',
  loginLimit: 'Sie haben sich oft angemeldet. Bitte versuchen Sie es später erneut.',
  loginProblem: 'Ihre Anmeldedaten konnten nicht gesendet werden. Bitte versuchen Sie es erneut.',
  reveal: 'Passwort anzeigen',
  'bank.none':
    'Die Seite von {bank} öffnet sich in einem neuen Fenster. Melden Sie sich dort an und kehren Sie dann hierher zurück.',
  'bank.cannotOpen':
    'Ihr Browser hat das Fenster blockiert. Erlauben Sie Pop-up-Fenster für diese Seite und versuchen Sie es erneut.',
  'bank.error': 'Sie haben die Anmeldung bei {bank} nicht abgeschlossen.',
  submit: 'Weiter',
  submitLogin: 'Verbinden',
  sending: 'Einen Moment …',
  cancel: 'Abbrechen',
  retry: 'Erneut versuchen',
  openBank: 'Zu {bank}',
  openBankAgain: '{bank} erneut öffnen',
  'title.credentials': '{bank} hat Ihre Anmeldedaten nicht akzeptiert',
  'reason.credentials': 'Prüfen Sie Ihre Anmeldedaten, und geben Sie sie erneut ein.',
  'title.unavailable': 'Wir konnten Ihre Daten von {bank} nicht abrufen',
  'reason.unavailable': 'Bitte versuchen Sie es später erneut.',
  'title.closed': 'Diese Verbindung wurde geschlossen',
  'reason.closed': 'Wählen Sie eine andere Bank oder ein anderes Konto.',
  'warning.unreachable': 'Die Verbindung wurde unterbrochen. Wir versuchen es weiter.',
  'stopped.signedOut': 'Sie sind abgemeldet.',
  'problem.empty': 'Bitte geben Sie eine Antwort ein.',
  'problem.notAnOption': 'Bitte wählen Sie eine dieser Möglichkeiten.',
};

const ARABIC: Partial<Messages> = {
  lang: 'ar',
  bank: 'مصرفك',
  label: 'ربط {bank}',
  aggregating: 'جارٍ الاتصال بـ {bank}',
  authorizing: 'تابع في {bank}',
  'ask.TEXT': 'أجب عن سؤال من {bank}',
  'ask.TOKEN': 'أدخل الرمز',
  questions: plural('ar', {
    two: 'أجب عن سؤالين من {bank}',
    few: 'أجب عن {count} أسئلة من {bank}',
    other: 'أجب عن {count} سؤالاً من {bank}',
  }),
  waiting: 'في انتظار {bank}',
  'progress.loggingIn': 'نسجّل الدخول إلى {bank}.',
  'progress.loggedIn': 'قبل {bank} بيانات الدخول. بياناتك في الطريق.',
  'progress.accounts': 'وصلت حساباتك. الباقي في الطريق.',
  'progress.transactions': 'وصلت معاملاتك. أوشكنا على الانتهاء.',
  connected: 'تم الاتصال بـ {bank}',
  check: 'يرجى التحقق مما أدخلته.',
  elsewhere: 'هذه الصفحة مفتوحة في علامة تبويب أخرى لا تستجيب. انتقل إليها أو أغلقها للمتابعة هنا.',
  elapsed: 'الوقت المنقضي',
  loginLimit: 'لقد حاولت تسجيل الدخول مرات كثيرة. يرجى المحاولة لاحقًا.',
  loginProblem: 'تعذّر إرسال بيانات الدخول. يرجى المحاولة مرة أخرى.',
  reveal: 'إظهار كلمة المرور',
  'bank.none': 'تُفتح صفحة {bank} في نافذة جديدة. سجّل الدخول هناك ثم عُد إلى هنا.',
  'bank.cannotOpen': 'حظر المتصفح النافذة. اسمح بالنوافذ المنبثقة لهذه الصفحة ثم حاول مرة أخرى.',
  'bank.error': 'لم تُكمل تسجيل الدخول في {bank}.',
  submit: 'متابعة',
  submitLogin: 'اتصال',
  sending: 'لحظة من فضلك…',
  cancel: 'إلغاء',
  retry: 'حاول مرة أخرى',
  openBank: 'الذهاب إلى {bank}',
  openBankAgain: 'فتح {bank} مرة أخرى',
  'reason.credentials': 'لم يقبل {bank} بيانات الدخول.',
  'reason.unavailable': '{bank} غير متاح حالياً.',
  'reason.closed': 'أُغلق هذا الاتصال.',
  'warning.unreachable': 'انقطع الاتصال. سنواصل المحاولة.',
  'stopped.signedOut': 'تم تسجيل خروجك.',
  'problem.empty': 'يرجى إدخال إجابة.',
  'problem.notAnOption': 'يرجى اختيار أحد هذه الخيارات.',
};

/** The languages of the pictures. German and Arabic are samples with only the texts that the pictures show. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  en: { bank: 'MX Bank' },
  logo: { bank: 'n26', logo: LOGO },
  de: { bank: 'Sparkasse Schwäbisch Hall-Crailsheim', messages: GERMAN },
  es: { bank: 'Banco Popular', messages: ES_419, logo: LOGO },
  'fr-CA': { bank: 'Caisse populaire', messages: FR_CA },
  ar: { bank: 'MX Bank', messages: ARABIC, logo: LOGO },
};
