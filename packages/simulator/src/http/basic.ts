/** The `Authorization` header of HTTP Basic authentication (RFC 7617), with UTF-8. */
export const basicAuth = (username: string, password: string): string =>
  `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`;
