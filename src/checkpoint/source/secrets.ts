/** A URL with any scheme in a text, up to a space or a quote. */
const URL_IN_TEXT = /\b([a-z][a-z\d+.-]*:\/\/)([^\s'"`<>]*)/gi;

/**
 * Removes user, password, query and fragment from each URL in a text, since they may hold secrets: signatures, tokens.
 * A password may hold any character, an `@` too, so all up to the last `@` before the path goes.
 */
export const withoutSecrets = (text: string): string =>
  text.replace(URL_IN_TEXT, (_, scheme: string, rest: string) => {
    const [address = ''] = rest.split(/[?#]/, 1);
    const host = address.search(/[/\\]/);
    const end = host < 0 ? address.length : host;
    return scheme + address.slice(address.lastIndexOf('@', end) + 1);
  });

/**
 * An error whose message names no secret, for the error of a `fetch` function or of the platform: some quote the whole
 * URL. An error without a secret stays as it is, causes included.
 */
export function errorWithoutSecrets(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? withoutSecrets(error) : error;
  const message = withoutSecrets(error.message);
  const cause = errorWithoutSecrets(error.cause);
  if (message === error.message && cause === error.cause && withoutSecrets(error.stack ?? '') === (error.stack ?? ''))
    return error;
  const clean = new Error(message, cause === undefined ? undefined : { cause });
  clean.name = error.name;
  const { code } = error as { code?: unknown };
  return code === undefined ? clean : Object.assign(clean, { code });
}
