import { row, type WrittenPlan } from './row.ts';

/** Plans about a member of MX's hosted widget, one for each promise. */

export const WIDGET: readonly WrittenPlan[] = [
  ...['memory', 'http', 'page', 'actor'].flatMap((host) => {
    const follows = `a member of MX's hosted widget, followed by ${host}:`;
    const plan = { host, member: 'widget' } as const;
    return [
      row(1, `${follows} connected after its questions`, { ...plan, asks: 'options,token' }),
      row(1, `${follows} the bank locks it`, { ...plan, bank: { ends: 'LOCKED' } }),
      row(2, `${follows} processes die`, {
        ...{ ...plan, asks: 'text' },
        deaths:
          host === 'page'
            ? ['after POST status', 'before POST answers']
            : ['after GET status', 'before PUT resume'],
      }),
      row(3, `${follows} a wrong answer`, { ...plan, asks: 'text', answers: 'wrongFirst' }),
      row(4, `${follows} nobody answers`, { ...plan, asks: 'text', answers: 'never' }),
      row(5, `${follows} a wrong password, which the app asks again`, { ...plan, wrong: 1 }),
      row(7, `${follows} a job that lasts`, { ...plan, bank: { step: 20_000 } }),
      row(10, `${follows} two wrong passwords`, { ...plan, wrong: 2, isSameAgain: true }),
    ];
  }),
];
