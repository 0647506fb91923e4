// Options of startServer that put `fake-microsoft` in the place of VS Code's own sign-in with Microsoft.
import { fakeMicrosoft } from './locations.mjs';
import { needlessBuiltin } from './server.mjs';

/** @param {string} tokenFile a file that holds the access token, since VS Code writes its environment into its finest logs */
export function fakeSignIn(tokenFile) {
  return {
    alongside: [fakeMicrosoft],
    skipBuiltin: [...needlessBuiltin, 'vscode.microsoft-authentication'],
    env: { FAKE_MICROSOFT_TOKEN_FILE: tokenFile },
  };
}
