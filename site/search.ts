/**
 * How the search of the site weighs pages and words. The page evaluates these functions from their text, so each contains all that
 * it needs.
 */

/** The weight of a page. The API has a heading for each name, and generated tables have every word: a guide comes before both. */
export const weightOf = (id: string): number => {
  if (id.includes('/api/')) return 0.05;
  if (/^\/(cli|spec)/.test(id)) return 0.2;
  if (/^\/(contributing|house|benchmarks|theory|examples)/.test(id)) return 0.4;
  return /^\/(packages|test-your-backend|known-bugs|one-file|sources|test-bank)/.test(id) ? 0.6 : 1;
};

/** How many letters of a word may differ: none of a short one, because "locked" is not "blocked". */
export const fuzzinessOf = (term: string): number | false => term.length > 6 && 0.2;

/** The words to search for in place of one of a question: none for a word such as "how", and others that mean the same. */
export const wordsOf = (term: string): string | string[] | null => {
  const stop =
    'a an and are as at be by can did do does every for from get happen happens has have how i if in into is it long me my need not of on one open or our put see should so that the their them then there this time to two use want was we what when where which who why will with work works write you your';
  const same: Readonly<Record<string, readonly string[]>> = {
    android: ['phone'],
    bill: ['bills', 'costs'],
    broken: ['repair'],
    cancelled: ['abandoned'],
    closed: ['reload', 'tabs'],
    colours: ['styles', 'looks'],
    colors: ['styles', 'looks'],
    compare: ['comparison'],
    compared: ['comparison'],
    contribute: ['contributing'],
    cost: ['costs', 'bills'],
    crash: ['restart', 'killed'],
    crashes: ['restart', 'killed'],
    csp: ['policy'],
    css: ['styles', 'looks'],
    database: ['postgres', 'sqlite', 'store'],
    delete: ['erase'],
    design: ['looks', 'styles'],
    difference: ['comparison'],
    emit: ['emitted', 'emits'],
    fix: ['repair'],
    gdpr: ['privacy', 'erase'],
    german: ['texts', 'languages'],
    html: ['markup'],
    iframe: ['frame', 'hosted'],
    ios: ['phone'],
    java: ['language', 'port'],
    kept: ['privacy', 'stored'],
    kubernetes: ['production'],
    language: ['languages'],
    layout: ['markup'],
    locked: ['refused', 'unlocked'],
    mfa: ['questions'],
    mobile: ['phone'],
    mock: ['simulator', 'simulated', 'testing'],
    night: ['timer', 'daily'],
    phones: ['phone'],
    price: ['costs', 'bills'],
    pricing: ['costs', 'bills'],
    prices: ['costs', 'bills'],
    python: ['language', 'port'],
    refresh: ['timer', 'aggregate'],
    remove: ['delete', 'erase'],
    restarts: ['restart', 'crash', 'crashes', 'dies'],
    rust: ['language', 'port'],
    ssr: ['rendering', 'renders'],
    stay: ['leaves', 'closing'],
    stored: ['privacy', 'kept'],
    tab: ['tabs'],
    theme: ['looks', 'styles'],
    translate: ['texts', 'languages'],
    upgrading: ['upgrades'],
    webhooks: ['webhook'],
    widget: ['hosted'],
  };
  const word = term.toLowerCase();
  if (stop.split(' ').includes(word)) return null;
  return [word, ...(same[word] ?? [])];
};
