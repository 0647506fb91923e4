// Options for runSuite and uiWalk that put `fake-microsoft` in the place of VS Code's own sign-in with Microsoft.
import { fakeMicrosoft } from './locations.mjs';
import { needlessBuiltin } from './server.mjs';

/**
 * @param {{ signedIn?: boolean, token?: string, tokenFile?: string }} [options] signedIn: somebody is from the start, and has allowed the
 *   extension to use the account; else VS Code asks, which only a UI walk can answer. token: the access token;
 *   tokenFile: a file that holds it, since VS Code writes its environment into its finest logs
 */
export function fakeSignIn({ signedIn = false, token, tokenFile } = {}) {
  return {
    alongside: [fakeMicrosoft],
    skipBuiltin: [...needlessBuiltin, 'vscode.microsoft-authentication'],
    env: {
      ...(signedIn ? { FAKE_MICROSOFT: 'signed-in' } : {}),
      ...(token ? { FAKE_MICROSOFT_TOKEN: token } : {}),
      ...(tokenFile ? { FAKE_MICROSOFT_TOKEN_FILE: tokenFile } : {}),
    },
    ...(signedIn ? { trusted: { microsoft: ['acr-pull-check.acr-pull-check', 'acr-pull-check.suite-carrier'] } } : {}),
  };
}
