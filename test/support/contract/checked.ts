import { Ajv } from 'ajv';
import { errorBody } from './forms.ts';
import { operations, type Version } from './platform.ts';

type Fetch = (request: Request) => Promise<Response>;

/** A `fetch` that compares each request and response with the contract. */
export function checked(fetch: Fetch, version: Version) {
  const ajv = new Ajv({ strict: true, allErrors: true });
  const routes = Object.entries(operations(version)).map(([name, operation]) => ({
    name,
    ...operation,
    request: operation.request && ajv.compile(operation.request),
    responses: new Map(
      Object.entries(operation.responses).map(([status, schema]) => [
        Number(status),
        schema && ajv.compile(schema),
      ]),
    ),
  }));
  const isError = ajv.compile(errorBody);
  const media = version === 'v20111101' ? 'application/vnd.mx.api.v1+json' : 'application/json';
  const flaws: string[] = [];
  const seen = new Map<string, number>();

  const routeOf = ({ method, url }: Request) =>
    routes.find((one) => one.method === method && one.pattern.test(new URL(url).pathname));

  async function ofRequest(request: Request): Promise<string[]> {
    const route = routeOf(request);
    if (!route) return ['the route is unknown'];
    const body = await request.text();
    const unknown = [...new URL(request.url).searchParams.keys()]
      .map((name) => name.replace('[]', ''))
      .filter((name) => !route.query.includes(name));
    const isRight = route.request ? body !== '' && route.request(JSON.parse(body)) : body === '';
    return [
      ...(request.headers.get('accept-version') === version ? [] : ['no Accept-Version']),
      ...unknown.map((name) => `no parameter ${name}`),
      ...(isRight ? [] : [ajv.errorsText(route.request?.errors)]),
    ];
  }

  async function ofResponse(request: Request, response: Response): Promise<string[]> {
    const route = routeOf(request);
    const text = await response.text();
    if (response.status >= 400)
      return isError(JSON.parse(text)) ? [] : ['the error has another form'];
    const check = route?.responses.get(response.status);
    if (check === undefined) return [`the status ${response.status} is not one of the route's`];
    if (check === null) return text === '' ? [] : ['there is a body'];
    if (!response.headers.get('content-type')?.startsWith(media)) return ['another media type'];
    return check(JSON.parse(text)) ? [] : [ajv.errorsText(check.errors)];
  }

  return {
    /** What was wrong, and where. A request that was refused may be wrong. */
    flaws,
    /** How often each route was called successfully. */
    seen,
    fetch: async (request: Request): Promise<Response> => {
      const asked = await ofRequest(request.clone());
      const response = await fetch(request.clone());
      const answered = await ofResponse(request, response.clone());
      const path = new URL(request.url).pathname.replace(/\b(USR|MBR)-[0-9a-f-]+/g, '{$1}');
      const where = `${request.method} ${path}`;
      if (response.ok) {
        flaws.push(...asked.map((flaw) => `${where} takes it, but ${flaw}`));
        const name = routeOf(request)?.name ?? where;
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
      flaws.push(...answered.map((flaw) => `${where} answers ${response.status}: ${flaw}`));
      return response;
    },
  };
}
