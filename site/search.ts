/**
 * How the search of the site weighs pages and words. The page evaluates these functions from their text, so each contains all that
 * it needs.
 */

/** The weight of a page. The API has a heading for each name, and generated tables have every word: a guide comes before both. */
export const weightOf = (id: string): number => {
  if (id.includes('/api/')) return 0.05;
  return /^\/(cli|texts|spec|contributing)/.test(id) ? 0.4 : 1;
};

/** The words to search for in place of one of a question: none for a word such as "how", and others that mean the same. */
export const wordsOf = (term: string): string | string[] | null => {
  const stop =
    'a an and are as at be by can do does for from get happens has have how i if in is it long me my need not of on or our should so that the their them then there this to use want was we what when where which who why will with work works write you your';
  const same: Readonly<Record<string, readonly string[]>> = {
    android: ['phones'],
    cancelled: ['abandoned'],
    closed: ['reload'],
    colours: ['styles', 'looks'],
    colors: ['styles', 'looks'],
    cost: ['costs'],
    crash: ['restart', 'killed'],
    css: ['styles', 'looks'],
    database: ['postgres', 'sqlite', 'store'],
    delete: ['erase'],
    design: ['looks'],
    gdpr: ['privacy', 'erase'],
    html: ['markup'],
    ios: ['phones'],
    kubernetes: ['production'],
    language: ['languages'],
    mfa: ['questions'],
    mobile: ['phones'],
    phone: ['phones'],
    price: ['costs'],
    pricing: ['costs'],
    stored: ['privacy', 'kept'],
    tab: ['tabs'],
    theme: ['looks'],
    translate: ['languages'],
    upgrading: ['upgrades'],
  };
  const word = term.toLowerCase();
  if (stop.split(' ').includes(word)) return null;
  return [word, ...(same[word] ?? [])];
};
