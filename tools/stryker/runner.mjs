import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { strykerPlugins as vitestPlugins } from '@stryker-mutator/vitest-runner';
import { ACTIVE, loadVectors, OUTCOMES } from './vectors.mjs';

// Vectors first, because they take milliseconds; the tests of vitest only for a mutant that no vector notices.

const [{ factory: createVitestRunner }] = vitestPlugins;
const ONE_MUTANT = fileURLToPath(new URL('one-mutant.mjs', import.meta.url));
const PREFIX = 'vector:';

const namespace = () => {
  globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
  return globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];
};

class VectorsThenVitest {
  static inject = tokens(commonTokens.injector);
  #vitest;
  #folder = mkdtempSync(join(tmpdir(), 'mx-member-mutants-'));
  #vectors;
  /** The mutants that are reached while the machine is loaded. */
  #static;

  constructor(injector) {
    this.#vitest = injector.injectFunction(createVitestRunner);
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  get #outcomes() {
    return join(this.#folder, 'outcomes.json');
  }

  async init() {
    const shared = namespace();
    // Whatever comes after the machine is loaded is of no test yet, and not of the loading either.
    const onLoaded = () => {
      this.#static = { ...shared.mutantCoverage?.static };
    };
    this.#vectors = await loadVectors(this.#outcomes, onLoaded);
    await this.#vitest.init();
  }

  #isPassed(id) {
    return this.#vectors.isPassed(id);
  }

  /** The vectors as tests, and which mutants each of them reaches. */
  #dryRunVectors() {
    const shared = namespace();
    shared.mutantCoverage ??= { static: {}, perTest: {} };
    shared.mutantCoverage.perTest = {};
    const tests = this.#vectors.ids.map((vector) => {
      const id = `${PREFIX}${vector}`;
      shared.currentTestId = id;
      const start = performance.now();
      const isPassed = this.#isPassed(vector);
      const timeSpentMs = Math.ceil(performance.now() - start);
      return isPassed
        ? { id, name: id, timeSpentMs, status: TestStatus.Success }
        : { id, name: id, timeSpentMs, status: TestStatus.Failed, failureMessage: 'not passed' };
    });
    shared.currentTestId = undefined;
    return { tests, perTest: shared.mutantCoverage.perTest };
  }

  async dryRun(options) {
    const { tests, perTest } = this.#dryRunVectors();
    const result = await this.#vitest.dryRun(options);
    if (result.status !== DryRunStatus.Complete) return result;
    return {
      ...result,
      tests: [...tests, ...result.tests],
      mutantCoverage: {
        static: this.#staticOf(perTest, result.mutantCoverage.static),
        perTest: { ...perTest, ...result.mutantCoverage.perTest },
      },
    };
  }

  /** Test files run parts of the machine while they are loaded, which makes nothing static that a vector reaches. */
  #staticOf(perTest, ofTestFiles) {
    const reached = new Set(Object.values(perTest).flatMap(Object.keys));
    const others = Object.entries(ofTestFiles).filter(([id]) => !reached.has(id));
    return { ...Object.fromEntries(others), ...this.#static };
  }

  /** The first of some vectors that notices a mutant which is switched on here. */
  #firstKiller(ids, { activeMutant, hitLimit }) {
    const shared = namespace();
    shared.activeMutant = activeMutant.id;
    shared.hitCount = hitLimit === undefined ? undefined : 0;
    shared.hitLimit = hitLimit;
    try {
      return ids.find((id) => !this.#isPassed(id));
    } finally {
      shared.activeMutant = undefined;
      shared.hitCount = undefined;
    }
  }

  /** The first vector that notices a mutant which is there while the machine is loaded. */
  #firstStaticKiller({ activeMutant, timeout }) {
    const env = { ...process.env, [ACTIVE]: activeMutant.id, [OUTCOMES]: this.#outcomes };
    try {
      const args = ['--conditions=@mx-member/source', ONE_MUTANT];
      return execFileSync(process.execPath, args, {
        env,
        timeout: Math.ceil(timeout),
        stdio: 'pipe',
      })
        .toString()
        .trim();
    } catch {
      return 'the machine is not loaded';
    }
  }

  async mutantRun(options) {
    const { testFilter, reloadEnvironment } = options;
    const isVector = (id) => id.startsWith(PREFIX);
    const ids = testFilter?.filter(isVector).map((id) => id.slice(PREFIX.length)) ?? [];
    const killer = reloadEnvironment
      ? this.#firstStaticKiller(options)
      : this.#firstKiller(ids, options);
    if (killer)
      return {
        status: MutantRunStatus.Killed,
        killedBy: [`${PREFIX}${killer}`],
        failureMessage: `${killer} is not passed`,
        nrOfTests: 1,
      };
    const others = testFilter?.filter((id) => !isVector(id));
    if (others?.length === 0) return { status: MutantRunStatus.Survived, nrOfTests: ids.length };
    return this.#vitest.mutantRun({ ...options, testFilter: others });
  }

  async dispose() {
    rmSync(this.#folder, { recursive: true, force: true });
    await this.#vitest.dispose();
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'vectors-then-vitest', VectorsThenVitest),
];
