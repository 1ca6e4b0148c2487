import type { Context } from 'hono';
import { INSTITUTIONS, type Institution, institutionOf } from '../bank/institutions.ts';
import { Refusal } from '../bank/refusal.ts';
import { credentialBody, institutionBody } from './bodies.ts';
import { pageOf } from './paging.ts';
import { type AddRoute, queryOf, reply, type Site } from './site.ts';

function institution(c: Context): Institution {
  const found = institutionOf(c.req.param('institution') ?? '');
  if (!found) throw new Refusal(404, 'There is no such institution.');
  return found;
}

/** Institutions and the fields of their login forms. */
export function institutionRoutes(add: AddRoute, { bank }: Site): void {
  add('listInstitutions', 'GET', '/institutions', (c) => {
    const query = queryOf(c);
    const name = query.get('name')?.toLowerCase() ?? '';
    const found = INSTITUTIONS.filter((one) => one.name.toLowerCase().includes(name));
    const body = (one: Institution) => institutionBody(one, bank.rules);
    return reply(c, pageOf('institutions', found, found.length, query, body));
  });

  add('readInstitution', 'GET', '/institutions/:institution', (c) =>
    reply(c, { institution: institutionBody(institution(c), bank.rules) }),
  );

  add('institutionCredentials', 'GET', '/institutions/:institution/credentials', (c) => {
    const { credentials } = institution(c);
    const page = pageOf('credentials', credentials, credentials.length, queryOf(c), credentialBody);
    return reply(c, page);
  });
}
