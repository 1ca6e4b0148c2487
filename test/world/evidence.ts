import type { BackendEvidence, PersonEvent } from '@mx-member/simulator/world';
import { evidenceOfMoments } from '../../packages/simulator/src/world/recorder.ts';
import type { World } from './world.ts';

const PERSON = 1;

/** The answers that the person gave. Those that are sent again, because no reply came, are given once. */
function givenIn({ answers, began }: World): readonly PersonEvent[] {
  const first = answers.filter(
    ({ prompt }, index) => answers.findIndex((one) => one.prompt === prompt) === index,
  );
  return first.map(({ at, guids: questions }) => ({
    ...{ at: at - began, person: PERSON, type: 'answers', questions },
  }));
}

/** What happened in a world, in the form in which `test-backend` collects it, as far as it is about answers. */
export function evidenceOf(world: World): BackendEvidence {
  const { mx, began } = world;
  const guids = [...mx.moments.keys()];
  const requests = mx.sent.flatMap(({ described, at, repliedAt, status, guid }) => {
    if (!described || at < began) return [];
    const member = guid === null ? null : guids.indexOf(guid) + 1;
    const answeredAt = (repliedAt ?? at) - began;
    return [{ ...described, at: at - began, answeredAt, status, member, answersOf: [] }];
  });
  return {
    ...{ speed: 1, until: mx.simulator.bank.now - began, requests, people: givenIn(world) },
    ...{ moments: evidenceOfMoments(mx.moments, began), looks: [], world: [], output: null },
  };
}
