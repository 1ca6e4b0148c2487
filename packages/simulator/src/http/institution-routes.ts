import type { Context } from 'hono';
import { clientStatusOf } from '../bank/blocks.ts';
import {
  INSTITUTIONS,
  type Institution,
  institutionByAny,
  institutionOf,
} from '../bank/institutions.ts';
import { PRODUCTS, supportedProducts } from '../bank/products.ts';
import { BankRefusal } from '../bank/refusal.ts';
import { credentialBody, institutionBody } from './bodies.ts';
import type { Env } from './env.ts';
import { pageOf } from './paging.ts';
import { flagOf, knownValues, listOf } from './queries.ts';
import { type AddRoute, queryOf, reply, type Site } from './site.ts';

/** The filters of v20111101, and the corresponding products of v20250224. */
const FLAGS = {
  supports_account_identification: 'identity_verification',
  supports_account_statement: 'statements',
  supports_account_verification: 'account_verification',
  supports_transaction_history: 'transaction_history',
} as const;

/** As a filter, MX's file calls one product `history`. In responses it is `transaction_history` (OAS25). */
const ASKED_PRODUCTS = [...PRODUCTS, 'history'] as const;

function institution(c: Context<Env>): Institution {
  const key = c.req.param('institution') ?? '';
  const found = c.var.version === 'v20250224' ? institutionByAny(key) : institutionOf(key);
  if (!found) throw new BankRefusal(404, 'The institution does not exist.');
  return found;
}

/** Whether the institutions support what a query asks for. All institutions support the same products. */
function isSupported(c: Context<Env>, { bank }: Site): boolean {
  const query = queryOf(c);
  const products = supportedProducts(bank.rules);
  if (c.var.version === 'v20250224')
    return knownValues(query, 'supported_products', ASKED_PRODUCTS)
      .map((asked) => (asked === 'history' ? 'transaction_history' : asked))
      .every((asked) => products.includes(asked));
  return Object.entries(FLAGS).every(([name, product]) => {
    const asked = flagOf(query, name);
    return asked === undefined || asked === products.includes(product);
  });
}

/**
 * Whether a list includes an institution. Institutions that are restricted for the client are only listed on request
 * (D-INST).
 */
function isListed(c: Context<Env>, { bank }: Site): (one: Institution) => boolean {
  const isNew = c.var.version === 'v20250224';
  const withBlocked = isNew && flagOf(queryOf(c), 'include_blocked_institutions') === true;
  return ({ code }) => withBlocked || clientStatusOf(bank.blocks.get(code)) === null;
}

/** The institutions of the countries that a query names. */
function inCountries(c: Context<Env>): readonly Institution[] {
  const countries = listOf(queryOf(c), 'iso_country_code');
  return INSTITUTIONS.filter(
    ({ country }) => countries.length === 0 || countries.includes(country),
  );
}

/** Institutions and the fields of their login forms. */
export function institutionRoutes(add: AddRoute, site: Site): void {
  const body = (c: Context<Env>) => (one: Institution) =>
    institutionBody(one, site.bank.rules, c.var.version, site.bank.blocks.get(one.code));

  add('listInstitutions', 'GET', '/institutions', (c) => {
    const query = queryOf(c);
    const name = query.get('name')?.toLowerCase() ?? '';
    const named = inCountries(c).filter((one) => one.name.toLowerCase().includes(name));
    const found = isSupported(c, site) ? named.filter(isListed(c, site)) : [];
    return reply(c, pageOf('institutions', found, found.length, query, body(c)));
  });

  // A client chooses its favourites in MX's dashboard. Here, all institutions are favourites.
  add('favoriteInstitutions', 'GET', '/institutions/favorites', (c) => {
    const found = inCountries(c);
    return reply(c, pageOf('institutions', found, found.length, queryOf(c), body(c)));
  });

  add('readInstitution', 'GET', '/institutions/:institution', (c) =>
    reply(c, { institution: body(c)(institution(c)) }),
  );

  add('institutionCredentials', 'GET', '/institutions/:institution/credentials', (c) => {
    const { credentials } = institution(c);
    const page = pageOf('credentials', credentials, credentials.length, queryOf(c), credentialBody);
    return reply(c, page);
  });
}
