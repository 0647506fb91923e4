// Stands in for VS Code's sign-in with Microsoft, which needs the internet. See fakeSignIn.mjs.
// $FAKE_MICROSOFT=signed-in: somebody is signed in from the start.
// $FAKE_MICROSOFT_TOKEN: the access token handed out; $FAKE_MICROSOFT_TOKEN_FILE: the file that holds it. A browser has no
// environment: there it is in the file `token` beside this one.
const vscode = require('vscode');

const environment = globalThis.process?.env ?? {};

const account = { id: 'fake-account', label: 'ada@contoso.example' };

exports.activate = context => {
  const changed = new vscode.EventEmitter();
  const sessions = [];
  let signedIn = environment.FAKE_MICROSOFT === 'signed-in';

  async function add(scopes) {
    const accessToken = (await tokenIn(context.extensionUri)) ?? `fake token for ${scopes.join(' ')}`;
    const session = { id: String(sessions.length), account, scopes: [...scopes], accessToken };
    sessions.push(session);
    return session;
  }

  const provider = {
    onDidChangeSessions: changed.event,
    async getSessions(scopes) {
      if (!signedIn || !scopes) return signedIn ? sessions : [];
      const found = sessions.filter(session => scopes.every(scope => session.scopes.includes(scope)));
      return found.length > 0 ? found : [await add(scopes)];
    },
    async createSession(scopes) {
      signedIn = true;
      const session = await add(scopes);
      changed.fire({ added: [session], removed: [], changed: [] });
      return session;
    },
    async removeSession() {
      signedIn = false;
      changed.fire({ added: [], removed: sessions.splice(0), changed: [] });
    },
  };
  context.subscriptions.push(
    changed,
    vscode.authentication.registerAuthenticationProvider('microsoft', 'Fake Microsoft', provider),
  );
};

/** Undefined where none is given. */
async function tokenIn(extensionUri) {
  const { FAKE_MICROSOFT_TOKEN: token, FAKE_MICROSOFT_TOKEN_FILE: file } = environment;
  const uri = file ? vscode.Uri.file(file) : vscode.Uri.joinPath(extensionUri, 'token');
  return vscode.workspace.fs.readFile(uri).then(
    bytes => new TextDecoder().decode(bytes),
    () => token,
  );
}
