import type { HostStore, MaybePromise } from '../store/store.ts';
import { expectFailure, expectRows, expectSame } from './expect.ts';
import { aside, DURABLY, ended, IDS, idOf, outcome, running, SOON, TEXTS } from './rows.ts';

/** An empty place for one check, for example a file or a schema. */
export interface StorePlace {
  /** Opens a store at this place, after closing the store that was open. */
  open(): MaybePromise<HostStore>;
  /** Removes the place, after closing its stores. */
  remove(): MaybePromise<void>;
}

/** Closes the open store, and opens the place again. */
type Reopen = () => Promise<HostStore>;

const ANN = idOf('USR-ann', 'MBR-1');
const ANNS_OTHER = idOf('USR-ann', 'MBR-2');
const BOB = idOf('USR-bob', 'MBR-1');

const CHECKS: Readonly<Record<string, (open: Reopen) => Promise<void>>> = {
  async 'a new place is empty'(open) {
    const store = await open();
    await expectRows('load', store.load(), []);
    expectSame('find', await store.find(ANN), null);
    await expectRows('ofUser', store.ofUser('USR-ann'), []);
  },

  async 'committed rows survive closing and opening the store'(open) {
    const rows = [running(ANN), ended(ANNS_OTHER, 5), outcome(ANNS_OTHER, 7)];
    await (await open()).commit(rows, DURABLY);
    const store = await open();
    await expectRows('load', store.load(), [running(ANN), outcome(ANNS_OTHER, 7)]);
    expectSame('find of a running member', await store.find(ANN), running(ANN));
    expectSame('find of an ended member', await store.find(ANNS_OTHER), ended(ANNS_OTHER, 5));
    await expectRows('ofUser', store.ofUser('USR-ann'), rows);
  },

  async 'texts are stored unchanged, whatever they contain'(open) {
    const rows = TEXTS.flatMap((text, index) => {
      const member = idOf('USR-ann', `MBR-${index}`);
      return [running(member, text), outcome(member, index, text)];
    });
    await (await open()).commit(rows, SOON);
    const store = await open();
    await expectRows('load', store.load(), rows);
  },

  async 'members with similar ids are kept apart'(open) {
    const store = await open();
    const rows = IDS.map((member, index) => running(member, `of ${index}`));
    await store.commit(rows, DURABLY);
    await expectRows('load', store.load(), rows);
    for (const [index, member] of IDS.entries())
      expectSame(`find of ${index}`, await store.find(member), rows[index]);
  },

  async 'a row replaces the previous row, even within one commit'(open) {
    const store = await open();
    await store.commit([running(ANN, 'first'), outcome(BOB, 1, 'first')], DURABLY);
    await store.commit(
      [running(ANN, 'second'), ended(ANN, 9, 'third'), outcome(BOB, 1, 'second')],
      DURABLY,
    );
    await expectRows('load', store.load(), [outcome(BOB, 1, 'second')]);
    expectSame('find', await store.find(ANN), ended(ANN, 9, 'third'));
    await store.commit([running(ANN, 'begun again')], DURABLY);
    expectSame('find after a new start', await store.find(ANN), running(ANN, 'begun again'));
  },

  async 'acknowledging an outcome removes only that outcome'(open) {
    const store = await open();
    const others = [outcome(ANN, 2), outcome(ANNS_OTHER, 1), outcome(BOB, 1)];
    await store.commit([outcome(ANN, 1), ...others], DURABLY);
    const acknowledged = { type: 'acknowledged', member: ANN, revision: 1 } as const;
    await store.commit([acknowledged, { ...acknowledged, revision: 99 }], SOON);
    await expectRows('load', store.load(), others);
    await store.commit([outcome(ANN, 3), { ...acknowledged, revision: 3 }], SOON);
    await expectRows('load', store.load(), others);
  },

  async 'old ended members are forgotten; running members, newer ended members and outcomes stay'(
    open,
  ) {
    const store = await open();
    const stays = [running(ANN), ended(BOB, 20, 'at the limit')];
    await store.commit([...stays, ended(ANNS_OTHER, 19), outcome(ANNS_OTHER, 1)], DURABLY);
    await store.commit([{ type: 'forgotten', endedBefore: 20 }], SOON);
    expectSame('find of an old ended member', await store.find(ANNS_OTHER), null);
    expectSame(
      'find of a newer ended member',
      await store.find(BOB),
      ended(BOB, 20, 'at the limit'),
    );
    await expectRows('load', store.load(), [running(ANN), outcome(ANNS_OTHER, 1)]);
  },

  async 'a record that is set aside is kept beside its replacement'(open) {
    const store = await open();
    const setAside = { type: 'setAside', member: ANN, at: 30 } as const;
    await store.commit([setAside], DURABLY);
    await expectRows('ofUser without a record', store.ofUser('USR-ann'), []);
    await store.commit([running(ANN, 'old'), running(BOB)], DURABLY);
    await store.commit([setAside, running(ANN, 'new')], DURABLY);
    expectSame('find', await store.find(ANN), running(ANN, 'new'));
    await expectRows('load', store.load(), [running(ANN, 'new'), running(BOB)]);
    const once = [running(ANN, 'new'), aside(ANN, 30, 'old')];
    await expectRows('ofUser', (await open()).ofUser('USR-ann'), once);
  },

  async 'a member can be set aside twice, and such records are forgotten with old ended members'(
    open,
  ) {
    const store = await open();
    for (const at of [30, 30, 31])
      await store.commit(
        [running(ANN, `until ${at}`), { type: 'setAside', member: ANN, at }],
        DURABLY,
      );
    const later = aside(ANN, 31, 'until 31');
    const twice = [aside(ANN, 30, 'until 30'), aside(ANN, 30, 'until 30'), later];
    await expectRows('ofUser', store.ofUser('USR-ann'), twice);
    expectSame('find', await store.find(ANN), null);
    await store.commit([{ type: 'forgotten', endedBefore: 31 }], SOON);
    await expectRows('ofUser after a while', store.ofUser('USR-ann'), [later]);
  },

  async 'a failed commit stores nothing, and the next commit works'(open) {
    const store = await open();
    await store.commit([running(ANN, 'before')], DURABLY);
    const bad = Object.defineProperty(running(BOB), 'text', {
      enumerable: true,
      get: () => {
        throw new Error('The text of this row cannot be read.');
      },
    });
    await expectFailure('commit', () => store.commit([running(ANN, 'after'), bad], DURABLY));
    await expectRows('load', store.load(), [running(ANN, 'before')]);
    await store.commit([running(ANN, 'later')], DURABLY);
    expectSame('find', await store.find(ANN), running(ANN, 'later'));
  },

  async '500 changes fit into one commit'(open) {
    const store = await open();
    const rows = Array.from({ length: 500 }, (_, index) =>
      running(idOf(`USR-${index % 7}`, `MBR-${index}`)),
    );
    await store.commit(rows, DURABLY);
    await expectRows('load', store.load(), rows);
    await expectRows(
      'ofUser',
      store.ofUser('USR-3'),
      rows.filter(({ member }) => member.userGuid === 'USR-3'),
    );
  },

  async 'all rows of one user are erased permanently, and the store reports what it erased'(open) {
    const store = await open();
    const stays = [running(BOB), outcome(BOB, 1)];
    await store.commit([...stays, running(ANN, 'old'), ended(ANNS_OTHER, 5)], DURABLY);
    await store.commit(
      [{ type: 'setAside', member: ANN, at: 30 }, running(ANN), outcome(ANNS_OTHER, 1)],
      DURABLY,
    );
    const { members, ...counts } = await store.forget('USR-ann');
    await expectRows('erased members', members, [ANN, ANNS_OTHER]);
    expectSame('erased rows', counts, { records: 2, outcomes: 1, aside: 1 });
    const nothing = { members: [], records: 0, outcomes: 0, aside: 0 };
    expectSame('erased the second time', await store.forget('USR-ann'), nothing);
    const opened = await open();
    await expectRows('ofUser', opened.ofUser('USR-ann'), []);
    await expectRows('load', opened.load(), stays);
  },
};

/**
 * The requirements of {@link HostStore}, as checks for any test runner:
 *
 * ```ts
 * for (const { name, run } of hostStoreChecks(makePlace)) test(name, run);
 * ```
 *
 * They cannot check whether a durable commit survives a power failure.
 *
 * @param makePlace Creates an empty place for each check.
 * @returns The checks. Each `run` rejects with an error that says what the store should have done, and what it did.
 */
export function hostStoreChecks(
  makePlace: () => MaybePromise<StorePlace>,
): readonly { readonly name: string; run(): Promise<void> }[] {
  return Object.entries(CHECKS).map(([name, check]) => ({
    name,
    async run() {
      const place = await makePlace();
      let store: HostStore | null = null;
      const close = async () => {
        await store?.close();
        store = null;
      };
      try {
        await check(async () => {
          await close();
          store = await place.open();
          return store;
        });
      } finally {
        await close();
        await place.remove();
      }
    },
  }));
}
