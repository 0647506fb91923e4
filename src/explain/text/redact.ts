/** Fills the place of a secret without moving what comes after it. No character of an image, a host or a word. */
const fill = '\u2588';

/**
 * A text without the secrets that people paste along with an error: passwords, tokens, keys, signatures, logins in a
 * URL. Every other character stays where it was. It errs on the side of taking out too much. Linear: each pattern
 * begins with a fixed word or a bounded run.
 */
export function masked(text: string): string {
  return patterns.reduce(
    (result, pattern) =>
      result.replace(pattern, (whole: string, kept: unknown) => {
        const prefix = typeof kept === 'string' ? kept : '';
        return prefix + fill.repeat(whole.length - prefix.length);
      }),
    text,
  );
}

/** A value: quoted, whatever is in it, or up to the next space or quote. */
const value = String.raw`(?:"[^"\n]{0,8192}"|'[^'\n]{0,8192}'|["']?[^\s"']{1,8192})`;
const separator = String.raw`\\{0,4}["']?\s{0,8}[:=]\s{0,8}\\{0,4}`;
const named = (before: string, after = '') => new RegExp(`(${before})${value}${after}`, 'gi');

/** The match of a first group is kept. */
const patterns: readonly RegExp[] = [
  // JWTs (access tokens of Entra, refresh tokens of registries), and a dockerconfigjson in base64, which begins alike.
  /\beyJ[\w+/=-]{8,16384}(?:\.[\w-]{0,16384}){0,4}/g,
  /(\b(?:bearer|basic)\s{1,8})[\w+/=.~-]{6,16384}/gi,
  named(String.raw`\bauthorization${separator}`, `(?:[ \t]${value})?`),
  // --password X, --docker-password=X, --client-secret X, -p X of a login. --password-stdin takes none.
  named(String.raw`--?(?:[a-z]{1,32}-){0,4}(?:password|passwd|secret|token|key|credential)(?:=|\s{1,8})(?!-)`),
  named(String.raw`\blogin\b[^\n]{0,300}?\s-p(?:=|\s{0,8})`),
  // password: X, "client_secret": "X", AZURE_CLIENT_SECRET=X, DOCKER_REGISTRY_SERVER_PASSWORD=X
  named(
    '(?:passwords?|passwd|pwd|secret|token|(?:access|account|api|private)_?key|dockerconfigjson)' +
      String.raw`${separator}(?!null\b|true\b|false\b)`,
  ),
  named(String.raw`"auth"\s{0,8}:\s{0,8}`),
  named(String.raw`\bauth:\s{0,8}(?=[A-Za-z0-9+/=]{12})`),
  // SAS and OAuth: what is sent in a query or a form.
  /([?&](?:sig|signature|code|password)=)[^&\s"'<>]{1,8192}/gi,
  /(\b(?:sig|access_token|refresh_token|client_secret|client_assertion)=)[^&\s"'<>]{1,8192}/gi,
  // https://user:password@host
  /(:\/\/[^\s/:@"'<>]{0,256}:)[^\s/@"'<>]{1,1024}(?=@)/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,16384}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
  // Secrets of Entra applications (…8Q~…), keys of registries (…+ACR…) and of storage accounts (…+ASt…).
  /(?<![\w~.-])[\w.~-]{3,8}\dQ~[\w.~-]{20,60}/g,
  /(?<![\w+/=])[A-Za-z0-9+/]{20,120}\+(?:ACR|ASt|AC)[A-Za-z0-9+/]{1,40}={0,2}/g,
];
