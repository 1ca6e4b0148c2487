/**
 * How the search of the site weighs pages and words. The page evaluates these functions from their text, so each contains all that
 * it needs.
 */

/** The weight of a page. The API has a heading for each name, and generated tables have every word: a guide comes before both. */
export const weightOf = (id: string): number => {
  if (id.includes('/api/')) return 0.05;
  if (id.startsWith('/#')) return 0.4;
  if (/^\/(cli|spec)/.test(id)) return 0.2;
  if (/^\/(contributing|house|benchmarks|theory|examples)/.test(id)) return 0.4;
  return /^\/(packages|known-bugs|one-file|sources|test-bank|test-your-backend)/.test(id) ? 0.6 : 1;
};

/** How many letters of a word may differ: none of a short one, because "locked" is not "blocked". */
export const fuzzinessOf = (term: string): number | false => term.length > 6 && 0.2;

/**
 * What is compared of a word: its stem, so that "crashes" is found by "crash", and "translation" by "translate". For a word of a question
 * also others that mean the same, and nothing for a word such as "how".
 *
 * @param field The field of a page that the word is from. Without one it is a word of a question.
 */
export const wordsOf = (term: string, field?: string): string | string[] | null => {
  const stop =
    'a an and are as at be by can did do does every for from get happen happens has have how i if in into is it long me my need no not of on one open or our put right see should so that the their them then there this time to use want was we what when where which who why will with work works write you your';
  const same: Readonly<Record<string, string>> = {
    '2fa': 'code questions',
    android: 'phone',
    availability: 'standby',
    backend: 'server',
    bill: 'costs',
    broken: 'repair',
    cancelled: 'abandoned',
    closed: 'reload tabs',
    colors: 'styles looks',
    colours: 'styles looks',
    compare: 'comparison',
    contribute: 'contributing',
    cost: 'bills',
    crash: 'restart',
    csp: 'policy',
    css: 'styles looks',
    daily: 'day fresh',
    database: 'postgres sqlite store',
    delete: 'erase',
    design: 'looks styles',
    dies: 'crash fails',
    difference: 'comparison',
    downtime: 'down',
    erasure: 'erase',
    failover: 'standby',
    fix: 'repair',
    forgotten: 'erase',
    french: 'texts languages',
    fresh: 'day',
    frontend: 'screen',
    gdpr: 'privacy erase',
    german: 'texts languages',
    html: 'markup',
    i18n: 'texts languages',
    iframe: 'frame hosted',
    instances: 'process',
    ios: 'phone',
    italian: 'texts languages',
    java: 'language port',
    jwt: 'session token',
    kept: 'privacy stored',
    killed: 'crash',
    kubernetes: 'production',
    layout: 'markup',
    license: 'licence',
    locale: 'texts languages',
    localisation: 'texts languages',
    localization: 'texts languages',
    locked: 'refused unlocked',
    mfa: 'questions',
    migrate: 'move adopting',
    mobile: 'phone',
    mock: 'simulator testing',
    monitoring: 'metrics alerts',
    night: 'timer day',
    no: 'without',
    otp: 'code',
    php: 'language port',
    price: 'costs bills',
    pricing: 'costs bills',
    python: 'language port',
    refresh: 'fresh timer',
    remove: 'delete erase',
    restart: 'crash',
    ruby: 'language port',
    rust: 'language port',
    scaling: 'process machines',
    spanish: 'texts languages',
    ssr: 'rendering',
    stay: 'leaves closing',
    stored: 'privacy kept',
    support: 'centre',
    theme: 'looks styles',
    translate: 'texts languages',
    uninstall: 'leave',
    unlock: 'locked refused',
    update: 'fresh',
    vanilla: 'element without',
    widget: 'hosted',
  };
  const stem = (word: string) => {
    if (word.length < 5) return word;
    const one = word.replace(/ies$/, 'y').replace(/(ss|us|is)$|(sh|ch|x|ss)es$|s$/, '$1$2');
    return one
      .replace(/(\w{3})ing$/, '$1')
      .replace(/(\w{3}[st])ion$/, '$1')
      .replace(/e$/, '');
  };
  const word = term.toLowerCase();
  if (field !== undefined) return stem(word);
  const own = stem(word);
  const others = Object.entries(same).flatMap(([name, words]) =>
    stem(name) === own ? words.split(' ').map(stem) : [],
  );
  const words = stop.split(' ').includes(word) ? others : [own, ...others];
  return words.length > 0 ? words : null;
};
