import { createMx, type MemberDetails } from '@mx-member/adapters/mx';
import { MxError } from '@mx-member/machine';
import { connectionHealth, HEALTH_WORDS } from '@mx-member/machine/health';
import { CliError, EXIT, type ExitCode } from '../common/errors.ts';
import { type Io, jsonLine } from '../common/io.ts';
import { noteOf, type Patient } from './note.ts';
import type { HealthSettings } from './options.ts';
import { needsSomebody } from './words.ts';

/** Columns without a terminal. */
const ROOM = 200;
/** The largest page of MX. One request reads all members of nearly every user. */
const PER_PAGE = 1_000;

/** Reads the members of users, and the clock of MX. A wrong clock on this computer must not make data look old. */
function openClinic({ clientId, apiKey, environment }: HealthSettings, signal: AbortSignal) {
  let offset = 0;
  const mx = createMx({
    clientId,
    apiKey,
    environment,
    async fetch(request) {
      const response = await fetch(request);
      const date = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(date)) offset = date - Date.now();
      return response;
    },
  });
  return {
    /** @throws {CliError} if MX cannot be read. */
    async membersOf(userGuid: string): Promise<readonly MemberDetails[]> {
      try {
        const request = { userGuid, recordsPerPage: PER_PAGE };
        const members: MemberDetails[] = [];
        for await (const member of mx.members(request, { signal })) members.push(member);
        return members;
      } catch (error) {
        if (!(error instanceof MxError)) throw error;
        throw new CliError(`MX could not be read (${error.code}): ${error.message}`, 'unread');
      }
    },
    /** The time by the clock of MX, in ms since 1970. */
    now: () => Date.now() + offset,
  };
}

const patientOf = (member: MemberDetails, now: number): Patient => ({
  member,
  health: connectionHealth(member, now),
});

const patientLine = ({ member, health }: Patient): string =>
  jsonLine({
    ...member.member,
    name: member.name,
    institutionCode: member.institutionCode,
    errorCode: member.reading.errorCode ?? null,
    ...health,
    meaning: HEALTH_WORDS[health.rule].meaning,
  });

/**
 * Prints the health of each connection of the given users.
 * @throws {CliError} if MX cannot be read; the signal's reason after an abort.
 */
export async function health(settings: HealthSettings, io: Io): Promise<ExitCode> {
  const { stdout, signal } = io;
  const clinic = openClinic(settings, signal);
  const all: Patient[] = [];
  for (const [index, user] of settings.users.entries()) {
    if (index > 0 && !settings.json) stdout.write('\n');
    const members = await clinic.membersOf(user);
    const now = clinic.now();
    const patients = members.map((member) => patientOf(member, now));
    all.push(...patients);
    if (settings.json) for (const patient of patients) stdout.write(patientLine(patient));
    else stdout.write(noteOf(user, patients, now, stdout.columns ?? ROOM));
  }
  const needing = all.filter((one) => needsSomebody(one.health)).length;
  if (settings.json) stdout.write(jsonLine({ members: all.length, needSomebody: needing }));
  return needing > 0 ? EXIT.failed : EXIT.done;
}
