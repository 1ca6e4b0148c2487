import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { aggregated, LISTS } from '../support/aggregated.ts';
import { dataSchemas } from '../support/contract/data.ts';
import { errorBody } from '../support/contract/forms.ts';
import { V1, V2 } from '../support/simulated.ts';

const ajv = new Ajv({ strict: true, allErrors: true, multipleOfPrecision: 6 });
const isError = ajv.compile(errorBody);

const READ_BY_USER = ['accounts', 'transactions'];
const READ_BY_MEMBER = ['accounts'];

test.each([
  ['v20111101', V1],
  ['v20250224', V2],
] as const)('every body of a member has exactly the fields of %s', async (version, headers) => {
  const schemas = dataSchemas(version);
  const { call, list, path, run, user } = await aggregated({ headers });
  const jobs = ['verify', 'identify', 'extend_history'];
  const expectFit = async (name: string, address: string) => {
    const { status, body } = await call('GET', address);
    const fits = ajv.validate(schemas[name] ?? false, body);
    expect([address, status, fits || ajv.errorsText()]).toEqual([address, 200, true]);
  };
  for (const what of LISTS) await expectFit(what, `${path}/${what}`);
  for (const job of jobs) await run(job);
  for (const what of LISTS) {
    await expectFit(what, `${path}/${what}?records_per_page=1000`);
    const body = await list(what);
    for (const { guid } of body[what].slice(0, 5)) {
      const one = what.slice(0, -1);
      if (READ_BY_USER.includes(what)) await expectFit(one, `/users/${user}/${what}/${guid}`);
      if (READ_BY_MEMBER.includes(what)) await expectFit(one, `${path}/${what}/${guid}`);
    }
    const unknown = await call('GET', `${path}/${what}/XXX-1`);
    expect([unknown.status, isError(unknown.body)]).toEqual([404, true]);
  }
});
