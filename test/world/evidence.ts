import type { BackendEvidence, PersonEvent } from '@mx-member/simulator/world';
import { evidenceOfMoments } from '../../packages/simulator/src/world/recorder.ts';
import type { World } from './world.ts';

/** The questions that the person saw and answered, by the world's time. */
function* peopleIn({ answers, views }: World) {
  const person = 1;
  const seen = new Set<string>();
  for (const { at, view } of views)
    for (const { guid: question } of view.challenges) {
      if (!seen.has(question)) yield { at, person, type: 'sees', question } as const;
      seen.add(question);
    }
  // Answers that are sent again, because no reply came, are given once.
  const given = new Set<number>();
  for (const { at, guids: questions, prompt } of answers) {
    if (!given.has(prompt)) yield { at, person, type: 'answers', questions } as const;
    given.add(prompt);
  }
}

/** What happened in a world, as far as the rules about questions and answers need it. */
export function evidenceOf(world: World): BackendEvidence {
  const { mx, began, members, restarts } = world;
  const guids = [...mx.moments.keys()];
  const numberOf = (guid: string | undefined) => guids.indexOf(guid ?? '') + 1;
  const requests = mx.sent.flatMap(({ described, at, repliedAt, status, guid }) => {
    if (!described || at < began) return [];
    const member = guid === null ? null : numberOf(guid);
    const answeredAt = (repliedAt ?? at) - began;
    return [{ ...described, at: at - began, answeredAt, status, member, answersOf: [] }];
  });
  const people = [...peopleIn(world)].map((one): PersonEvent => ({ ...one, at: one.at - began }));
  const own = { at: 0, person: 1, type: 'started', member: numberOf(members[0]?.guid) } as const;
  return {
    speed: 1,
    until: mx.simulator.bank.now - began,
    requests,
    moments: evidenceOfMoments(mx.moments, began),
    people: [own, ...people.sort((a, b) => a.at - b.at)],
    looks: [],
    world: restarts.map((at, index) => ({
      at: at - began,
      type: index % 2 ? 'restarted' : 'killed',
    })),
    output: null,
  };
}
