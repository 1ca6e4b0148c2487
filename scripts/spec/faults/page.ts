import { code, table } from '../markdown.ts';
import { RULES } from '../rules.ts';
import { CATALOGUED, type CataloguedFault, MATRIX, REASONS_TO_STAY, ruleOf } from './catalogue.ts';
import { countsOfLanguages, languagesOf } from './languages.ts';

/** faults.md of the specification: rule × fault × vectors. */

/** Whether vectors of its rule alone notice a fault. */
export const isAlone = (fault: string): boolean => {
  const noticed = MATRIX[fault];
  return noticed !== undefined && noticed.all > 0 && noticed.all === noticed.own;
};

/** Rules of which no fault is noticed by their own vectors alone, and for which no reason to stay is given. */
export const unexplainedRules = (): readonly string[] => {
  const alone = new Set(Object.keys(MATRIX).filter(isAlone).map(ruleOf));
  return RULES.map(({ id }) => id).filter((id) => !alone.has(id) && !REASONS_TO_STAY.has(id));
};

const rowOf = ({ name, text }: CataloguedFault) => {
  const noticed = MATRIX[name];
  return [
    code(name) + (isAlone(name) ? ' *' : ''),
    text,
    noticed?.by.map(code).join(', ') ?? '',
    noticed ? `${noticed.own} of ${noticed.all}` : '',
    languagesOf(name).join(', '),
  ];
};

function sectionOf(rule: string): string {
  const reason = REASONS_TO_STAY.get(rule);
  const rows = CATALOGUED.filter((fault) => fault.rule === rule).map(rowOf);
  return [
    `## ${rule}`,
    table(
      [
        'fault',
        'what it does',
        'noticed by, for example',
        'its own vectors, of all',
        'made and noticed in',
      ],
      rows,
    ),
    ...(reason ? [`No fault is noticed by its own vectors alone. It stays: ${reason}`] : []),
  ].join('\n\n');
}

export const faultsMd = (): string =>
  [
    '# What the vectors notice',
    `${CATALOGUED.length} known faults, by the rule that each breaks, and the vectors that notice them. A fault with a star is noticed by vectors of its rule alone.\nThe vectors and their numbers are from runs of the TypeScript machine. A fault without them is made in other implementations only.`,
    `Each fault was put into the implementations that the last column names, ${countsOfLanguages.map(([language, count]) => `${count} in ${language}`).join(', ')}, and a vector of its rule noticed it there.`,
    ...RULES.map(({ id }) => sectionOf(id)),
  ]
    .join('\n\n')
    .concat('\n');

/** faults.json: the catalogue as data, for implementations that make the same faults. */
export const faultsJson = (): unknown => CATALOGUED;
