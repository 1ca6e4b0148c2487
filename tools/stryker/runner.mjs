import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { strykerPlugins as vitestPlugins } from '@stryker-mutator/vitest-runner';
import { expectedOf, loadMachine, outcomesOf, readVectors } from './vectors.mjs';

// Vectors first, because they take milliseconds. What a member does must be noticed by a vector; the tests of vitest run only for
// a mutant elsewhere that no vector notices. Vectors leave out sentences, so a view with sentences is for the tests.
const ONLY_VECTORS = /\/machine\/src\/(?:rules|memory|chart|health)\/(?!worded-view)/;

const [{ factory: createVitestRunner }] = vitestPlugins;
const PREFIX = 'vector:';
const isVector = (id) => id.startsWith(PREFIX);

/** What the mutated sources read and write. */
function shared() {
  globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
  return globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];
}

class VectorsThenVitest {
  static inject = tokens(commonTokens.injector);
  #vitest;
  #machine;
  #vectors = readVectors();
  /** The mutants that are reached while the machine is loaded. */
  #static;

  constructor(injector) {
    this.#vitest = injector.injectFunction(createVitestRunner);
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.#machine = await loadMachine();
    this.#static = { ...shared().mutantCoverage?.static };
    await this.#vitest.init();
  }

  /** The first of some vectors of which something else comes than it says. */
  #firstKiller(machine, ids) {
    return ids.find((id) => {
      const vector = this.#vectors.get(id);
      const expected = expectedOf(vector);
      for (const text of outcomesOf(machine, vector))
        if (text !== expected.next().value) return true;
      return false;
    });
  }

  /** The vectors as tests, and which mutants each of them reaches. */
  #dryRunVectors() {
    const space = shared();
    space.mutantCoverage ??= { static: {}, perTest: {} };
    space.mutantCoverage.perTest = {};
    const tests = [...this.#vectors.keys()].map((vector) => {
      const id = `${PREFIX}${vector}`;
      space.currentTestId = id;
      const start = performance.now();
      const killer = this.#firstKiller(this.#machine, [vector]);
      const timeSpentMs = Math.ceil(performance.now() - start);
      return killer === undefined
        ? { id, name: id, timeSpentMs, status: TestStatus.Success }
        : { id, name: id, timeSpentMs, status: TestStatus.Failed, failureMessage: 'not passed' };
    });
    space.currentTestId = undefined;
    return { tests, perTest: space.mutantCoverage.perTest };
  }

  async dryRun(options) {
    const { tests, perTest } = this.#dryRunVectors();
    const result = await this.#vitest.dryRun(options);
    if (result.status !== DryRunStatus.Complete) return result;
    const { mutantCoverage } = result;
    return {
      ...result,
      tests: [...tests, ...result.tests],
      mutantCoverage: {
        static: this.#staticOf(perTest, mutantCoverage?.static ?? {}),
        perTest: { ...perTest, ...mutantCoverage?.perTest },
      },
    };
  }

  /** Test files run parts of the machine while they are loaded, which makes nothing static that a vector reaches. */
  #staticOf(perTest, ofTestFiles) {
    const reached = new Set(Object.values(perTest).flatMap(Object.keys));
    const others = Object.entries(ofTestFiles).filter(([id]) => !reached.has(id));
    return { ...Object.fromEntries(others), ...this.#static };
  }

  /** The first of some vectors that notices a mutant, which is switched on meanwhile. */
  async #killerOf(ids, { activeMutant, hitLimit, reloadEnvironment }) {
    const space = shared();
    space.activeMutant = activeMutant.id;
    space.hitCount = hitLimit === undefined ? undefined : 0;
    space.hitLimit = hitLimit;
    try {
      const machine = reloadEnvironment ? await loadMachine() : this.#machine;
      return this.#firstKiller(machine, ids);
    } catch {
      return 'none: the machine cannot be loaded, or throws';
    } finally {
      space.activeMutant = undefined;
      space.hitCount = undefined;
    }
  }

  async mutantRun(options) {
    const { testFilter } = options;
    const ids = testFilter
      ? testFilter.filter(isVector).map((id) => id.slice(PREFIX.length))
      : [...this.#vectors.keys()];
    const killer = await this.#killerOf(ids, options);
    if (killer)
      return {
        status: MutantRunStatus.Killed,
        killedBy: [`${PREFIX}${killer}`],
        failureMessage: `${killer} is not passed`,
        nrOfTests: 1,
      };
    const others = testFilter?.filter((id) => !isVector(id));
    return others?.length === 0 || ONLY_VECTORS.test(options.activeMutant.fileName)
      ? { status: MutantRunStatus.Survived, nrOfTests: ids.length }
      : this.#vitest.mutantRun({ ...options, testFilter: others });
  }

  async dispose() {
    await this.#vitest.dispose();
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'vectors-then-vitest', VectorsThenVitest),
];
