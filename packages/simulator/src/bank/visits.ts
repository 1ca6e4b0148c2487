import { BankRefusal } from './refusal.ts';

/** What a widget was requested for. */
export interface WidgetRequest {
  readonly userGuid: string;
  /** The institution whose login form it shows first. */
  readonly institutionCode: string;
  /** The member that it shows first. `null` for a new one. */
  readonly memberGuid: string | null;
}

/** A person's visit to the widget. */
export interface WidgetVisit extends WidgetRequest {
  /** `session_guid` */
  readonly guid: string;
  /** The status of which the page was last notified. */
  readonly notified: string | null;
}

/** How long the address of a widget can be used, in ms (OAS25). */
const LIFETIME = 600_000;

/** The addresses of widgets. Each can be used once (OAS25). */
export class WidgetVisits {
  readonly #requested = new Map<string, WidgetRequest & { readonly until: number }>();
  readonly #visits = new Map<string, WidgetVisit>();
  readonly #newToken: () => string;

  constructor(newToken: () => string) {
    this.#newToken = newToken;
  }

  /** @returns The token in the address. */
  request(request: WidgetRequest, now: number): string {
    const token = this.#newToken();
    this.#requested.set(token, { ...request, until: now + LIFETIME });
    return token;
  }

  /** Begins the visit of an address. @throws BankRefusal 410 for an address that was used, or is too old. */
  begin(token: string, now: number): WidgetVisit {
    const requested = this.#requested.get(token);
    this.#requested.delete(token);
    if (!requested || now > requested.until)
      throw new BankRefusal(
        410,
        'This widget was opened already, or is too old. Ask for a new one.',
      );
    const { until: _, ...request } = requested;
    return this.put({ ...request, guid: this.#newToken(), notified: null });
  }

  /** @throws BankRefusal 404 for an unknown visit. */
  get(guid: string): WidgetVisit {
    const visit = this.#visits.get(guid);
    if (!visit) throw new BankRefusal(404, 'This visit is not known. Ask for a new widget.');
    return visit;
  }

  put(visit: WidgetVisit): WidgetVisit {
    this.#visits.set(visit.guid, visit);
    return visit;
  }
}
