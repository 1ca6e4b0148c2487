import type { Change } from './compare.ts';

const MOST_NAMED = 3;

function sentenceOf({ place, before, now, operations }: Change): string {
  const [first = ''] = operations;
  if (place === '') return operations.join(', ');
  const values = [before, now].filter((value) => value !== undefined && value !== 'value');
  const named =
    operations.length > MOST_NAMED
      ? `${first} and ${operations.length - 1} more`
      : operations.join(', ');
  return `${place}${values.length > 0 ? `: ${values.join(' → ')}` : ''}   (${named})`;
}

const section = (title: string, changes: readonly Change[]): readonly string[] =>
  changes.length === 0 ? [] : [`  ${title}`, ...changes.map((one) => `    ${sentenceOf(one)}`)];

/** The changes of one version, for people. */
export function report(version: string, changes: readonly Change[]): string {
  const of = (kind: Change['kind'], breaks: boolean) =>
    changes.filter((one) => one.kind === kind && one.breaks === breaks);
  const lines = [
    ...section('REMOVED, and we use it:', of('removed', true)),
    ...section('CHANGED, and we use it:', of('changed', true)),
    ...section('ADDED, and requests need it:', of('added', true)),
    ...section('added:', of('added', false)),
    ...section('removed, and we do not use it:', of('removed', false)),
  ];
  return [
    `${version}: ${lines.length === 0 ? 'nothing has changed.' : ''}`.trimEnd(),
    ...lines,
  ].join('\n');
}
