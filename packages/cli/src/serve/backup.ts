import { authorizeBy } from './gate.ts';

/** Copies the members while they run: `mx-member backup` asks for it at the port of the metrics. */

export interface BackupOptions {
  /** Of the members; copies are put beside it. */
  readonly file: string;
  /** What callers must send; `null` for nothing. */
  readonly token: string | null;
  /** `undefined` where the members are not kept in a file, or not open yet. */
  readonly copy: ((path: string) => Promise<void>) | undefined;
  readonly onError: (thrown: unknown, where: string) => void;
}

const answer = (status: number, body: object): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });

/** The name says when it was made, and sorts by it. */
const nameOf = (file: string, at: Date): string =>
  `${file}-backup-${at.toISOString().replaceAll(':', '-')}`;

/** Answers `POST /backup`. It wants JSON, which a page of another site cannot send without asking. */
export async function answerBackup(
  request: Request,
  { file, token, copy, onError }: BackupOptions,
): Promise<Response> {
  const isJson = request.headers.get('content-type') === 'application/json';
  if (request.method !== 'POST' || !isJson) return answer(405, { error: 'POST with JSON' });
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
