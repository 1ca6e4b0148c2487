import type { StepEvent } from '@mx-member/machine';
import { printAnswer, printReading, printTime } from '../text/words.ts';
import { nameOfQuestion } from './questions.ts';

const backText = (back: number): readonly string[] => (back > 0 ? [`turn=-${back}`] : []);

/**
 * An event in the words of text vectors.
 * @param back How many calls or waits before the last one it belongs to.
 * @param isLate Whether answers are not for the last prompt, so that theirs is printed.
 */
export function printEvent(event: StepEvent, back = 0, isLate = false): string {
  switch (event.type) {
    case 'done': {
      const { call, reading } = event;
      const took = reading.took ? [`took=${printTime(reading.took)}`] : [];
      return ['done', call, printReading(reading, nameOfQuestion), ...took, ...backText(back)].join(
        ' ',
      );
    }
    case 'error': {
      const { code, retryAfter } = event.fault;
      const wait = retryAfter ? [`retryAfter=${printTime(retryAfter)}`] : [];
      return ['error', event.call, code, ...wait, ...backText(back)].join(' ');
    }
    case 'challenge.answer':
      return [
        'answer',
        ...event.answers.map(printAnswer),
        ...(isLate ? [`prompt=${event.prompt}`] : []),
      ].join(' ');
    case 'status.changed':
      return 'hint';
    case 'elapsed':
      return ['elapsed', ...backText(back)].join(' ');
    case 'cancel':
      return 'cancel';
  }
}
