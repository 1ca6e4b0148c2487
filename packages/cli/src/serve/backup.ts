import { authorizeBy } from './gate.ts';

/** Backs up the members while they run. `mx-member backup` sends the request to the metrics port. */

export interface BackupOptions {
  /** The file of the members. Backups are written beside it. */
  readonly file: string;
  /** The token that callers must send; `null` if they need none. */
  readonly token: string | null;
  /** `undefined` if the members are not kept in a file, or are not open yet. */
  readonly copy: ((path: string) => Promise<void>) | undefined;
  readonly onError: (thrown: unknown, where: string) => void;
}

const answer = (status: number, body: object): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });

/** The name of a backup. It has the time, so that names sort by time. */
const nameOf = (file: string, at: Date): string =>
  `${file}-backup-${at.toISOString().replaceAll(':', '-')}`;

/** Whether a browser sent the request. A browser adds one of these headers to each `POST`, also for the page's own site. */
const isOfBrowser = ({ headers }: Request): boolean =>
  headers.has('origin') || headers.has('sec-fetch-site');

/** Answers `POST /backup`. No page may ask for a backup, because each one is a file. */
export async function answerBackup(
  request: Request,
  { file, token, copy, onError }: BackupOptions,
): Promise<Response> {
  const isJson = request.headers.get('content-type') === 'application/json';
  if (request.method !== 'POST' || !isJson) return answer(405, { error: 'POST with JSON' });
  if (isOfBrowser(request)) return answer(403, { error: 'not for pages' });
  if ((await authorizeBy(token)(request)) !== true) return answer(401, { error: 'token' });
  if (!copy) return answer(404, { error: 'no file' });
  const path = nameOf(file, new Date());
  try {
    await copy(path);
  } catch (thrown) {
    onError(thrown, 'backup');
    return answer(500, { error: 'failed' });
  }
  return answer(200, { file: path });
}
