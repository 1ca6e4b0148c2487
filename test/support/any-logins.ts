/** The option `logins` of a server whose tests cause more logins than a person does in a day. */
export const ANY_LOGINS = { perHour: Infinity, perDay: Infinity, perMember: Infinity };
